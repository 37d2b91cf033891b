import type { TestDatabase } from "#tests/support/databases.ts";

/** The owners of the old system that Daybook knows, and the zones of their days. */
export const OLD_OWNERS: Record<string, string> = {
  myclik: "Europe/Berlin",
  ada: "America/New_York",
  kiwi: "Pacific/Auckland",
  delhi: "Asia/Kolkata",
  "zoe-k": "UTC",
};

/**
 * Fills `analytics_events` with `rows` rows as a grown system has them: three spellings of every key, times as text, as
 * seconds, as milliseconds and wrong, events a day late, the same event written twice, numbers and objects where a text
 * belongs, JSON stored as text, bots, owners that nobody knows, clicks on nothing, Unicode. Repeatable: row n is always
 * the same.
 */
export async function fillOldSystem(database: TestDatabase, rows: number, from = "2026-03-01", days = 60) {
  await database.rows(
    `insert into analytics_events (id, user_code, event_type, event_data, created_at)
     select
       md5('old row ' || row_number)::uuid,
       case
         when n % 997 = 0 then 'nobody'
         when n % 991 = 0 then ''
         when n % 983 = 0 then 'Not A Code!'
         when n % 7 = 0 then ' MyClik '
         else (array['myclik', 'ada', 'kiwi', 'delhi', 'zoe-k'])[1 + visit % 5]
       end,
       case
         when n % 499 = 0 then 'heartbeat'
         when kind = 0 then (array['session_start', 'session', 'Session_Start'])[1 + n % 3]
         when kind < 7 then (array['page_view', 'pageview', 'VIEW'])[1 + n % 3]
         else (array['click', 'contact_click', 'tap'])[1 + n % 3]
       end,
       case
         when n % 1009 = 0 then '[1, 2, 3]'::jsonb
         when n % 1013 = 0 then 'null'::jsonb
         when n % 1019 = 0 then to_jsonb('not json {'::text)
         when n % 211 = 0 then to_jsonb(data::text)
         else data
       end,
       arrived
     from (
       select
         e.*,
         jsonb_strip_nulls(jsonb_build_object(
           (array['sessionId', 'session_id', 'sid'])[1 + n % 3],
             case when n % 53 = 0 then null when n % 59 = 0 then to_jsonb(visit) else to_jsonb('s-' || visit) end,
           (array['shareCode', 'share', 'ref'])[1 + visit % 3],
             case visit % 4 when 0 then 'a1' when 1 then 'c3' when 2 then null else 'gone' end,
           (array['page', 'path', 'url'])[1 + n % 3],
             case
               when kind = 0 or n % 61 = 0 then null
               when n % 67 = 0 then to_jsonb(n % 5)
               when n % 71 = 0 then '{"deep": true}'::jsonb
               when n % 73 = 0 then to_jsonb('https://card.example/über-mich?ref=' || n % 3)
               else to_jsonb((array['home', 'about', 'работа', '名刺', 'contact 📇'])[1 + n % 5])
             end,
           (array['target', 'contact_method', 'action'])[1 + n % 3],
             case
               when kind < 7 or n % 79 = 0 then null
               else (array['phone', 'tel', 'WhatsApp', 'wa', 'email', 'Büro-Öffner', 'instagram'])[1 + n % 7]
             end,
           (array['timestamp', 'ts', 'time'])[1 + n % 3],
             case
               when n % 5 = 0 then null
               when n % 83 = 0 then to_jsonb('yesterday'::text)
               when n % 89 = 0 then to_jsonb(0)
               when n % 97 = 0 then to_jsonb('2031-01-01T00:00:00Z'::text)
               when n % 101 = 0 then to_jsonb(to_char(happened at time zone 'UTC' - interval '30 hours', 'YYYY-MM-DD"T"HH24:MI:SS.MS'))
               when n % 3 = 0 then to_jsonb(floor(extract(epoch from happened) * 1000))
               when n % 3 = 1 then to_jsonb(floor(extract(epoch from happened)))
               else to_jsonb(to_char(happened at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
             end,
           'userAgent', case when n % 103 = 0 then 'Mozilla/5.0 (compatible; Googlebot/2.1)' end,
           'utm_source', case when visit % 9 = 0 then 'flyer' end,
           'country', case when visit % 6 = 0 then 'de' end,
           'groupCode', case when n % 107 = 0 then 'business' end
         )) as data
       from (
         select
           -- Every 41st row repeats the one before it, under an id of its own and a little later.
           g as row_number,
           case when g % 41 = 0 then g - 1 else g end as n,
           (case when g % 41 = 0 then g - 1 else g end) / 6 as visit,
           (case when g % 41 = 0 then g - 1 else g end) % 10 as kind,
           $2::timestamptz + (case when g % 41 = 0 then g - 1 else g end) * ($3 * interval '1 day') / $1 as happened,
           $2::timestamptz + g * ($3 * interval '1 day') / $1 + interval '3 seconds' as arrived
         from generate_series(1, $1::integer) as g
       ) as e
     ) as r`,
    [rows, from, days],
  );
}
