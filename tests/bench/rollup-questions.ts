/** What one dashboard of the old system asked: totals, days, targets, pages and groups of 30 days, from JSONB rows. */
export const onLegacy = (owner: string) =>
  `
  select
    (select jsonb_build_object(
      'visitors', count(distinct event_data ->> 'visitorId'), 'sessions', count(distinct event_data ->> 'sessionId'),
      'page_views', count(*) filter (where event_type = 'page_view'), 'clicks', count(*) filter (where event_type = 'click')
    ) from legacy),
    (select jsonb_agg(d) from (
      select created_at::date as date, count(distinct event_data ->> 'visitorId') as visitors,
        count(distinct event_data ->> 'sessionId') as sessions, count(*) as events
      from legacy group by 1
    ) as d),
    (select jsonb_agg(t) from (
      select event_data ->> 'target' as target, count(*) as clicks, count(distinct event_data ->> 'sessionId') as sessions
      from legacy where event_type = 'click' group by 1
    ) as t),
    (select jsonb_agg(p) from (
      select event_data ->> 'page' as page, count(*) as views, count(distinct event_data ->> 'sessionId') as sessions
      from legacy where event_type = 'page_view' group by 1
    ) as p),
    (select jsonb_agg(g) from (
      select event_data ->> 'group' as group_code, count(distinct event_data ->> 'sessionId') as sessions, count(*) as events
      from legacy group by 1
    ) as g)
  from (select 1) as one`.replaceAll(
    "from legacy",
    `from (
    select * from analytics_events
    where user_code = '${owner}' and created_at >= current_date - 30 and created_at < current_date
  ) as legacy`,
  );

/** The same question on the raw tables of the new schema. */
export const onRaw = (owner: string) =>
  `
  select
    (select jsonb_build_object('visitors', count(distinct visitor_id), 'sessions', count(*)) from sessions),
    (select count(*) from views), (select count(*) from clicks),
    (select jsonb_agg(d) from (
      select date, count(distinct visitor_id) as visitors, count(*) as sessions from sessions group by 1
    ) as d),
    (select jsonb_agg(t) from (
      select target, count(*) as clicks, count(distinct session_id) as sessions from clicks group by 1
    ) as t),
    (select jsonb_agg(p) from (
      select page, count(*) as views, count(distinct session_id) as sessions from views group by 1
    ) as p),
    (select jsonb_agg(g) from (
      select group_code, count(*) as sessions from sessions group by 1
    ) as g)
  from (select 1) as one`.replace(/from (sessions|views|clicks)/g, (_, name: string) => {
    const table = name === "views" ? "analytics_page_views" : `analytics_${name}`;
    return `from (
    select * from ${table}
    where user_code = '${owner}' and date between current_date - 30 and current_date - 1
  ) as ${name}`;
  });

/** More than the same question: every total, list and dimension of 30 days, compared with the 30 before. */
export const throughDashboard = (owner: string) => askDashboard(owner, 0);

/** The same of the 30 days that ended yesterday. */
export const throughDashboardOfClosedDays = (owner: string) => askDashboard(owner, 1);

const askDashboard = (owner: string, daysAgo: number) => `
  select analytics_dashboard(
    '${owner}', current_date - ${29 + daysAgo}, current_date - ${daysAgo}, p_compare => 'previous'
  )`;
