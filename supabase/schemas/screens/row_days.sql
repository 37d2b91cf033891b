-- The days of one row of a breakdown, from a question's first day on: a page, a target, or a value of a dimension. What the
-- daily tables do not keep for its kind is null. is_until: the last day compared with, until the question's moment.
create function daybook.row_days(q daybook.question, live daybook.live_row[], p_kind text, p_value text)
returns table (
  is_until boolean, date date, visitors bigint, sessions bigint, page_views bigint, clicks bigint, contacting_sessions bigint
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select false, t.date, t.visitors, t.sessions, null::bigint, t.clicks, null::bigint
  from daybook.daily_targets t
  where p_kind = 'target' and t.target = p_value
    and t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
    and t.date between q.reads_from and q.to_date
    and not t.date = any (q.live_dates)
  union all
  select false, t.date, t.visitors, t.sessions, t.page_views, t.clicks, null
  from daybook.daily_pages t
  where p_kind = 'page' and t.page = p_value
    and t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
    and t.date between q.reads_from and q.to_date
    and not t.date = any (q.live_dates)
  union all
  select false, t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
  from public.analytics_daily_dimension_stats t
  where p_kind not in ('target', 'page') and t.dimension = p_kind and t.value = p_value
    and t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
    and t.date between q.reads_from and q.to_date
    and not t.date = any (q.live_dates)
  union all
  select
    l.section = 'until row', l.date, l.visitors, l.sessions,
    case when p_kind <> 'target' then l.page_views end,
    l.clicks,
    case when p_kind not in ('target', 'page') then l.contacting_sessions end
  from unnest(live) as l
  where l.value = p_value
    and (l.section in (p_kind, 'until row') or (l.section = 'dimension' and l.dimension = p_kind));
end;
$$;

revoke all on function daybook.row_days(daybook.question, daybook.live_row[], text, text) from public;
