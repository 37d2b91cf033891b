/**
 * `npm run bench:cards`: the list of all cards of an agency of 500, each with 30 events a day over 62 days, in a native
 * PostgreSQL: for 30 days compared with the 30 before, while no day, some days and all todays are dirty, beside a plain SELECT of
 * the same daily rows. Shortest and median of 30 rounds, in milliseconds of the database and its connection.
 */
import pg from "pg";
import { daysByToday } from "#lib/analytics/resolve-period.ts";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { ingestLive, loadSmallOwners, prepare } from "#tests/bench/rollup-load.ts";

const CARDS = 500;
const ROUNDS = 30;
const AIM = "(aim 50 ms)";

const server = await startNativePostgres([
  "-c",
  "shared_buffers=1GB",
  "-c",
  "max_wal_size=4GB",
  "-c",
  "fsync=off",
]);
let client = new pg.Client(server.url);
try {
  await client.connect();
  await prepare(client);
  await loadSmallOwners(client, CARDS, 61);
  await client.query("analyze");
  for (let remaining = 1; remaining > 0; ) {
    const { rows } = await client.query<{ remaining: number }>(
      "select (aggregate_analytics_daily(p_budget => '5 seconds') ->> 'remaining')::int as remaining",
    );
    remaining = rows[0]?.remaining ?? 0;
  }
  await client.query("vacuum analyze");

  line("a plain SELECT of the daily rows", await timed(plainSelect));
  line("no day is dirty, no comparison", await timed(() => cards("30d", "none")), AIM);
  line("no day is dirty", await timed(() => cards("30d", "previous")), AIM);
  for (let card = 1; card <= 10; card++) await ingestLive(client, `small${card}`, 30);
  line("10 cards with 30 events today", await timed(() => cards("30d", "previous")), AIM);
  for (let card = 11; card <= CARDS; card++) await ingestLive(client, `small${card}`, 30);
  line("all 500 with 30 events today", await timed(() => cards("30d", "previous")));
  line("today alone, all 500 live", await timed(() => cards("today", "previous")));
  await client.end();
  client = new pg.Client(server.url);
  await client.connect();
  await client.query(
    `select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-000000000001"}', false)`,
  );
  const started = performance.now();
  await cards("30d", "previous");
  console.log(
    `${"  its first call on a connection".padEnd(36)}${(performance.now() - started).toFixed(0).padStart(8)} ms`,
  );
} finally {
  await client.end();
  await server.stop();
}

async function cards(period: "today" | "30d", compare: string): Promise<void> {
  await client.query("select analytics_member_cards($1, $2)", [
    JSON.stringify(daysByToday({ kind: "period", period })),
    compare,
  ]);
}

async function plainSelect(): Promise<void> {
  await client.query(`
    select t.user_code, sum(t.visitors), sum(t.sessions), sum(t.page_views), sum(t.clicks)
    from analytics_daily_user_stats t
    where t.user_code = any (array(select o.user_code from analytics_owners o)) and t.date >= current_date - 60
    group by t.user_code`);
}

async function timed(question: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS + 3; round++) {
    const started = performance.now();
    await question();
    if (round >= 3) times.push(performance.now() - started);
  }
  return times.toSorted((a, b) => a - b);
}

function line(what: string, times: number[], aim = ""): void {
  const [shortest, median] = [times[0] ?? 0, times[ROUNDS / 2] ?? 0];
  console.log(
    `${what.padEnd(36)}${shortest.toFixed(1).padStart(8)} ms shortest${median.toFixed(1).padStart(8)} ms median  ${aim}`,
  );
}
