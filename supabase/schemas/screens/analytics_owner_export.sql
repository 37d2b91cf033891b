-- One list of the owner's other screens, whole, as one JSON value { owner, period, rows }, oldest first: 'accounting',
-- 'revisions' and 'verifications', and of one share ('' for direct visits) 'visits', an event a row, and 'previews'. For
-- members. 22023: there is no such list, a period out of order or over ten years, or more than 50,000 events of visits.
create function daybook.analytics_owner_export(
  p_user_code text,
  p_list text,
  p_from date default null,
  p_to date default null,
  p_contact text default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  zone text := (select o.time_zone from public.analytics_owners o where o.user_code = p_user_code);
  today date := daybook.owner_today(p_user_code);
  to_date date := least(coalesce(p_to, today), today);
  from_date date := coalesce(
    p_from,
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code),
    to_date
  );
  lines jsonb;
begin
  if from_date > to_date or to_date - from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  case p_list
  when 'accounting' then
    select jsonb_agg(
      jsonb_build_object('date', a.date, 'kind', a.kind, 'code', a.code, 'events', a.events) order by a.date, a.kind, a.code
    )
    into lines
    from daybook.accounting(p_user_code, from_date, to_date) as a;

  when 'revisions' then
    select jsonb_agg(
      jsonb_build_object(
        'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'computed_at', r.computed_at,
        'former', r.former, 'present', r.present
      ) order by r.date, r.revised_at
    )
    into lines
    from public.analytics_daily_revisions r
    where r.user_code = p_user_code and r.date between from_date and to_date;

  when 'verifications' then
    select jsonb_agg(
      jsonb_build_object('date', v.date, 'verified_at', v.verified_at, 'differences', v.differences)
      order by v.date, v.verified_at
    )
    into lines
    from public.analytics_verifications v
    where v.user_code = p_user_code and v.date between from_date and to_date;

  when 'previews' then
    select jsonb_agg(
      jsonb_build_object('share_code', p.share_code, 'at', p.at, 'fetcher', p.fetcher) order by p.at, p.fetcher
    )
    into lines
    from public.analytics_share_previews p
    where p.user_code = p_user_code and p.share_code = coalesce(p_contact, '')
      and p.at >= from_date::timestamp at time zone 'UTC' - interval '14 hours'
      and p.at < (to_date + 1)::timestamp at time zone 'UTC' + interval '14 hours'
      and daybook.day_at(p_user_code, p.at) between from_date and to_date;

  when 'visits' then
    lines := daybook.visits_list(p_user_code, coalesce(p_contact, ''), from_date, to_date);

  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return jsonb_build_object(
    'owner', jsonb_build_object('user_code', p_user_code, 'time_zone', zone, 'role', caller_role),
    'period', jsonb_build_object('from', from_date, 'to', to_date),
    'computed_at', now(),
    'rows', coalesce(lines, '[]'::jsonb)
  );
end;
$$;

revoke all on function daybook.analytics_owner_export(text, text, date, date, text) from public;
grant execute on function daybook.analytics_owner_export(text, text, date, date, text) to authenticated;
alter function daybook.analytics_owner_export(text, text, date, date, text) set schema public;
