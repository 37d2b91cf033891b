/**
 * `npm run bench -- filters`: what a dashboard under filters takes, on a native PostgreSQL, for an owner with 50,000 events over 30 days
 * and one with 1.5 million: every number counted from raw.
 */
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { figure } from "#tests/bench/figures.ts";
import { loadDay, loadOwner, prepare } from "#tests/bench/rollup-load.ts";

const DAYS = 30;
const EVENTS_A_SESSION = 5;
const LOADS = [
  { owner: "small", events: 50_000, atMost: 150 },
  { owner: "large", events: 1_500_000, atMost: 3_000 },
].map((load) => ({ ...load, sessionsADay: Math.round(load.events / DAYS / EVENTS_A_SESSION) }));

/** From one that most visits meet to one that few do. */
const FILTERS: { id: string; name: string; filters: unknown[] }[] = [
  { id: "most", name: "device is not tablet", filters: [["is_not", "device", ["tablet"]]] },
  {
    id: "some",
    name: "country is DE, page is home",
    filters: [
      ["is", "country", ["DE"]],
      ["is", "page", ["home"]],
    ],
  },
  {
    id: "few",
    name: "target is phone, visit is new, country is DE",
    filters: [
      ["is", "target", ["phone"]],
      ["is", "visit", ["new"]],
      ["is", "country", ["DE"]],
    ],
  },
];

const server = await startNativePostgres([
  "-c",
  "shared_buffers=1GB",
  "-c",
  "max_wal_size=8GB",
  "-c",
  "fsync=off",
]);
const client = new pg.Client(server.url);
try {
  await client.connect();
  await prepare(client);
  for (const { owner, sessionsADay } of LOADS) {
    await loadOwner(client, owner);
    for (let daysAgo = DAYS; daysAgo >= 1; daysAgo--) await loadDay(client, owner, daysAgo, sessionsADay);
  }
  await client.query("vacuum analyze");
  // What is measured is how long it takes, also where it would be cut off.
  await client.query(`create or replace function daybook.time_to_ask() returns interval language plpgsql stable
    set search_path = '' as 'begin return interval ''10 minutes''; end'`);
  for (const { owner, events, atMost } of LOADS) {
    for (const { id, name, filters } of FILTERS) {
      const times: number[] = [];
      let sessions = 0;
      for (let round = 0; round < 5; round++) {
        const start = performance.now();
        const { rows } = await client.query(
          `select daybook.seen_dashboard(
             daybook.whole_sight($1), current_date - ${DAYS}, current_date - 1, null, null, 'none', 50, $2
           ) #>> '{totals,sessions}' as sessions`,
          [owner, JSON.stringify(filters)],
        );
        times.push(performance.now() - start);
        sessions = Number(rows[0].sessions);
      }
      const what = `${events.toLocaleString("en")} events, ${name} (${sessions.toLocaleString("en")} visits)`;
      console.log(`${what}: ${Math.min(...times).toFixed(0)} ms`);
      figure({ id: `${owner}-${id}`, what, value: Math.min(...times), unit: "ms", atMost });
    }
  }
} finally {
  await client.end();
  await server.stop();
}
