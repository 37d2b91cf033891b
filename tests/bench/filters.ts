/**
 * `npm run bench:filters`: what a dashboard under filters takes, on a native PostgreSQL, for an owner with 50,000 events over 30 days
 * and one with 1.5 million: every number counted from raw.
 */
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { loadDay, loadOwner, prepare } from "#tests/bench/rollup-load.ts";

const DAYS = 30;
const EVENTS_A_SESSION = 5;
const LOADS = [
  { owner: "small", sessionsADay: Math.round(50_000 / DAYS / EVENTS_A_SESSION) },
  { owner: "large", sessionsADay: 1_500_000 / DAYS / EVENTS_A_SESSION },
];

/** From one that nearly every visit meets to one that few do. */
const FILTERS: Record<string, unknown[]> = {
  "device is not a tablet": [["is_not", "device", ["tablet"]]],
  "country and page": [
    ["is", "country", ["DE"]],
    ["is", "page", ["home"]],
  ],
  "tapped the phone, first of the day": [
    ["is", "target", ["phone"]],
    ["is", "visit", ["new"]],
  ],
};

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
  for (const { owner, sessionsADay } of LOADS) {
    const { rows } = await client.query(
      `select (select count(*) from analytics_page_views where user_code = $1) +
         (select count(*) from analytics_clicks where user_code = $1) as events`,
      [owner],
    );
    console.log(
      `${owner}: ${Number(rows[0].events).toLocaleString("en")} events, ${sessionsADay} sessions a day`,
    );
    for (const [name, filters] of Object.entries(FILTERS)) {
      const question = `select daybook.seen_dashboard(
        daybook.whole_sight($1), current_date - ${DAYS}, current_date - 1, null, null, 'none', 50, $2
      ) as answer`;
      const times: number[] = [];
      let sessions = 0;
      for (let round = 0; round < 5; round++) {
        const start = performance.now();
        const answer = await client.query(question, [owner, JSON.stringify(filters)]).catch((error) => error);
        times.push(performance.now() - start);
        sessions = answer.rows?.[0].answer.totals.sessions ?? answer.code;
      }
      console.log(
        `  ${name}: ${sessions} sessions, ${Math.min(...times).toFixed(0)} ms (first ${times[0]?.toFixed(0)})`,
      );
    }
  }
} finally {
  await client.end();
  await server.stop();
}
