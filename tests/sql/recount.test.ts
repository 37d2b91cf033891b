import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import type { StoredBatch } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";
import { recount } from "#tests/support/recount.ts";
import { FROM, GROUP_OF, type OwnerZones, randomHistory, type Step, TO } from "./support/random-history.ts";

/** `HISTORIES=500 npx vitest run tests/sql/recount` for a long run. */
const HISTORIES = Number(process.env.HISTORIES ?? 30);

describe.each(ENGINES)("counting on %s", (engine) => {
  let database: TestDatabase;
  const happened: Record<string, number> = {};

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const numRuns = engine === "PGlite" ? 8 : HISTORIES;

  test(
    `daily rows equal an independent recount, live equals closed, and twice equals once (${numRuns} histories)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(randomHistory, async ({ owners, steps }) => {
          await forgetAll(database);
          for (const owner of owners) await addOwnerWithZones(database, owner);
          for (const step of steps) await take(database, step, happened);
          const purged = await database.rows("select 1 from analytics_days where purged_at is not null");
          happened.purged = (happened.purged ?? 0) + purged.length;
          for (const { userCode, zones } of owners) await proveOwner(database, userCode, zones, steps);
        }),
        { numRuns },
      );
      if (numRuns >= 30) {
        for (const what of ["roll-up", "one day", "refresh", "backfill", "cleanup", "cut off", "purged"]) {
          expect(happened[what], what).toBeGreaterThan(0);
        }
      }
    },
    180_000 + HISTORIES * 4_000,
  );
});

/** Lets one thing happen; a killed backend's work is begun again, as a client and a scheduler would. */
async function take(database: TestDatabase, step: Step, happened: Record<string, number>): Promise<void> {
  const [sql, parameters] =
    step.kind === "work"
      ? [step.sql, []]
      : [
          "select ingest_events($1)",
          [JSON.stringify({ batches: step.batches.map((batch, number) => ({ ...batch, batch: number })) })],
        ];
  if (step.cutOff !== null) await database.cutOff(sql, parameters, step.cutOff);
  await database.rows(sql, parameters);
  for (const what of [
    step.kind === "work" ? step.name : "ingest",
    step.cutOff === null ? "whole" : "cut off",
  ]) {
    happened[what] = (happened[what] ?? 0) + 1;
  }
}

async function proveOwner(
  database: TestDatabase,
  userCode: string,
  zones: OwnerZones["zones"],
  steps: Step[],
): Promise<void> {
  const sent = steps
    .flatMap((step): StoredBatch[] => (step.kind === "ingest" ? step.batches : []))
    .filter((batch) => batch.user_code === userCode);
  const zoneAt = (at: number) =>
    zones.findLast(({ from }) => from === "-infinity" || Temporal.Instant.from(from).epochMilliseconds <= at)!
      .timeZone;

  const live = await dashboards(database, userCode);
  await database.rows("select refresh_analytics_days($1)", [userCode]);
  const refreshed = await dashboards(database, userCode);
  expect(refreshed).toEqual(live);
  const [proof] = await database.rows<{ answer: { differing: unknown[] } }>(
    "select verify_analytics($1, $2, $3) as answer",
    [FROM, TO, userCode],
  );
  expect(proof?.answer.differing).toEqual([]);

  await database.rows("select backfill_aggregates($1::date, $2::date)", [FROM, TO]);
  const closed = await dashboards(database, userCode);
  expect(closed).toEqual(live);
  const rows = await dailyRows(database, userCode);
  expect(rows).toEqual(plain(recount(sent, zoneAt, (share) => GROUP_OF[share] ?? "")));

  await database.rows("select backfill_aggregates($1::date, $2::date)", [FROM, TO]);
  expect(await dailyRows(database, userCode)).toEqual(rows);

  const [accounted] = await database.rows<{ stored: number }>(
    `select coalesce(sum(events), 0) as stored
     from (
       select events from analytics_ingest_log where user_code = $1 and kind = 'stored'
       union all
       select events from analytics_daily_ingest_stats where user_code = $1 and kind = 'stored'
     ) as accounts`,
    [userCode],
  );
  const distinct = new Set(
    sent.flatMap((batch) => [...batch.page_views, ...batch.clicks].map(({ id }) => id)),
  );
  expect(accounted?.stored).toBe(distinct.size);
}

async function addOwnerWithZones(database: TestDatabase, { userCode, zones }: OwnerZones): Promise<void> {
  await addOwner(database, userCode, zones[0]!.timeZone);
  const later = zones[1];
  if (!later) return;
  await database.rows("update owner_time_zones set valid_to = $2 where user_code = $1", [
    userCode,
    later.from,
  ]);
  await database.rows("insert into owner_time_zones (user_code, valid_from, time_zone) values ($1, $2, $3)", [
    userCode,
    later.from,
    later.timeZone,
  ]);
  await database.rows("update owners set time_zone = $2 where user_code = $1", [userCode, later.timeZone]);
}

/** Every table with an owner's rows is emptied: what is counted over all owners stays as fast as at first. */
async function forgetAll(database: TestDatabase): Promise<void> {
  const tables = await database.rows<{ name: string }>(
    `select c.oid::regclass::text as name
     from pg_class c
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_code' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`,
  );
  const emptied = tables.map(({ name }) => `delete from ${name} where true;`).join("\n");
  // As a replica: whatever the order, no table asks about another.
  await database.run(`set session_replication_role = replica; ${emptied} reset session_replication_role;`);
}

/** The dashboard under every filter, without what tells live from closed. */
async function dashboards(database: TestDatabase, userCode: string): Promise<unknown[]> {
  const filters = [
    [null, null],
    ["friends", null],
    ["", null],
    [null, "a1"],
    [null, ""],
  ];
  return as(database, "authenticated", MEMBER, async () => {
    const answers: unknown[] = [];
    for (const [group, contact] of filters) {
      const [row] = await database.rows<{
        answer: Record<string, unknown> & { days: Record<string, unknown>[] };
      }>(`select analytics_dashboard($1, '${FROM}', '${TO}', $2, $3, 'previous', null) as answer`, [
        userCode,
        group,
        contact,
      ]);
      const { computed_at: _, days, ...rest } = row!.answer;
      answers.push({ ...rest, days: days.map(({ state: _state, computed_at: _at, ...totals }) => totals) });
    }
    return answers;
  });
}

const plain = (counted: ReturnType<typeof recount>) => ({
  totals: Object.fromEntries(counted.totals),
  targets: Object.fromEntries(counted.targets),
  pages: Object.fromEntries(counted.pages),
  dimensions: Object.fromEntries(counted.dimensions),
});

/** What the daily tables hold of an owner, in the recount's shape. */
async function dailyRows(database: TestDatabase, userCode: string) {
  const totals = "visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds";
  const read = async (sql: string) =>
    Object.fromEntries(
      (await database.rows<{ key: string }>(sql, [userCode])).map(({ key, ...numbers }) => [key, numbers]),
    );
  return {
    totals: await read(`
      select 'owner||' || date as key, ${totals} from analytics_daily_user_stats where user_code = $1
      union all
      select 'group|' || group_code || '|' || date, ${totals} from analytics_daily_group_stats where user_code = $1
      union all
      select 'contact|' || share_code || '|' || date, ${totals} from analytics_daily_contact_stats where user_code = $1`),
    targets: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || target as key, visitors, sessions, clicks, opened, stayed
      from analytics_daily_click_targets where user_code = $1`),
    pages: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || page as key,
        visitors, sessions, page_views, clicks, entries, exits
      from analytics_daily_page_stats where user_code = $1`),
    dimensions: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || dimension || '|' || value as key,
        visitors, sessions, page_views, clicks, contacting_sessions
      from analytics_daily_dimension_stats where user_code = $1 and dimension in ('country', 'device', 'referrer')`),
  };
}
