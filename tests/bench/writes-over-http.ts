/**
 * `npm run bench:writes-over-http [minutes]`: the requests of the documentation's day of 10,000 visitors at its busiest time, ten
 * minutes of them, sent over HTTP to the ingest server with its default pace; PostgreSQL says how many writes came of it.
 */
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { figure } from "#tests/bench/figures.ts";
import { poster } from "#tests/bench/ingest-load.ts";
import { startApi, startStandalone } from "#tests/bench/ingest-parts.ts";
import { SimulatedClock } from "#tests/bench/simulated-clock.ts";
import { beginnings, randomNumbers, visit } from "#tests/bench/simulated-visits.ts";

const MINUTES = Number(process.argv[2] ?? 10);
const FROM_MS = 13 * 3_600_000;
const UNTIL_MS = FROM_MS + MINUTES * 60_000;
const HABITS = { views: 5, clicks: 2.5 };
const VISITS = 8_000;

const requests = await requestsOfTheTime();
const postgres = await startNativePostgres();
const sql = new pg.Client(postgres.url);
await sql.connect();
await sql.query("insert into analytics_owners (user_code, name) values ('bench', 'bench')");
await sql.query(
  "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ('bench', '-infinity', 'UTC')",
);
const api = await startApi(postgres.url);
const server = await startStandalone(api.url, {});
try {
  // A connection for each request: one that rests between two may be closed just when the second begins.
  const send = poster(server.url, ["bench"], new Agent());
  const waits: number[] = [];
  const began = performance.now();
  const answers: Promise<void>[] = [];
  for (const { at, events } of requests) {
    await sleep(Math.max(0, began + at - performance.now()));
    const sent = performance.now();
    answers.push(send(events).then(() => void waits.push(performance.now() - sent)));
  }
  await Promise.all(answers);
  const { rows } = await sql.query<{ events: number; writes: number }>(
    `select sum(events) filter (where kind = 'stored')::int as events, count(distinct flush_id)::int as writes
     from analytics_ingest_log`,
  );
  const { events = 0, writes = 0 } = rows[0] ?? {};
  waits.sort((one, other) => one - other);
  const seconds = (ms = 0) => (ms / 1000).toFixed(1);
  figure({
    id: "fewer",
    what: `${MINUTES} minutes over HTTP, counted in PostgreSQL`,
    value: 100 * (1 - writes / events),
    unit: "% fewer writes",
    atLeast: 95,
  });
  console.log(
    `${MINUTES} minutes: ${requests.length} requests, all answered with 200; in PostgreSQL ${events} events by ${writes} writes: ` +
      `${(100 * (1 - writes / events)).toFixed(1)} % fewer (aim: 95 %). ` +
      `A request waited ${seconds(waits[Math.floor(waits.length / 2)])} s in the middle, ${seconds(waits.at(-1))} s at most.`,
  );
} finally {
  await server.stop();
  await api.stop();
  await sql.end();
  await postgres.stop();
}

/** When the visits of this time send how many events, in milliseconds since it began. */
async function requestsOfTheTime(): Promise<{ at: number; events: number }[]> {
  const clock = new SimulatedClock(0);
  const random = randomNumbers(VISITS);
  const found: { at: number; events: number }[] = [];
  const answer = async ({ events }: { events: number }) => {
    if (clock.now >= FROM_MS && clock.now < UNTIL_MS) found.push({ at: clock.now - FROM_MS, events });
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 12_500));
  };
  for (const at of beginnings(VISITS, random)) {
    // Visits that began somewhat earlier are under way then.
    if (at > FROM_MS - 1_800_000 && at < UNTIL_MS)
      clock.setTimeout(() => visit(clock, answer, HABITS, random), at);
  }
  await clock.run();
  return found;
}
