/**
 * `npm run bench:ingest [seconds per measurement]`: how many events a second reach a native PostgreSQL, and how long a
 * batch waits: over the API, past it, and by the SQL function alone; the same events written the old way, and by COPY, which is
 * the ceiling. Ends with the aims beside what was reached.
 */
import { createClient } from "@supabase/supabase-js";
import pg from "pg";
import { v7 } from "uuid";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { figure } from "#tests/bench/figures.ts";
import { copyCeiling } from "#tests/bench/ingest-ceiling.ts";
import { poster, type Run, run } from "#tests/bench/ingest-load.ts";
import { benchEnv, type Part, startApi, startNext, startStandalone } from "#tests/bench/ingest-parts.ts";

const SECONDS = Number(process.argv[2] ?? 4);
/** Clients that wait for their answer send no more meanwhile: with a pace it would be the pace that is measured. */
const NO_PACE = { INGEST_PACE_MS: "0" };
const OWNERS = Array.from({ length: 20 }, (_, index) => `bench${index}`);

/** What the chart shows, by name, events a batch and clients. */
const CHARTED: Record<string, string> = {
  "standalone server 25 64": "standalone",
  "  past the API 25 64": "direct",
  "Next.js route 25 64": "next-route",
  "ingest_events alone 4000 2": "function",
  "old way: row by row 1 64": "old-way",
  "ceiling: COPY 25 2": "copy",
};

const postgres = await startNativePostgres();
const sql = new pg.Client(postgres.url);
await sql.connect();
await addOwners();
const api = await startApi(postgres.url);
const { SUPABASE_SECRET_KEY: key } = benchEnv(api.url);
const client = createClient(api.url, key);

console.log("what                     events/batch  clients     events/s   p50 ms   p99 ms");
const rates = new Map<string, number>();
try {
  await idle();
  await door("standalone server", await startStandalone(api.url, NO_PACE));
  await door("  past the API", await startStandalone(api.url, { ...NO_PACE, DATABASE_URL: postgres.url }));
  await door("Next.js route", await startNext(api.url, NO_PACE));
  await functionAlone();
  await oldWay();
  await tidy();
  print("ceiling: COPY", 25, 2, await copyCeiling(postgres.url, OWNERS));
  verdict();
} finally {
  await api.stop();
  await sql.end();
  await postgres.stop();
}

async function door(name: string, part: Part | null): Promise<void> {
  if (!part) return console.log(`${name}: no production build here (npm run build), not measured`);
  const send = poster(part.url, OWNERS);
  await run(send, 16, 5, 1);
  for (const events of [1, 10, 25]) {
    for (const clients of [1, 16, 64]) {
      await tidy();
      print(name, events, clients, await run(send, clients, events, SECONDS));
    }
  }
  await part.stop();
}

