-- A page of one list of an owner, oldest first: { rows, next }. The lists are 'data_days', 'accounting', 'revisions',
-- 'verifications', and of one share ('' for direct visits) 'previews' and 'visits'. Pages are divided by keys, not by places:
-- what is added meanwhile moves no row to another page. p_after: the `next` of the page before, null for the first; `next` is
-- null after the last. 22023: there is no such list.
create function daybook.export_page(
  p_user_code text,
  p_list text,
  p_from date,
  p_to date,
  p_contact text,
  p_after jsonb,
  p_rows integer
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  window_from date;
  window_to date;
  lines jsonb;
  last_key jsonb;
begin
  case p_list
  when 'visits' then
    return daybook.visits_page(p_user_code, p_contact, p_from, p_to, p_after, least(p_rows, 2000));

  when 'data_days' then
    window_from := coalesce((p_after ->> 0)::date + 1, p_from);
    window_to := least(window_from + least(p_rows, 366) - 1, p_to);
    select jsonb_agg(d.value order by d.value ->> 'date')
    into lines
    from jsonb_array_elements(daybook.data_days(p_user_code, window_from, window_to)) as d(value);
    last_key := case when window_to < p_to then jsonb_build_array(window_to) end;
    return jsonb_build_object('rows', coalesce(lines, '[]'::jsonb), 'next', last_key);

  when 'accounting' then
    select
      jsonb_agg(
        jsonb_build_object('date', a.date, 'kind', a.kind, 'code', a.code, 'events', a.events) order by a.date, a.kind, a.code
      ),
      (array_agg(jsonb_build_array(a.date, a.kind, a.code) order by a.date desc, a.kind desc, a.code desc))[1]
    into lines, last_key
    from (
      select *
      from daybook.accounting(p_user_code, p_from, p_to) as b
      where p_after is null
        or (b.date, b.kind, b.code) > ((p_after ->> 0)::date, p_after ->> 1, p_after ->> 2)
      order by b.date, b.kind, b.code
      limit p_rows
    ) as a;

  when 'revisions' then
    select
      jsonb_agg(
        jsonb_build_object(
          'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'computed_at', r.computed_at,
          'former', r.former, 'present', r.present
        ) order by r.date, r.revised_at, r.revision_id
      ),
      (array_agg(
        jsonb_build_array(r.date, r.revised_at, r.revision_id) order by r.date desc, r.revised_at desc, r.revision_id desc
      ))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_daily_revisions c
      where c.user_code = p_user_code and c.date between p_from and p_to
        and (
          p_after is null
          or (c.date, c.revised_at, c.revision_id)
            > ((p_after ->> 0)::date, (p_after ->> 1)::timestamptz, (p_after ->> 2)::uuid)
        )
      order by c.date, c.revised_at, c.revision_id
      limit p_rows
    ) as r;

  when 'verifications' then
    select
      jsonb_agg(
        jsonb_build_object('date', v.date, 'verified_at', v.verified_at, 'differences', v.differences)
        order by v.date, v.verified_at
      ),
      (array_agg(jsonb_build_array(v.date, v.verified_at) order by v.date desc, v.verified_at desc))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_verifications c
      where c.user_code = p_user_code and c.date between p_from and p_to
        and (p_after is null or (c.date, c.verified_at) > ((p_after ->> 0)::date, (p_after ->> 1)::timestamptz))
      order by c.date, c.verified_at
      limit p_rows
    ) as v;

  when 'previews' then
    select
      jsonb_agg(
        jsonb_build_object('share_code', p.share_code, 'at', p.at, 'fetcher', p.fetcher) order by p.at, p.fetcher
      ),
      (array_agg(jsonb_build_array(p.at, p.fetcher) order by p.at desc, p.fetcher desc))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_share_previews c
      where c.user_code = p_user_code and c.share_code = p_contact
        and c.at >= p_from::timestamp at time zone 'UTC' - interval '14 hours'
        and c.at < (p_to + 1)::timestamp at time zone 'UTC' + interval '14 hours'
        and daybook.day_at(p_user_code, c.at) between p_from and p_to
        and (p_after is null or (c.at, c.fetcher) > ((p_after ->> 0)::timestamptz, p_after ->> 1))
      order by c.at, c.fetcher
      limit p_rows
    ) as p;

  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return jsonb_build_object(
    'rows', coalesce(lines, '[]'::jsonb),
    'next', case when jsonb_array_length(lines) >= p_rows then last_key end
  );
end;
$$;

revoke all on function daybook.export_page(text, text, date, date, text, jsonb, integer) from public;
