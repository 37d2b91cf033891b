-- What the data page shows, as one JSON value: for each day from p_from to p_to that anything is known of, how it was
-- counted, how many raw events it has, what arrived on it and what became of that. For members. Accounting goes by the
-- day of arrival, counting by the day of the event. `late`: page views and clicks that came after their day had been
-- closed, as its revisions and the marks since then tell; `waiting`: those of them that no rebuild has counted yet. Table
-- sizes are only given where the database has one owner, since they would tell of others. 22023: more than 400 days, or out of order.
create function daybook.analytics_owner_data(p_user_code text, p_from date default null, p_to date default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  today date := daybook.owner_today(p_user_code);
  to_date date := least(coalesce(p_to, today), today);
  from_date date := coalesce(p_from, to_date - 29);
  is_alone boolean := (select count(*) from (select 1 from public.analytics_owners limit 2) as o) = 1;
  answer jsonb;
begin
  if from_date > to_date or to_date - from_date >= 400 then
    raise exception 'a period may span 400 days' using errcode = '22023';
  end if;

  with accounts as (
    select
      b.date,
      sum(b.events) as received,
      coalesce(sum(b.events) filter (where b.kind = 'stored'), 0)    as stored,
      coalesce(sum(b.events) filter (where b.kind = 'duplicate'), 0) as duplicate,
      coalesce(sum(b.events) filter (where b.kind = 'filtered'), 0)  as filtered,
      coalesce(sum(b.events) filter (where b.kind = 'rejected'), 0)  as rejected,
      coalesce(jsonb_agg(
        jsonb_build_object('kind', b.kind, 'code', b.code, 'events', b.events) order by b.kind, b.events desc, b.code
      ) filter (where b.kind in ('filtered', 'rejected')), '[]'::jsonb) as codes
    from daybook.accounting(p_user_code, from_date, to_date) as b
    group by b.date
  ),
  dirty as (
    select m.date, max(m.marked_at) as marked_at
    from public.analytics_dirty_days m
    where m.user_code = p_user_code and m.date between from_date and to_date
    group by m.date
  ),
  previews as (
    select daybook.day_at(p_user_code, p.at) as date, count(*) as previews
    from public.analytics_share_previews p
    where p.user_code = p_user_code
      and daybook.day_at(p_user_code, p.at) between from_date and to_date
    group by 1
  ),
  verified as (
    select distinct on (v.date) v.date, v.verified_at, v.differences
    from public.analytics_verifications v
    where v.user_code = p_user_code and v.date between from_date and to_date
    order by v.date, v.verified_at desc
  ),
  days as (
    select
      g.day::date as date,
      case when m.date is not null then 'live' when d.raw_events > 0 then 'closed' else 'empty' end as state,
      d.computed_at, d.purged_at, m.marked_at,
      -- Counted for dirty days only: of the others it was noted when they were rebuilt.
      case
        when m.date is null then d.raw_events
        else daybook.raw_rows(p_user_code, m.date)
      end as raw_events,
      a.received, a.stored, a.duplicate, a.filtered, a.rejected, a.codes, p.previews,
      v.verified_at, v.differences, l.late, l.waiting
    from generate_series(from_date::timestamp, to_date::timestamp, interval '1 day') as g(day)
    left join public.analytics_days d on d.user_code = p_user_code and d.date = g.day::date
    left join dirty m on m.date = g.day::date
    left join accounts a on a.date = g.day::date
    left join previews p on p.date = g.day::date
    left join verified v on v.date = g.day::date
    left join daybook.late_events(p_user_code, from_date, to_date) as l on l.date = g.day::date
  )
  select jsonb_build_object(
    'role', caller_role,
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone)
      from public.analytics_owners o
      where o.user_code = p_user_code
    ),
    'period', jsonb_build_object('from', from_date, 'to', to_date, 'today', today),
    'days', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'date', d.date, 'state', d.state,
          'computed_at', d.computed_at, 'raw_events', coalesce(d.raw_events, 0), 'purged_at', d.purged_at,
          'marked_at', d.marked_at,
          'received', coalesce(d.received, 0), 'stored', coalesce(d.stored, 0),
          'duplicate', coalesce(d.duplicate, 0), 'filtered', coalesce(d.filtered, 0),
          'rejected', coalesce(d.rejected, 0), 'codes', coalesce(d.codes, '[]'::jsonb),
          'previews', coalesce(d.previews, 0), 'late', coalesce(d.late, 0), 'waiting', coalesce(d.waiting, 0),
          'verified_at', d.verified_at, 'differences', d.differences
        ) order by d.date desc
      ), '[]'::jsonb)
      from days d
      where d.state <> 'empty' or d.computed_at is not null or d.received is not null or d.previews is not null
    ),
    'revisions', daybook.latest_revisions(p_user_code, from_date, to_date),
    'tables', case when is_alone then (
      select jsonb_agg(
        jsonb_build_object('table', t.tablename, 'size', t.size, 'bytes', t.bytes) order by t.bytes desc, t.tablename
      )
      from public.analytics_table_sizes t
    ) end,
    'computed_at', now()
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_data(text, date, date) from public;
grant execute on function daybook.analytics_owner_data(text, date, date) to authenticated;
alter function daybook.analytics_owner_data(text, date, date) set schema public;
