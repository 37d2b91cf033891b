-- One share's story ('' for direct visits), as one JSON value: its dashboard, its latest visits one by one from raw (at
-- most 50, from the latest 14 days on which it was visited), the previews of its link, and on how many days visitors came
-- from several systems or countries, and from more of them than one person has. For members.
-- PT404 and 22023 as the dashboard.
create function daybook.analytics_contact(
  p_user_code text,
  p_contact text,
  p_from date default null,
  p_to date default null,
  p_compare text default 'none'
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  dashboard jsonb;
  wanted_code text := coalesce(p_contact, '');
  share jsonb;
  first_date date;
  first_at timestamptz;
  visits jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  dashboard := daybook.seen_dashboard(sight, p_from, p_to, null, wanted_code, p_compare, 50);
  select jsonb_build_object(
    'share_code', s.share_code, 'contact', s.contact,
    'group_code', case when daybook.sees(sight, s.group_code, null) then coalesce(s.group_code, '') else '' end,
    'created_at', s.created_at, 'archived', s.archived_at is not null
  )
  into share
  from public.analytics_shares s
  where s.user_code = p_user_code and s.share_code = wanted_code;

  visits := daybook.contact_visits(p_user_code, wanted_code);
  first_date := least(
    (
      select min(c.date)
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
    ),
    (select min((v.value ->> 'date')::date) from jsonb_array_elements(visits) as v)
  );
  -- Its moment is known as long as its raw events are.
  select min(s.started_at)
  into first_at
  from public.analytics_sessions s
  where s.user_code = p_user_code and s.date = first_date and s.share_code = wanted_code;

  return jsonb_build_object(
    'dashboard', dashboard,
    'share', share,
    'first_visit', case when first_date is not null then jsonb_build_object('date', first_date, 'at', first_at) end,
    'last_visit', coalesce(
      visits -> 0 -> 'started_at',
      to_jsonb((
        select max(c.date)
        from public.analytics_daily_contact_stats c
        where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
      ))
    ),
    'devices', daybook.contact_devices(p_user_code, wanted_code),
    'visits', visits,
    'previews', (
      select coalesce(jsonb_agg(jsonb_build_object('fetcher', p.fetcher, 'at', p.at) order by p.at desc), '[]'::jsonb)
      from (
        select p.fetcher, p.at
        from public.analytics_share_previews p
        where p.user_code = p_user_code and p.share_code = wanted_code
        order by p.at desc
        limit 50
      ) as p
    )
  );
end;
$$;

revoke all on function daybook.analytics_contact(text, text, date, date, text) from public;
grant execute on function daybook.analytics_contact(text, text, date, date, text) to authenticated;
alter function daybook.analytics_contact(text, text, date, date, text) set schema public;
