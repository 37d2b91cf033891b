import type pg from "pg";
import { visit } from "#tests/support/history.ts";

/** The member of every owner. */
export const MEMBER = "00000000-0000-4000-8000-000000000001";

/** The session's caller, who is a member of every owner, and what the loading needs. */
export async function prepare(client: pg.Client): Promise<void> {
  await client.query(`
    select set_config('request.jwt.claims', '{"sub": "${MEMBER}"}', false);

    -- A UUID that begins with its time, as trackers make them.
    create function pg_temp.uuid_of(at timestamptz) returns uuid language sql volatile as $$
      select (
        lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 19)
      )::uuid
    $$;
  `);
}

/** One owner with five groups and fifty shares. */
export async function loadOwner(client: pg.Client, owner: string): Promise<void> {
  await client.query(`
    insert into analytics_owners (user_code, name) values ('${owner}', 'Bench');
    insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ('${owner}', '-infinity', 'UTC');
    insert into analytics_members (user_code, user_id, role) values ('${owner}', '${MEMBER}', 'owner');
    insert into analytics_groups (user_code, group_code, name)
    select '${owner}', 'g' || i, 'Group ' || i from generate_series(1, 5) as i;
    insert into analytics_shares (user_code, share_code, group_code, contact)
    select '${owner}', 's' || i, 'g' || 1 + i % 5, 'Contact ' || i from generate_series(1, 50) as i;
  `);
}

/**
 * One day of visits: four page views and a click each, spread over twenty hours, by four visitors for five sessions.
 * Share, country, device and language are the visitor's, for a pseudonym comes from an address and a browser. `hostile`: a
 * stranger sends them, each with values of its own, also the share codes, which are direct visits then.
 */
export async function loadDay(
  client: pg.Client,
  owner: string,
  daysAgo: number,
  sessions: number,
  hostile = false,
): Promise<void> {
  const day = `current_date - ${daysAgo}`;
  const value = (name: string, usual: string) => (hostile ? `md5('${name}' || i)` : usual);
  const code = (usual: string) => (hostile ? "''" : usual);
  await client.query(`
    insert into analytics_sessions (
      started_at, visitor_id, session_id, date, user_code, share_code, group_code,
      referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language
    )
    select
      x.at, ('x' || substr(md5('${owner}' || ${day} || n), 1, 16))::bit(64)::bigint,
      pg_temp.uuid_of(x.at), ${day}, '${owner}', ${code("'s' || 1 + n % 50")}, ${code("'g' || 1 + (1 + n % 50) % 5")},
      ${value("referrer", "(array['', 'google.com', 'instagram.com', 'linkedin.com', 'x.com'])[1 + i % 5]")},
      (array['direct', 'search', 'social'])[1 + i % 3],
      ${value("source", "''")}, ${value("medium", "''")}, ${value("campaign", "''")},
      (array['DE', 'US', 'GB', 'FR', 'SE', 'DK'])[1 + n / 50 % 6],
      (array['mobile', 'desktop', 'tablet'])[1 + n / 7 % 3],
      ${value("browser", "(array['Safari', 'Chrome', 'Firefox'])[1 + n / 11 % 3]")},
      ${value("os", "(array['iOS', 'Android', 'Windows', 'macOS'])[1 + n / 13 % 4]")},
      ${value("language", "(array['de', 'en', 'fr'])[1 + n / 17 % 3]")}
    from generate_series(1, ${sessions}) as i
    cross join lateral (
      select (${day})::timestamp + i * interval '20 hours' / ${sessions} as at, i % (${sessions} * 4 / 5) as n
    ) as x;

    insert into analytics_page_views (
      at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, group_code, page
    )
    select
      x.at, s.visitor_id, pg_temp.uuid_of(x.at), s.session_id, s.date, s.date, s.user_code, s.share_code, s.group_code,
      ${hostile ? "'page ' || md5(s.session_id::text || k)" : "(array['home', 'about', 'work', 'contact'])[k]"}
    from analytics_sessions s
    cross join generate_series(1, 4) as k
    cross join lateral (select s.started_at + k * interval '20 seconds' as at) as x
    where s.user_code = '${owner}' and s.date = ${day}
    order by x.at;

    insert into analytics_clicks (
      at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, group_code, page, target, outcome
    )
    select
      x.at, s.visitor_id, pg_temp.uuid_of(x.at), s.session_id, s.date, s.date, s.user_code, s.share_code, s.group_code,
      'contact',
      ${hostile ? "'target ' || md5(s.session_id::text)" : "(array['phone', 'whatsapp', 'email', 'linkedin'])[1 + abs(s.visitor_id % 4)]"},
      'opened'
    from analytics_sessions s
    cross join lateral (select s.started_at + interval '100 seconds' as at) as x
    where s.user_code = '${owner}' and s.date = ${day}
    order by x.at;
  `);
}

