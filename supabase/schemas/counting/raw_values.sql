-- Every value in raw that breakdowns name: of a session its attributes, of an event its page, its target and its site. `weight` is what
-- the value is ranked by on the date: page views of a page, clicks of a target or a site, sessions of everything else.
create view daybook.raw_values as
select
  s.user_code, s.date, s.date as session_date, s.visitor_id, s.group_code, s.share_code, a.dimension, a.value, 1 as weight
from public.analytics_sessions s
cross join lateral (values
  ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
  ('utm_campaign', s.utm_campaign), ('country', s.country), ('device', s.device), ('browser', s.browser),
  ('os', s.os), ('language', s.language)
) as a(dimension, value)
union all
select v.user_code, v.date, v.session_date, v.visitor_id, v.group_code, v.share_code, 'page', v.page, 1
from public.analytics_page_views v
union all
select c.user_code, c.date, c.session_date, c.visitor_id, c.group_code, c.share_code, a.dimension, a.value, a.weight
from public.analytics_clicks c
cross join lateral (values ('page', c.page, 0), ('target', c.target, 1), ('site', c.site, 1)) as a(dimension, value, weight)
where a.dimension <> 'site' or a.value <> '';