/** The SQL function alone: flushes of 160 batches with 25 events each, on two connections. */
async function functionAlone(): Promise<void> {
  const connections = [new pg.Client(postgres.url), new pg.Client(postgres.url)];
  await Promise.all(connections.map((connection) => connection.connect()));
  await tidy();
  let turn = 0;
  const flush = async () => {
    const at = new Date().toISOString();
    const batches = Array.from({ length: 160 }, (_, batch) => ({
      batch,
      user_code: OWNERS[batch % OWNERS.length],
      session: { id: v7(), started_at: at, visitor_id: String(batch), share_code: "k7f2", language: "de-DE" },
      page_views: Array.from({ length: 13 }, () => ({ id: v7(), at, page: "home" })),
      clicks: Array.from({ length: 12 }, () => ({ id: v7(), at, page: "home", target: "whatsapp" })),
    }));
    const connection = connections[turn++ % connections.length];
    await connection?.query("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };
  await run(flush, 2, 4_000, 1);
  print("ingest_events alone", 4_000, 2, await run(flush, 2, 4_000, SECONDS));
  await Promise.all(connections.map((connection) => connection.end()));
}

/** What an idle server adds to the database call it makes. */
async function idle(): Promise<void> {
  const part = await startStandalone(api.url, NO_PACE);
  const send = poster(part.url, OWNERS);
  const bare = async () => {
    const at = new Date().toISOString();
    const session = { id: v7(), started_at: at, visitor_id: "1", share_code: "k7f2" };
    const view = { batch: 0, user_code: "bench0", session, page_views: [{ id: v7(), at, page: "home" }] };
    const { error } = await client.rpc("analytics_ingest_events", {
      payload: { batches: [{ ...view, clicks: [], filtered: {}, rejected: {} }] },
    });
    if (error) throw new Error(error.message);
  };
  for (const [name, call] of [
    ["bare analytics_ingest_events call", bare],
    ["one batch, idle server", () => send(1)],
  ] as const) {
    await run(call, 1, 1, 1);
    print(name, 1, 1, await run(call, 1, 1, SECONDS));
  }
  await part.stop();
}

/** One insert per event through supabase-js into the old table. */
async function oldWay(): Promise<void> {
  const insert = async () => {
    const event_data = { page: "home", target: "whatsapp", session: v7() };
    const { error } = await client
      .from("analytics_events")
      .insert({ user_code: "bench0", event_type: "click", event_data });
    if (error) throw new Error(error.message);
  };
  await run(insert, 16, 1, 1);
  print("old way: row by row", 1, 64, await run(insert, 64, 1, SECONDS));
}

function verdict(): void {
  const ceiling = rates.get("ceiling: COPY 25 2") ?? 1;
  const share = (id: string, what: string, aim: number) => {
    const rate = rates.get(what);
    const reached = rate === undefined ? "not measured" : `${((100 * rate) / ceiling).toFixed(0)} %`;
    if (rate !== undefined)
      figure({ id, what: `${what.trim()}, of COPY`, value: (100 * rate) / ceiling, unit: "%", atLeast: aim });
    console.log(`${what.padEnd(30)}${reached.padStart(13)} of COPY (aim ${aim} %)`);
  };
  console.log("");
  share("function-of-copy", "ingest_events alone 4000 2", 25);
  share("api-of-copy", "standalone server 25 64", 15);
  share("direct-of-copy", "  past the API 25 64", 20);
  const best = rates.get("standalone server 25 64") ?? 0;
  const compare = (id: string, other: string, means: string, atMost?: number) => {
    const rate = rates.get(other);
    if (rate !== undefined)
      figure({ id, what: `standalone server beside ${means}`, value: best / rate, unit: "times", atMost });
    const times = rate === undefined ? "not measured" : (best / rate).toFixed(1);
    console.log(`${"standalone server 25 64".padEnd(30)}${times.padStart(13)} times ${means}`);
  };
  compare("times-next-route", "Next.js route 25 64", "the Next.js route (aim: 1.6 at most)", 1.6);
  compare("times-old-way", "old way: row by row 1 64", "the old way");
}

function print(name: string, events: number, clients: number, { eventsPerSecond, p50, p99 }: Run): void {
  rates.set(`${name} ${events} ${clients}`, eventsPerSecond);
  const id = CHARTED[`${name} ${events} ${clients}`];
  if (id) {
    const what = `${name.trim()}, ${events} a batch, ${clients} clients`;
    figure({
      id,
      what,
      value: eventsPerSecond,
      unit: "events/s",
      chart: "Events a second that are committed",
    });
    figure({ id: `${id}-p99`, what: `${what}: p99`, value: p99, unit: "ms" });
  }
  const cells = [
    events,
    clients,
    Math.round(eventsPerSecond).toLocaleString("en"),
    p50.toFixed(1),
    p99.toFixed(1),
  ];
  console.log(
    name.padEnd(24) +
      cells.map((cell, index) => String(cell).padStart(index === 2 ? 13 : 9 + (index < 1 ? 4 : 0))).join(""),
  );
}

async function addOwners(): Promise<void> {
  for (const code of OWNERS) {
    await sql.query("insert into analytics_owners (user_code, name) values ($1, $1)", [code]);
    await sql.query(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', 'UTC')",
      [code],
    );
    await sql.query("insert into analytics_shares (user_code, share_code) values ($1, 'k7f2')", [code]);
  }
}

/** Every measurement begins with small tables and no dirty pages to write. */
async function tidy(): Promise<void> {
  await sql.query(
    "truncate analytics_sessions, analytics_page_views, analytics_clicks, analytics_dirty_days, analytics_ingest_log",
  );
  await sql.query("checkpoint");
}
