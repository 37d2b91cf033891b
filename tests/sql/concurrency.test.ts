import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Call, Crowd } from "#tests/sql/support/crowd.ts";
import {
  idsOf,
  ingest,
  OWNERS,
  pick,
  randomVisit,
  shuffle,
  storeOldDays,
} from "#tests/sql/support/crowd-history.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";

/** `CONCURRENCY_FLUSHES=20000 npx vitest run tests/sql/concurrency.test.ts` for a long run. */
const FLUSHES = Number(process.env.CONCURRENCY_FLUSHES ?? 600);
const REBUILDERS = ["aggregate", "one day", "refresh", "backfill", "cleanup"];
const name = `concurrency_${process.pid}`;
let admin: pg.Client;
let sql: pg.Client;
let url: string;

beforeAll(async () => {
  admin = new pg.Client(inject("nativeUrl").replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${name} template daybook`);
  url = inject("nativeUrl").replace(/daybook$/, name);
  sql = new pg.Client(url);
  await sql.connect();
  for (const [index, owner] of OWNERS.entries()) {
    const zone = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/New_York"][index];
    await sql.query("insert into analytics_owners (user_code, name, time_zone) values ($1, $1, $2)", [
      owner,
      zone,
    ]);
    await sql.query(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', $2)",
      [owner, zone],
    );
  }
});
afterAll(async () => {
  await sql.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

test(`writers, rebuilders and cleanup at once, killed at random: nothing lost, no deadlock (${FLUSHES} flushes)`, {
  timeout: 240_000 + FLUSHES * 100,
}, async () => {
  await storeOldDays(sql);
  const [{ seeded }] = (await sql.query("select sum(events)::int as seeded from analytics_ingest_log")).rows;
  const crowd = new Crowd(url);
  const acknowledged = new Set<string>();
  const recent: StoredBatch[] = [];

  const write = async (call: Call) => {
    const fresh = Array.from({ length: 1 + pick(6) }, () => randomVisit());
    // Also what another writer may be writing at this moment, and the same batch twice in one flush.
    const batches = shuffle([...fresh, ...recent.slice(-pick(30)), ...fresh.slice(0, pick(2))]);
    recent.push(...fresh);
    await ingest(call, batches);
    for (const batch of batches) for (const id of idsOf(batch)) acknowledged.add(id);
  };
  const refresh = async (call: Call) =>
    void (await call("select analytics_refresh_days($1)", [OWNERS[pick(4)]]));
  for (let writer = 0; writer < 8; writer += 1) crowd.join("ingest", write);
  crowd.join("aggregate", (call) => rebuilt(call, "aggregate_analytics_daily(p_include_today => true)"));
  crowd.join("one day", (call, turn) =>
    rebuilt(call, `aggregate_analytics_daily(current_date - ${turn % 4})`),
  );
  crowd.join("refresh", refresh);
  crowd.join("backfill", (call) => rebuilt(call, `backfill_aggregates(current_date - 100, current_date)`));
  crowd.join("cleanup", async (call, turn) => {
    await call("select cleanup_old_raw_events($1)", [Math.max(20, 100 - turn * 5)]);
    await wait(20);
  });
  crowd.killEvery(150);
  await crowd.until(
    ({ calls, cutOff }) =>
      (calls.ingest ?? 0) >= FLUSHES && REBUILDERS.every((who) => (calls[who] ?? 0) >= 3) && cutOff >= 10,
  );
  const { faults, calls, cutOff } = await crowd.dismiss();
  console.log(`${acknowledged.size} events; calls ${JSON.stringify(calls)}; ${cutOff} cut off`);

  // What is counted from marks alone must be right too, with nobody there who would count whole days again.
  const late = new Crowd(url);
  for (let writer = 0; writer < 8; writer += 1) late.join("ingest", write);
  late.join("refresh", refresh);
  late.killEvery(150);
  await late.until(({ calls }) => (calls.ingest ?? 0) >= FLUSHES / 4 && (calls.refresh ?? 0) >= 10);
  faults.push(...(await late.dismiss()).faults);
  for (const owner of OWNERS) await sql.query("select analytics_refresh_days($1)", [owner]);

  expect(faults).toEqual([]);

  const { rows: stored } = await sql.query<{ id: string }>(
    `select event_id as id from analytics_page_views where date > current_date - 10
     union all
     select event_id from analytics_clicks where date > current_date - 10`,
  );
  expect(new Set(stored.map(({ id }) => id))).toEqual(acknowledged);
  expect(stored).toHaveLength(acknowledged.size);

  await everyDayIsRight();
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  await everyDayIsRight();
  expect((await sql.query("select user_code, date from analytics_dirty_days")).rows).toEqual([]);
  const { rows: accounted } = await sql.query(
    "select sum(events)::int as events from analytics_daily_ingest_stats where kind = 'stored'",
  );
  expect(accounted).toEqual([{ events: seeded + acknowledged.size }]);
  // What cleanup took is still in the daily rows.
  const { rows: old } = await sql.query(
    `select sum(page_views + clicks)::int as events from analytics_daily_user_stats where date < current_date - 10`,
  );
  expect(old).toEqual([{ events: seeded }]);
});

test("a flush that was under way when its visit was erased brings nothing of it back", async () => {
  const batch = visit(OWNERS[0]!, { start: new Date() });
  const writer = new pg.Client(url);
  const eraser = new pg.Client({ connectionString: url, application_name: "eraser" });
  await Promise.all([writer.connect(), eraser.connect()]);
  const call =
    (client: pg.Client): Call =>
    async (text, parameters) =>
      (await client.query(text, parameters)).rows;
  const erase = async () =>
    (
      await eraser.query("select analytics_erase_visit($1, $2) as answer", [
        batch.user_code,
        batch.session.id,
      ])
    ).rows[0].answer;
  await ingest(call(writer), [batch]);

  await writer.query("begin");
  const start = new Date(Date.parse(batch.session.started_at!) + 1000);
  const more = visit(batch.user_code, { start, session: batch.session });
  await ingest(call(writer), [more]);
  expect(await erase()).toMatchObject({ done: false });
  const erased = erase();
  const waits = "select 1 from pg_stat_activity where application_name = 'eraser' and wait_event = 'PgSleep'";
  while ((await sql.query(waits)).rows.length === 0) await wait(5);
  await writer.query("commit");
  expect(await erased).toMatchObject({ done: true, events: idsOf(batch).length + 1 });
  const { rows } = await sql.query("select 1 from analytics_page_views where session_id = $1", [
    batch.session.id,
  ]);
  expect(rows).toEqual([]);
  // What comes now is known for erased at once.
  await ingest(call(writer), [more]);
  expect(await erase()).toEqual({ done: true, sessions: 0, events: 0 });
  await Promise.all([writer.end(), eraser.end()]);
});

async function everyDayIsRight(): Promise<void> {
  const [{ proof }] = (
    await sql.query("select analytics_verify(current_date - 10, current_date + 1) as proof")
  ).rows;
  expect(proof).toMatchObject({ differing: [], skipped: 0 });
  expect(proof.days).toBeGreaterThan(8);
}

/** Days that fail are caught in SQL and reported; here they are faults. */
async function rebuilt(call: Call, rebuild: string): Promise<void> {
  const [row] = await call<{ answer: { failed: unknown[] } }>(`select ${rebuild} as answer`);
  if (row!.answer.failed.length > 0) throw new Error(`${rebuild}: ${JSON.stringify(row!.answer.failed)}`);
}
