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
import type { StoredBatch } from "#tests/support/history.ts";

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

test(`writers, rebuilders, erasers and cleanup at once, killed at random: nothing lost, no deadlock (${FLUSHES} flushes)`, {
  timeout: 240_000 + FLUSHES * 100,
}, async () => {
  await storeOldDays(sql);
  const [{ seeded }] = (await sql.query("select sum(events)::int as seeded from analytics_ingest_log")).rows;
  const crowd = new Crowd(url);
  const acknowledged = new Map<string, StoredBatch>();
  const toErase = new Set<StoredBatch>();
  const recent: StoredBatch[] = [];

  const write = async (call: Call) => {
    const fresh = Array.from({ length: 1 + pick(6) }, () => randomVisit());
    // Also what another writer may be writing at this moment, and the same batch twice in one flush.
    const batches = shuffle([...fresh, ...recent.slice(-pick(30)), ...fresh.slice(0, pick(2))]);
    recent.push(...fresh);
    await ingest(call, batches);
    for (const batch of batches) for (const id of idsOf(batch)) acknowledged.set(id, batch);
  };
  const refresh = async (call: Call) =>
    void (await call("select analytics_refresh_days($1)", [OWNERS[pick(4)]]));
  // A visit that is being written at this moment, of whose session something is stored already.
  const erase = async (call: Call) => {
    const batch = recent[recent.length - 1 - pick(40)];
    if (!batch) return wait(20);
    toErase.add(batch);
    for (let calls = 0; calls < 2; calls += 1) await eraseVisit(call, batch);
    await wait(50);
  };
  for (let writer = 0; writer < 8; writer += 1) crowd.join("ingest", write);
  crowd.join("erase", erase);
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
      (calls.ingest ?? 0) >= FLUSHES &&
      [...REBUILDERS, "erase"].every((who) => (calls[who] ?? 0) >= 3) &&
      cutOff >= 10,
  );
  const { faults, calls, cutOff } = await crowd.dismiss();
  console.log(`${acknowledged.size} events; calls ${JSON.stringify(calls)}; ${cutOff} cut off`);

  // What is counted from marks alone must be right too, with nobody there who would count whole days again.
  const late = new Crowd(url);
  for (let writer = 0; writer < 8; writer += 1) late.join("ingest", write);
  late.join("refresh", refresh);
  late.join("erase", erase);
  late.killEvery(150);
  await late.until(({ calls }) => (calls.ingest ?? 0) >= FLUSHES / 4 && (calls.refresh ?? 0) >= 10);
  faults.push(...(await late.dismiss()).faults);
  for (const owner of OWNERS) await sql.query("select analytics_refresh_days($1)", [owner]);

  expect(faults).toEqual([]);

  // What was noted as erased is gone, also what a flush had under way meanwhile.
  const { rows: noted } = await sql.query<{ id: string }>(
    `select s.id from unnest($1::uuid[]) as s(id)
     join analytics_erasures e on e.erasure_id = daybook.erased_visit(s.id)`,
    [[...toErase].map(({ session }) => session.id)],
  );
  const erased = new Set(noted.map(({ id }) => id));
  expect(erased.size).toBeGreaterThan(0);
  const kept = [...acknowledged].filter(([, { session }]) => !erased.has(session.id!)).map(([id]) => id);
  const { rows: stored } = await sql.query<{ id: string }>(
    `select event_id as id from analytics_page_views where date > current_date - 10
     union all
     select event_id from analytics_clicks where date > current_date - 10`,
  );
  expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(kept));
  expect(stored).toHaveLength(kept.length);

  await everyDayIsRight();
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  await everyDayIsRight();
  expect((await sql.query("select user_code, date from analytics_dirty_days")).rows).toEqual([]);
  const { rows: accounted } = await sql.query(
    `select sum(case kind when 'stored' then events when 'erased' then -events else 0 end)::int as events
     from analytics_daily_ingest_stats`,
  );
  expect(accounted).toEqual([{ events: seeded + kept.length }]);
  // What cleanup took is still in the daily rows.
  const { rows: old } = await sql.query(
    `select sum(page_views + clicks)::int as events from analytics_daily_user_stats where date < current_date - 10`,
  );
  expect(old).toEqual([{ events: seeded }]);
});

async function everyDayIsRight(): Promise<void> {
  const [{ proof }] = (
    await sql.query("select analytics_verify(current_date - 10, current_date + 1) as proof")
  ).rows;
  expect(proof).toMatchObject({ differing: [], skipped: 0 });
  expect(proof.days).toBeGreaterThan(8);
}

const eraseVisit = (call: Call, { user_code, session }: StoredBatch) =>
  call("select analytics_erase_visit($1, $2)", [user_code, session.id]);

/** Days that fail are caught in SQL and reported; here they are faults. */
async function rebuilt(call: Call, rebuild: string): Promise<void> {
  const [row] = await call<{ answer: { failed: unknown[] } }>(`select ${rebuild} as answer`);
  if (row!.answer.failed.length > 0) throw new Error(`${rebuild}: ${JSON.stringify(row!.answer.failed)}`);
}
