-- The sessions of some days that a question is about: within its sight, its group, its contact and all its conditions. p_until: as
-- if nothing had come from then on. Planned for these conditions each time, so that only what they ask is looked at: events where
-- they ask for a page, target or site, all visits of a visitor where they ask for new ones.
create function daybook.filtered_visits(
  q daybook.question,
  p_from date,
  p_to date,
  p_until timestamptz default 'infinity'
)
returns setof public.analytics_sessions
language plpgsql stable rows 50000
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_mergejoin = off
set enable_sort = on
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
  -- As daybook.sees: a share that lies in a group now is seen with its whole past.
  seen_groups text[] := (q.sight).groups;
  seen_shares text[] := (q.sight).shares || array(
    select h.share_code from public.analytics_shares h where h.user_code = q.user_code and h.group_code = any ((q.sight).groups)
  );
  group_is text[] := daybook.asked_values(q.filters, 'is', 'group');
  group_not text[] := daybook.asked_values(q.filters, 'is_not', 'group');
  contact_is text[] := daybook.asked_values(q.filters, 'is', 'contact');
  contact_not text[] := daybook.asked_values(q.filters, 'is_not', 'contact');
  referrer_is text[] := daybook.asked_values(q.filters, 'is', 'referrer');
  referrer_not text[] := daybook.asked_values(q.filters, 'is_not', 'referrer');
  channel_is text[] := daybook.asked_values(q.filters, 'is', 'channel');
  channel_not text[] := daybook.asked_values(q.filters, 'is_not', 'channel');
  utm_source_is text[] := daybook.asked_values(q.filters, 'is', 'utm_source');
  utm_source_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_source');
  utm_medium_is text[] := daybook.asked_values(q.filters, 'is', 'utm_medium');
  utm_medium_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_medium');
  utm_campaign_is text[] := daybook.asked_values(q.filters, 'is', 'utm_campaign');
  utm_campaign_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_campaign');
  country_is text[] := daybook.asked_values(q.filters, 'is', 'country');
  country_not text[] := daybook.asked_values(q.filters, 'is_not', 'country');
  device_is text[] := daybook.asked_values(q.filters, 'is', 'device');
  device_not text[] := daybook.asked_values(q.filters, 'is_not', 'device');
  browser_is text[] := daybook.asked_values(q.filters, 'is', 'browser');
  browser_not text[] := daybook.asked_values(q.filters, 'is_not', 'browser');
  os_is text[] := daybook.asked_values(q.filters, 'is', 'os');
  os_not text[] := daybook.asked_values(q.filters, 'is_not', 'os');
  language_is text[] := daybook.asked_values(q.filters, 'is', 'language');
  language_not text[] := daybook.asked_values(q.filters, 'is_not', 'language');
  -- Conditions on what visits did, one by one, since different events may meet them.
  wanted_acts integer := jsonb_array_length(jsonb_path_query_array(
    q.filters, 'strict $[*] ? (@[0] == "is" && (@[1] == "page" || @[1] == "target" || @[1] == "site"))'
  ));
  has_acts boolean := jsonb_path_exists(q.filters, '$[*][1] ? (@ == "page" || @ == "target" || @ == "site")');
  act_values text[] := array(
    select v.value
    from jsonb_array_elements(q.filters) as c(list)
    cross join lateral jsonb_array_elements_text(c.list -> 2) as v(value)
    where c.list ->> 1 in ('page', 'target', 'site')
  );
  visit_is text[] := daybook.asked_values(q.filters, 'is', 'visit');
  visit_not text[] := daybook.asked_values(q.filters, 'is_not', 'visit');
  asks_visit boolean := visit_is is not null or visit_not <> '{}';
begin
  return query
  with asked as (
    select c.place, c.list ->> 0 as operator, c.list ->> 1 as field, v.value
    from jsonb_array_elements(q.filters) with ordinality as c(list, place)
    cross join lateral jsonb_array_elements_text(c.list -> 2) as v(value)
    where has_acts
  ),
  acts as (
    select e.session_date, e.session_id, a.place, a.operator
    from public.analytics_page_views e
    join asked a on a.field = 'page' and a.value = e.page
    where has_acts and e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
    union all
    select e.session_date, e.session_id, a.place, a.operator
    from public.analytics_clicks e
    cross join lateral (values ('page', e.page), ('target', e.target), ('site', e.site)) as d(field, value)
    join asked a on a.field = d.field and a.value = d.value
    where has_acts and e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
      -- Fewer than the rows that come of each.
      and (e.page = any (act_values) or e.target = any (act_values) or e.site = any (act_values))
  ),
  met as (
    select a.session_date, a.session_id,
      count(distinct a.place) filter (where a.operator = 'is') as wanted, bool_or(a.operator = 'is_not') as is_excluded
    from acts a
    group by a.session_date, a.session_id
  ),
  ranked as (
    select s.date, s.session_id,
      case row_number() over (partition by s.date, s.visitor_id order by s.started_at, s.session_id)
        when 1 then 'new' else 'returned'
      end as visit
    from public.analytics_sessions s
    where asks_visit and s.user_code = q.user_code and s.date between p_from and p_to and s.started_at < p_until
      and (is_whole or s.group_code = any (seen_groups) or s.share_code = any (seen_shares))
  )
  select s.*
  from public.analytics_sessions s
  left join met m on m.session_date = s.date and m.session_id = s.session_id
  left join ranked r on r.date = s.date and r.session_id = s.session_id
  where s.user_code = q.user_code and s.date between p_from and p_to and s.started_at < p_until
    and (is_whole or s.group_code = any (seen_groups) or s.share_code = any (seen_shares))
    and (q.filter_group is null or s.group_code = q.filter_group)
    and (q.filter_contact is null or s.share_code = q.filter_contact)
    and (group_is is null or s.group_code = any (group_is)) and not s.group_code = any (group_not)
    and (contact_is is null or s.share_code = any (contact_is)) and not s.share_code = any (contact_not)
    and (referrer_is is null or s.referrer = any (referrer_is)) and not s.referrer = any (referrer_not)
    and (channel_is is null or s.channel = any (channel_is)) and not s.channel = any (channel_not)
    and (utm_source_is is null or s.utm_source = any (utm_source_is)) and not s.utm_source = any (utm_source_not)
    and (utm_medium_is is null or s.utm_medium = any (utm_medium_is)) and not s.utm_medium = any (utm_medium_not)
    and (utm_campaign_is is null or s.utm_campaign = any (utm_campaign_is)) and not s.utm_campaign = any (utm_campaign_not)
    and (country_is is null or s.country = any (country_is)) and not s.country = any (country_not)
    and (device_is is null or s.device = any (device_is)) and not s.device = any (device_not)
    and (browser_is is null or s.browser = any (browser_is)) and not s.browser = any (browser_not)
    and (os_is is null or s.os = any (os_is)) and not s.os = any (os_not)
    and (language_is is null or s.language = any (language_is)) and not s.language = any (language_not)
    and coalesce(m.wanted, 0) = wanted_acts and not coalesce(m.is_excluded, false)
    and (visit_is is null or r.visit = any (visit_is)) and (visit_not = '{}' or not r.visit = any (visit_not));
end;
$$;

revoke all on function daybook.filtered_visits(daybook.question, date, date, timestamptz) from public;
