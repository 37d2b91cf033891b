/**
 * `npm run bench:rollup`: two owners in one database of a native PostgreSQL, one with 1.5 million events over 30 days
 * and one with ten times that. The dashboard as the old system asked it (JSONB rows), on raw tables, and through
 * `analytics_dashboard`; the rebuild of a day; bytes per event. Both owners are asked in turn, for a machine that changes its
 * pace changes it for both. Then a day of 200,000 events whose values are all different beside an ordinary one, for two owners
 * that are alike otherwise. Last, the nightly run of many owners with small days, a year of one owner, and twenty who look at once. `npm run bench:rollup -- --small` is a tenth of it
 * all, `-- --owners` what is last alone.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import {
  type AtOnce,
  dashboardsAtOnce,
  loadYears,
  plainYear,
  throughYear,
} from "#tests/bench/dashboards-at-once.ts";
import { figure } from "#tests/bench/figures.ts";
import {
  ingestLive,
  loadDay,
  loadLegacy,
  loadOwner,
  loadSmallOwners,
  markDays,
  prepare,
} from "#tests/bench/rollup-load.ts";
import {
  onLegacy,
  onRaw,
  throughDashboard,
  throughDashboardOfClosedDays,
} from "#tests/bench/rollup-questions.ts";

const { values: options } = parseArgs({
  options: { small: { type: "boolean", default: false }, owners: { type: "boolean", default: false } },
});
const DAYS = 30;
const EVENTS_A_SESSION = 5;
const LOADS = [1, 10].map((times) => {
  const sessionsADay = times * (options.small ? 1_000 : 10_000);
  return { owner: `bench${times}`, sessionsADay, eventsADay: sessionsADay * EVENTS_A_SESSION };
});

/** Two owners who had one big day among small ones: an ordinary one, and one that a stranger made. */
const FLOODED = ["usual", "hostile"];
const FLOOD_SESSIONS = options.small ? 4_000 : 40_000;

/** Many owners who have 30 events a day each. */
const SMALL_OWNERS = options.small ? 200 : 2_000;
const SMALL_DAYS = 5;

/** Members who look at once, and how many dashboards they get together. */
const LOOKERS = 20;
const LOOKS = 400;

const OWNERS = LOADS.map(({ owner }) => owner);
const DAILY_TABLES = [
  "analytics_daily_user_stats",
  "analytics_daily_group_stats",
  "analytics_daily_contact_stats",
  "analytics_daily_click_targets",
  "analytics_daily_page_stats",
  "analytics_daily_breakdowns",
];

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
  await prepare(client);
  if (!options.owners) {
    await load();
    await measure();
  }
  await nightlyOfSmallOwners();
  await manyWhoLook();
  line("load of the machine", [
    loadavg()
      .map((average) => average.toFixed(1))
      .join(" "),
  ]);
} finally {
  await client.end();
  await server.stop();
}

async function load(): Promise<void> {
  for (const { owner, sessionsADay } of LOADS) {
    await loadOwner(client, owner);
    for (let daysAgo = DAYS; daysAgo >= 1; daysAgo--) await loadDay(client, owner, daysAgo, sessionsADay);
  }
  for (const owner of FLOODED) {
    await loadOwner(client, owner);
    for (let daysAgo = DAYS; daysAgo > 1; daysAgo--) await loadDay(client, owner, daysAgo, 1_000);
    await loadDay(client, owner, 1, FLOOD_SESSIONS, owner === "hostile");
  }
  await loadLegacy(client);
  await client.query("vacuum analyze");
}

