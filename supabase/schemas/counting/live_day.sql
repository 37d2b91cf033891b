-- What count_day counts for a dirty day, without reading the whole day: the daily rows of its last rebuild, minus what they
-- hold of the visitors that the marks name, plus those visitors counted anew. This is exact, because the daily rows were
-- counted from raw without the marked rows, and every number is a sum over visitors. Without daily rows, or when the marks
-- name more than 5,000 visitors or one of them names nobody, as an erasure's does, the whole day is counted. Values that the daily rows name stay named, and new ones are named
-- while there is room; which values are the most frequent ones is decided anew when the whole day is counted.
create function daybook.live_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default ''
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set jit = off
as $$
declare
  changed bigint[];
  new_views uuid[];
  new_clicks uuid[];
  held daybook.counted_row[];
  named jsonb := '{}'::jsonb;
begin
  if exists (
    select 1
    from public.analytics_days d
    where d.user_code = p_user_code and d.date = p_date and d.computed_at is not null
  ) and not exists (
    select 1
    from public.analytics_dirty_days m
    where m.user_code = p_user_code and m.date = p_date and m.visitor_ids = '{}'
  ) then
    select array_agg(distinct v.visitor_id)
    into changed
    from public.analytics_dirty_days m
    cross join lateral unnest(m.visitor_ids) as v(visitor_id)
    where m.user_code = p_user_code and m.date = p_date;
  end if;

  if changed is null or cardinality(changed) > 5000 then
    return query select * from daybook.count_day(p_user_code, p_date, p_scope, p_scope_code);
    return;
  end if;

  select
    coalesce(array_agg(i.id) filter (where i.kind = 'page_view'), '{}'),
    coalesce(array_agg(i.id) filter (where i.kind = 'click'), '{}')
  into new_views, new_clicks
  from public.analytics_dirty_days m
  cross join lateral (
    select 'page_view', u.id from unnest(m.view_ids) as u(id)
    union all
    select 'click', u.id from unnest(m.click_ids) as u(id)
  ) as i(kind, id)
  where m.user_code = p_user_code and m.date = p_date;

  held := array(
    select r::daybook.counted_row from daybook.daily_rows(p_user_code, p_date, p_scope, p_scope_code) as r
  );
  -- As many new values as new events would have to fit, or they are looked at.
  if (
    select coalesce(max(n.named), 0)
    from (select count(*) as named from unnest(held) as h group by h.section, h.scope, h.scope_code, h.dimension) as n
  ) + cardinality(new_views) + cardinality(new_clicks) > daybook.value_limit() then
    named := daybook.crowded_values(p_user_code, p_date, changed, held);
  end if;

  return query
  with parts as (
    select * from unnest(held)
    union all
    select * from daybook.count_day(p_user_code, p_date, p_scope, p_scope_code, changed, p_named => named)
    union all
    select
      b.user_code, b.section, b.scope, b.scope_code, b.dimension, b.value,
      -b.visitors, -b.sessions, -b.page_views, -b.clicks, -b.contacting_sessions, -b.bounces, -b.duration_seconds,
      -b.entries, -b.exits, -b.opened, -b.stayed
    from daybook.count_day(
      p_user_code, p_date, p_scope, p_scope_code, changed, new_views, new_clicks, named
    ) as b
  )
  select
    p.user_code, p.section, p.scope, p.scope_code, p.dimension, p.value,
    sum(p.visitors)::bigint, sum(p.sessions)::bigint, sum(p.page_views)::bigint, sum(p.clicks)::bigint,
    sum(p.contacting_sessions)::bigint, sum(p.bounces)::bigint, sum(p.duration_seconds)::bigint,
    sum(p.entries)::bigint, sum(p.exits)::bigint, sum(p.opened)::bigint, sum(p.stayed)::bigint
  from parts p
  group by p.user_code, p.section, p.scope, p.scope_code, p.dimension, p.value
  having sum(p.sessions) <> 0 or sum(p.page_views) <> 0 or sum(p.clicks) <> 0
    or sum(p.entries) <> 0 or sum(p.exits) <> 0;
end;
$$;

revoke all on function daybook.live_day(text, date, text, text) from public;
