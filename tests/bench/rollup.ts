/**
 * `npm run bench:rollup`: one owner with 1.5 million events over 30 days, then with ten times that, on a native
 * PostgreSQL: the dashboard as the old system asked it (JSONB rows), on raw tables, and through `analytics_dashboard`;
 * the rebuild of a day; bytes per event. `npm run bench:rollup -- --small` is a tenth of it all.
 */
import { parseArgs } from "node:util";
import pg from "pg";
import { startNativePostgres } from "#tests/support/native-postgres.ts";
import { ingestLive, loadDay, loadLegacy, loadOwner, markDays, OWNER } from "./rollup-load.ts";
import { ON_LEGACY, ON_RAW, THROUGH_DASHBOARD } from "./rollup-questions.ts";

const { values: options } = parseArgs({ options: { small: { type: "boolean", default: false } } });
const SESSIONS_A_DAY = options.small ? 1_000 : 10_000;
const DAYS = 30;
const EVENTS_A_SESSION = 5;

const server = await startNativePostgres([
  "-c",
  "shared_buffers=2GB",
  "-c",
  "max_wal_size=8GB",
  "-c",
  "fsync=off",
]);
const client = new pg.Client(server.url);
try {
  await client.connect();
  await loadOwner(client);
  const once = await measure(1);
  const tenfold = await measure(10);
  console.log(`\nTen times the events take the dashboard ${(tenfold / once).toFixed(2)} times as long.`);
} finally {
  await client.end();
  await server.stop();
}

/** Measures with so many times the events; returns the dashboard's milliseconds. */
async function measure(times: number): Promise<number> {
  const sessions = SESSIONS_A_DAY * times;
  const events = sessions * DAYS * EVENTS_A_SESSION;
  console.log(`\n${events.toLocaleString("en")} events over ${DAYS} days`);
  await client.query(`
    truncate analytics_sessions, analytics_page_views, analytics_clicks, analytics_events,
      analytics_dirty_days, analytics_days`);
  for (let daysAgo = DAYS; daysAgo >= 1; daysAgo--) await loadDay(client, daysAgo, sessions);
  await loadLegacy(client);
  await client.query("vacuum analyze");

  const raw = await bytes("analytics_sessions", "analytics_page_views", "analytics_clicks");
  const legacy = await bytes("analytics_events");
  console.log(
    `  bytes per event        raw ${(raw / events).toFixed(0)}, legacy ${(legacy / events).toFixed(0)}`,
  );

  const onLegacy = await best(ON_LEGACY, times === 1 ? 3 : 1);
  const onRaw = await best(ON_RAW, times === 1 ? 3 : 1);
  console.log(
    `  the old question       ${onLegacy.toFixed(0)} ms on JSONB rows, ${onRaw.toFixed(0)} ms on raw tables`,
  );

  await markDays(client);
  const rebuild = await best("select aggregate_analytics_daily((current_date - 1)::date)", 3);
  const rate = (sessions * EVENTS_A_SESSION) / rebuild;
  console.log(
    `  rebuild of a day       ${(100_000 / rate).toFixed(0)} ms for each 100,000 events: ${rate.toFixed(0)},000 events/s, every scope and dimension`,
  );
  await client.query("select aggregate_analytics_daily()");
  await client.query("vacuum analyze");

  const closed = await best(THROUGH_DASHBOARD, 15);
  console.log(
    `  analytics_dashboard    ${closed.toFixed(1)} ms, ${(onLegacy / closed).toFixed(0)}x the old system`,
  );

  await loadDay(client, 0, sessions);
  await markDays(client, 0);
  await client.query("select refresh_analytics_days($1)", [OWNER]);
  await client.query("vacuum analyze");
  const upToDate = await best(THROUGH_DASHBOARD, 15);
  await ingestLive(client, 125);
  const halfway = await best(THROUGH_DASHBOARD, 15);
  await ingestLive(client, 120);
  const live = await best(THROUGH_DASHBOARD, 15);
  console.log(
    `  with a busy today      ${upToDate.toFixed(1)} ms up to date, ${halfway.toFixed(1)} ms with 125 events live, ${live.toFixed(1)} ms with 245`,
  );
  return closed;
}

/** The shortest of several runs, in milliseconds: what the work takes when nothing disturbs it. */
async function best(question: string, runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await client.query(question);
    times.push(performance.now() - started);
  }
  return Math.min(...times);
}

/** The size of tables with their partitions and indexes. */
async function bytes(...tables: string[]): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "select sum(bytes) as bytes from analytics_table_sizes where tablename = any ($1)",
    [tables],
  );
  return Number(rows[0]?.bytes);
}
