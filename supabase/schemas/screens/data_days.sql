-- The days from p_from to p_to that anything is known of, the latest first: how each was counted, from how many raw events
-- (page views and clicks), what arrived on it and what became of that, as the data page and its export tell.
create function daybook.data_days(p_user_code text, p_from date, p_to date) returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
begin
  return (
    with accounts as (
      select
        b.date,
        coalesce(sum(b.events) filter (where b.kind <> 'erased'), 0)   as received,
        coalesce(sum(b.events) filter (where b.kind = 'stored'), 0)    as stored,
        coalesce(sum(b.events) filter (where b.kind = 'duplicate'), 0) as duplicate,
        coalesce(sum(b.events) filter (where b.kind = 'filtered'), 0)  as filtered,
        coalesce(sum(b.events) filter (where b.kind = 'rejected'), 0)  as rejected,
        coalesce(sum(b.events) filter (where b.kind = 'erased'), 0)    as erased,
        coalesce(jsonb_agg(
          jsonb_build_object('kind', b.kind, 'code', b.code, 'events', b.events) order by b.kind, b.events desc, b.code
        ) filter (where b.code <> ''), '[]'::jsonb) as codes
      from daybook.accounting(p_user_code, p_from, p_to) as b
      group by b.date
    ),
    dirty as (
      select m.date, max(m.marked_at) as marked_at
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date between p_from and p_to
      group by m.date
    ),
    previews as (
      select daybook.day_at(p_user_code, p.at) as date, count(*) as previews
      from public.analytics_share_previews p
      where p.user_code = p_user_code
        and daybook.day_at(p_user_code, p.at) between p_from and p_to
      group by 1
    ),
    verified as (
      select distinct on (v.date) v.date, v.verified_at, v.differences
      from public.analytics_verifications v
      where v.user_code = p_user_code and v.date between p_from and p_to
      order by v.date, v.verified_at desc
    ),
    days as (
      select
        g.day::date as date,
        case when m.date is not null then 'live' when d.raw_events > 0 then 'closed' else 'empty' end as state,
        d.computed_at, d.set_aside_at, d.set_aside_code, d.purged_at, m.marked_at,
        -- Page views and clicks. Counted in raw for dirty days only: of the others the daily rows tell.
        case
          when m.date is null then u.page_views + u.clicks
          else daybook.raw_events(p_user_code, m.date)
        end as raw_events,
        a.received, a.stored, a.duplicate, a.filtered, a.rejected, a.erased, a.codes, p.previews,
        v.verified_at, v.differences, l.late, l.waiting
      from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as g(day)
      left join public.analytics_days d on d.user_code = p_user_code and d.date = g.day::date
      left join public.analytics_daily_user_stats u on u.user_code = p_user_code and u.date = g.day::date
      left join dirty m on m.date = g.day::date
      left join accounts a on a.date = g.day::date
      left join previews p on p.date = g.day::date
      left join verified v on v.date = g.day::date
      left join daybook.late_events(p_user_code, p_from, p_to) as l on l.date = g.day::date
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', d.date, 'state', d.state,
        'computed_at', d.computed_at, 'raw_events', coalesce(d.raw_events, 0), 'purged_at', d.purged_at,
        'set_aside_at', d.set_aside_at, 'set_aside_code', d.set_aside_code, 'marked_at', d.marked_at,
        'received', coalesce(d.received, 0), 'stored', coalesce(d.stored, 0),
        'duplicate', coalesce(d.duplicate, 0), 'filtered', coalesce(d.filtered, 0),
        'rejected', coalesce(d.rejected, 0), 'erased', coalesce(d.erased, 0), 'codes', coalesce(d.codes, '[]'::jsonb),
        'previews', coalesce(d.previews, 0), 'late', coalesce(d.late, 0), 'waiting', coalesce(d.waiting, 0),
        'verified_at', d.verified_at, 'differences', d.differences
      ) order by d.date desc
    ), '[]'::jsonb)
    from days d
    where d.state <> 'empty' or d.computed_at is not null or d.received is not null or d.previews is not null
  );
end;
$$;

revoke all on function daybook.data_days(text, date, date) from public;