/** The same events as the old system wrote them, one JSONB row each, with its best index. */
export async function loadLegacy(client: pg.Client): Promise<void> {
  await client.query(`
    insert into analytics_events (user_code, event_type, event_data, created_at)
    select v.user_code, 'page_view', jsonb_build_object(
      'sessionId', v.session_id, 'visitorId', v.visitor_id::text, 'shareCode', v.share_code, 'group', v.group_code,
      'page', v.page, 'userAgent', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15'
    ), v.at
    from analytics_page_views v
    union all
    select c.user_code, 'click', jsonb_build_object(
      'sessionId', c.session_id, 'visitorId', c.visitor_id::text, 'shareCode', c.share_code, 'group', c.group_code,
      'page', c.page, 'target', c.target,
      'userAgent', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15'
    ), c.at
    from analytics_clicks c;
    create index analytics_events_owner on analytics_events (user_code, created_at);
  `);
}

/** Marks every day that was not computed yet, as ingest would have. */
export async function markDays(client: pg.Client): Promise<void> {
  await client.query(`
    insert into analytics_dirty_days (user_code, date, flush_id)
    select s.user_code, s.date, gen_random_uuid()
    from (select distinct s.user_code, s.date from analytics_sessions s) as s
    where not exists (select from analytics_days d where d.user_code = s.user_code and d.date = s.date)
  `);
}

/** Many owners with a small day each on some dates: six visits with five events, by three shares, with a mark for each visit. */
export async function loadSmallOwners(client: pg.Client, owners: number, days: number): Promise<void> {
  await client.query(`
    insert into analytics_owners (user_code, name) select 'small' || o, 'Bench' from generate_series(1, ${owners}) as o;
    insert into analytics_owner_time_zones (user_code, valid_from, time_zone)
    select 'small' || o, '-infinity', 'UTC' from generate_series(1, ${owners}) as o;
    insert into analytics_members (user_code, user_id, role)
    select 'small' || o, '${MEMBER}', 'owner' from generate_series(1, ${owners}) as o;
    insert into analytics_sessions (
      started_at, visitor_id, session_id, date, user_code, share_code, group_code,
      referrer, channel, country, device, browser, os, language
    )
    select
      x.at, o * 1000 + d * 10 + n % 5, pg_temp.uuid_of(x.at), current_date - d, 'small' || o, 's' || 1 + n % 3, 'g' || 1 + n % 2,
      (array['', 'google.com', 'instagram.com'])[1 + n % 3], (array['direct', 'search', 'social'])[1 + n % 3],
      (array['DE', 'US'])[1 + n % 2], (array['mobile', 'desktop'])[1 + n % 2],
      (array['Safari', 'Chrome'])[1 + n % 2], (array['iOS', 'Android'])[1 + n % 2], 'de'
    from generate_series(1, ${owners}) as o
    cross join generate_series(1, ${days}) as d
    cross join generate_series(1, 6) as n
    cross join lateral (select (current_date - d)::timestamp + n * interval '3 hours' as at) as x;
    insert into analytics_page_views (
      at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, group_code, page
    )
    select
      x.at, s.visitor_id, pg_temp.uuid_of(x.at), s.session_id, s.date, s.date, s.user_code, s.share_code, s.group_code,
      (array['home', 'about', 'work', 'contact'])[k]
    from analytics_sessions s
    cross join generate_series(1, 4) as k
    cross join lateral (select s.started_at + k * interval '20 seconds' as at) as x
    where s.user_code like 'small%';
    insert into analytics_clicks (
      at, visitor_id, event_id, session_id, date, session_date, user_code, share_code, group_code, page, target
    )
    select
      x.at, s.visitor_id, pg_temp.uuid_of(x.at), s.session_id, s.date, s.date, s.user_code, s.share_code, s.group_code,
      'contact', 'phone'
    from analytics_sessions s
    cross join lateral (select s.started_at + interval '100 seconds' as at) as x
    where s.user_code like 'small%';
    insert into analytics_dirty_days (user_code, date, flush_id, visitor_ids, view_ids, click_ids)
    select v.user_code, v.date, v.session_id, array[min(v.visitor_id)], array_agg(v.event_id), array[min(c.event_id::text)::uuid]
    from analytics_page_views v
    join analytics_clicks c on c.user_code = v.user_code and c.date = v.date and c.session_id = v.session_id
    where v.user_code like 'small%'
    group by v.user_code, v.date, v.session_id;
  `);
}

/** Stores so many events of new visitors as ingest does, ten visits of five events a flush, with their marks. */
export async function ingestLive(client: pg.Client, owner: string, events: number): Promise<void> {
  const visits = Array.from({ length: events / 5 }, (_, index) =>
    visit(owner, {
      start: new Date(),
      pages: ["home", "about", "work", "contact"],
      targets: ["phone"],
      share: `s${1 + (index % 50)}`,
      visitor: Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
      batch: index % 10,
      session: { country: "DE", device: "mobile", browser: "Safari", os: "iOS", language: "de" },
    }),
  );
  for (let first = 0; first < visits.length; first += 10) {
    await client.query("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: visits.slice(first, first + 10) }),
    ]);
  }
}
