/**
 * `npm run bench:rollup`: two owners in one database of a native PostgreSQL, one with 1.5 million events over 30 days
 * and one with ten times that. The dashboard as the old system asked it (JSONB rows), on raw tables, and through
 * `analytics_dashboard`; the rebuild of a day; bytes per event. Both owners are asked in turn, for a machine that changes its
 * pace changes it for both. `npm run bench:rollup -- --small` is a tenth of it all.
 */
import { parseArgs } from "node:util";
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { ingestLive, loadDay, loadLegacy, loadOwner, markDays, prepare } from "#tests/bench/rollup-load.ts";
import {
  onLegacy,
  onRaw,
  throughDashboard,
  throughDashboardOfClosedDays,
} from "#tests/bench/rollup-questions.ts";

const { values: options } = parseArgs({ options: { small: { type: "boolean", default: false } } });
const DAYS = 30;
const EVENTS_A_SESSION = 5;
const LOADS = [1, 10].map((times) => {
  const sessionsADay = times * (options.small ? 1_000 : 10_000);
  return { owner: `bench${times}`, sessionsADay, eventsADay: sessionsADay * EVENTS_A_SESSION };
});

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
  await load();
  await measure();
} finally {
  await client.end();
  await server.stop();
}

async function load(): Promise<void> {
  await prepare(client);
  for (const { owner, sessionsADay } of LOADS) {
    await loadOwner(client, owner);
    for (let daysAgo = DAYS; daysAgo >= 1; daysAgo--) await loadDay(client, owner, daysAgo, sessionsADay);
  }
  await loadLegacy(client);
  await client.query("vacuum analyze");
}

async function measure(): Promise<void> {
  const events = LOADS.reduce((sum, { eventsADay }) => sum + eventsADay * DAYS, 0);
  const raw = await bytes("analytics_sessions", "analytics_page_views", "analytics_clicks");
  const legacy = await bytes("analytics_events");
  line(
    `events over ${DAYS} days`,
    LOADS.map(({ eventsADay }) => (eventsADay * DAYS).toLocaleString("en")),
  );
  line("bytes per event", [`raw ${(raw / events).toFixed(0)}`, `legacy ${(legacy / events).toFixed(0)}`]);

  const asLegacy = await best(onLegacy, 1);
  line("asked on JSONB rows", asLegacy.map(inMs));
  line("asked on raw tables", (await best(onRaw, 1)).map(inMs));

  await markDays(client);
  const rebuilds = await best((owner) => `select daybook.rebuild_day('${owner}', current_date - 1)`, 3);
  const perSecond = LOADS.map(({ eventsADay }, place) => (eventsADay / rebuilds[place]!) * 1000);
  line(
    "rebuild of a day",
    perSecond.map((rate) => `${((100_000 / rate) * 1000).toFixed(0)} ms/100,000`),
  );
  line(
    "  events a second",
    perSecond.map((rate) => Math.round(rate / 1000) * 1000).map((rate) => rate.toLocaleString("en")),
  );
  await client.query("select aggregate_analytics_daily()");
  await client.query("vacuum analyze");

  const closed = await best(throughDashboard, 40);
  line("analytics_dashboard", closed.map(inMs));
  line(
    "  times faster than JSONB",
    closed.map((ms, place) => (asLegacy[place]! / ms).toFixed(0)),
  );
  line("  ten times the events", [`${(closed[1]! / closed[0]!).toFixed(2)} times as long`]);

  for (const { owner, sessionsADay } of LOADS) {
    await loadDay(client, owner, 0, sessionsADay);
    await markDays(client);
    await client.query("select analytics_refresh_days($1)", [owner]);
  }
  await client.query("vacuum analyze");
  line("with today, up to date", await besideClosedDays());
  let live = 0;
  for (const more of [125, 120]) {
    for (const { owner } of LOADS) await ingestLive(client, owner, more);
    live += more;
    line(`  ${live} events of it live`, await besideClosedDays());
  }
}

/** The dashboard with today, and in brackets that of closed days, asked in the same rounds. */
async function besideClosedDays(): Promise<string[]> {
  const [today, closed] = await bestOf([throughDashboard, throughDashboardOfClosedDays], 20);
  return LOADS.map((_, place) => `${inMs(today![place]!)} (${inMs(closed![place]!)})`);
}

type Question = (owner: string) => string;

/** For each owner the shortest of several rounds in milliseconds. */
async function best(question: Question, rounds: number): Promise<number[]> {
  const [shortest] = await bestOf([question], rounds);
  return shortest!;
}

/** For each question and owner, asked in turn, the shortest of several rounds: what the work takes undisturbed. */
async function bestOf(questions: Question[], rounds: number): Promise<number[][]> {
  const shortest = questions.map(() => LOADS.map(() => Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++) {
    for (const [which, question] of questions.entries()) {
      for (const [place, { owner }] of LOADS.entries()) {
        const started = performance.now();
        await client.query(question(owner));
        shortest[which]![place] = Math.min(shortest[which]![place]!, performance.now() - started);
      }
    }
  }
  return shortest;
}

/** The size of tables with their partitions and indexes. */
async function bytes(...tables: string[]): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    "select sum(bytes) as bytes from analytics_table_sizes where tablename = any ($1)",
    [tables],
  );
  return Number(rows[0]?.bytes);
}

function line(what: string, cells: string[]): void {
  console.log(`${what.padEnd(26)}${cells.map((cell) => cell.padStart(20)).join("")}`);
}

function inMs(ms: number): string {
  return `${ms.toLocaleString("en", { maximumFractionDigits: 1 })} ms`;
}
