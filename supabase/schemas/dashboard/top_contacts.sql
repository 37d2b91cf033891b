-- The contacts (shares) with the most clicks in the period, each with its totals and the last day it was seen on: { rows,
-- more, rest }, where rest holds the totals of those that are not listed. Under a filter only the one contact, or the visits
-- that came by each share while it was in the group. A share that has left what the question's sight holds is not named; a sight
-- without names lists none, not even as rest.
create function daybook.top_contacts(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
begin
  return (
    with counted as (
      select
        t.date, t.scope_code,
        t.visitors::integer as visitors, t.sessions::integer as sessions, t.page_views::integer as page_views,
        t.clicks::integer as clicks,
        t.contacting_sessions::integer as contacting_sessions, t.bounces::integer as bounces, t.duration_seconds
      from daybook.scope_totals t
      where q.scope <> 'group' and t.user_code = q.user_code and t.scope = 'contact' and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        t.date, t.share_code,
        t.visitors::integer, t.sessions::integer, t.page_views::integer, t.clicks::integer,
        t.contacting_sessions::integer, t.bounces::integer, t.duration_seconds
      from daybook.group_contacts t
      where q.scope = 'group' and t.user_code = q.user_code and t.group_code = q.scope_code
        and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.date, l.scope_code,
        l.visitors::integer, l.sessions::integer, l.page_views::integer, l.clicks::integer,
        l.contacting_sessions::integer, l.bounces::integer, l.duration_seconds
      from unnest(live) as l
      where l.scope = 'contact' and l.date between q.from_date and q.to_date
        and ((q.scope <> 'group' and l.section = 'totals')
          or (q.scope = 'group' and l.section = 'group' and l.value = q.scope_code))
    ),
    -- Each share has many days: they are summed before its name is looked up, and as integers, since sums of bigint are numeric.
    summed as (
      select
        c.scope_code, max(c.date) as last_seen,
        sum(c.visitors) as visitors, sum(c.sessions) as sessions, sum(c.page_views) as page_views, sum(c.clicks) as clicks,
        sum(c.contacting_sessions) as contacting_sessions, sum(c.bounces) as bounces,
        sum(c.duration_seconds) as duration_seconds
      from counted c
      where (q.sight).names and (q.scope <> 'contact' or c.scope_code = q.scope_code)
      group by c.scope_code
    ),
    placed as (
      select c.*, s.contact, s.group_code,
        row_number() over (order by c.clicks desc, c.sessions desc, c.last_seen desc, c.scope_code) as place
      from summed c
      left join public.analytics_shares s on s.user_code = q.user_code and s.share_code = c.scope_code
    )
    select jsonb_build_object(
      'rows',
      coalesce(jsonb_agg(
        daybook.totals(
          p.visitors, p.sessions, p.page_views, p.clicks, p.contacting_sessions, p.bounces, p.duration_seconds
        ) || jsonb_build_object(
          'share_code', p.scope_code,
          'contact', case
            when is_whole or p.scope_code = any ((q.sight).shares) or p.group_code = any ((q.sight).groups)
            then coalesce(p.contact, '') else ''
          end,
          'group_code', case
            when q.scope = 'group' then q.scope_code
            when is_whole or p.group_code = any ((q.sight).groups) then coalesce(p.group_code, '')
            else ''
          end,
          'last_seen', p.last_seen
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit),
      'rest', daybook.totals(
        sum(p.visitors) filter (where p.place > q.list_limit), sum(p.sessions) filter (where p.place > q.list_limit),
        sum(p.page_views) filter (where p.place > q.list_limit), sum(p.clicks) filter (where p.place > q.list_limit),
        sum(p.contacting_sessions) filter (where p.place > q.list_limit),
        sum(p.bounces) filter (where p.place > q.list_limit), sum(p.duration_seconds) filter (where p.place > q.list_limit)
      )
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_contacts(daybook.question, daybook.live_row[]) from public;