async function measure(): Promise<void> {
  const inFlooded = FLOODED.length * ((DAYS - 1) * 1_000 + FLOOD_SESSIONS) * EVENTS_A_SESSION;
  const events = LOADS.reduce((sum, { eventsADay }) => sum + eventsADay * DAYS, inFlooded);
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
  const floods = await best(
    (owner) => `select daybook.rebuild_day('${owner}', current_date - 1)`,
    3,
    FLOODED,
  );
  await client.query("select aggregate_analytics_daily()");
  await client.query("vacuum analyze");

  const daily = await bytes(...DAILY_TABLES);
  line("daily tables of raw", [`${((daily / raw) * 100).toFixed(1)} %`]);

  line(`${(FLOOD_SESSIONS * EVENTS_A_SESSION).toLocaleString("en")} events, rolled up`, beside(floods));
  line("  a dashboard with them", beside(await best(throughDashboardOfClosedDays, 20, FLOODED)));

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

/** How many small days of many owners the nightly run does in a second of one connection, and how many one by one. */
async function nightlyOfSmallOwners(): Promise<void> {
  await loadSmallOwners(client, SMALL_OWNERS, SMALL_DAYS);
  await client.query("analyze");
  await client.query("begin");
  const singly = performance.now();
  await client.query(
    "select count(daybook.rebuild_day('small' || o, current_date - 1)) from generate_series(1, 100) as o",
  );
  const oneByOne = 100 / secondsSince(singly);
  await client.query("rollback");

  const started = performance.now();
  for (let remaining = 1; remaining > 0; ) {
    const { rows } = await client.query<{ remaining: number }>(
      "select (aggregate_analytics_daily(p_budget => '5 seconds') ->> 'remaining')::int as remaining",
    );
    remaining = rows[0]?.remaining ?? 0;
  }
  const rate = (SMALL_OWNERS * SMALL_DAYS) / secondsSince(started);
  figure({
    id: "small-owner-days",
    what: "Small owner-days, 30 events each",
    value: rate,
    unit: "a second",
    atLeast: 2_000,
  });
  line(`${(SMALL_OWNERS * SMALL_DAYS).toLocaleString("en")} small owner-days`, [
    `${rate.toFixed(0)} a second`,
    "(aim 2,000)",
    `${oneByOne.toFixed(0)} one by one`,
  ]);

  // As of most owners whose rows were brought up to date while the day went on.
  const again = performance.now();
  await client.query("select aggregate_analytics_daily(current_date - 1)");
  const rateAgain = SMALL_OWNERS / secondsSince(again);
  figure({
    id: "small-owner-days-again",
    what: "Such days that had rows already",
    value: rateAgain,
    unit: "a second",
    atLeast: 2_000,
  });
  line(`${SMALL_OWNERS.toLocaleString("en")} of them once more`, [
    `${rateAgain.toFixed(0)} a second`,
    "(aim 2,000)",
  ]);
}

/** A year of one owner, and twenty who look at once, at owners of whom most are small. */
async function manyWhoLook(): Promise<void> {
  const small = Array.from({ length: SMALL_OWNERS }, (_, place) => `small${place + 1}`);
  const owners = options.owners ? small : [...small, ...OWNERS];
  await loadYears(client, "years", options.owners ? "small1" : (OWNERS[0] ?? ""));
  await client.query("vacuum analyze");
  const [plain, year] = await bestOf([plainYear, throughYear], 15, ["years"]);
  figure({ id: "year", what: "A year, shortest", value: year?.[0] ?? 0, unit: "ms", atMost: 40 });
  line("a year", [inMs(year?.[0] ?? 0), "(aim 40 ms)", `${inMs(plain?.[0] ?? 0)} plain SELECT`]);

  const alone = await dashboardsAtOnce(server.url, owners, 1, LOOKS / 4);
  const together = await dashboardsAtOnce(server.url, owners, LOOKERS, LOOKS / LOOKERS);
  const part = ({ times }: AtOnce, of: number) => times[Math.floor(times.length * of)] ?? 0;
  const [p50, p95] = [part(together, 0.5), part(together, 0.95)];
  figure({
    id: "at-once-alone",
    what: "A dashboard, nobody else looking: median",
    value: part(alone, 0.5),
    unit: "ms",
  });
  figure({ id: "at-once-p50", what: "Dashboards, 20 at once: median", value: p50, unit: "ms" });
  figure({ id: "at-once-p95", what: "Dashboards, 20 at once: 95 of 100", value: p95, unit: "ms" });
  figure({ id: "at-once-rate", what: "Dashboards, 20 at once", value: together.aSecond, unit: "a second" });
  // What else they wait for, disks and locks, is the rest.
  figure({
    id: "at-once-computing",
    what: "Of the time that 20 at once take, computing or waiting for a core",
    value: together.doing.computing * 100,
    unit: "%",
  });
  line(`a dashboard, ${owners.length.toLocaleString("en")} owners`, [
    `alone p50 ${inMs(part(alone, 0.5))}`,
    `p95 ${inMs(part(alone, 0.95))}`,
    `${alone.aSecond.toFixed(0)} a second`,
  ]);
  line(`  ${LOOKERS} at once`, [
    `p50 ${inMs(p50)}`,
    `p95 ${inMs(p95)}`,
    `${together.aSecond.toFixed(0)} a second`,
  ]);
  const waits = Object.entries(together.doing.waiting).toSorted(([, one], [, other]) => other - one);
  line("  they are computing", [
    `${(together.doing.computing * 100).toFixed(0)} %`,
    ...waits.slice(0, 3).map(([event, share]) => `${event} ${(share * 100).toFixed(0)} %`),
  ]);
}

function secondsSince(started: number): number {
  return (performance.now() - started) / 1000;
}

/** The dashboard with today, and in brackets that of closed days, asked in the same rounds. */
async function besideClosedDays(): Promise<string[]> {
  const [today, closed] = await bestOf([throughDashboard, throughDashboardOfClosedDays], 20);
  return LOADS.map((_, place) => `${inMs(today![place]!)} (${inMs(closed![place]!)})`);
}

/** An ordinary day, a hostile one, and how many times as long that took. */
function beside([usual, hostile]: number[]): string[] {
  return [inMs(usual!), `hostile ${inMs(hostile!)} (${(hostile! / usual!).toFixed(1)} times)`];
}

type Question = (owner: string) => string;

/** For each owner the shortest of several rounds in milliseconds. */
async function best(question: Question, rounds: number, owners = OWNERS): Promise<number[]> {
  const [shortest] = await bestOf([question], rounds, owners);
  return shortest!;
}

/** For each question and owner, asked in turn, the shortest of several rounds: what the work takes undisturbed. */
async function bestOf(questions: Question[], rounds: number, owners = OWNERS): Promise<number[][]> {
  const shortest = questions.map(() => owners.map(() => Number.POSITIVE_INFINITY));
  for (let round = 0; round < rounds; round++) {
    for (const [which, question] of questions.entries()) {
      for (const [place, owner] of owners.entries()) {
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
