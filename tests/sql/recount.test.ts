import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dailyRows, dashboards, withoutNames } from "#tests/sql/support/numbers-of-owner.ts";
import {
  FROM,
  GROUP_OF,
  type OwnerZones,
  randomHistory,
  type Step,
  TO,
} from "#tests/sql/support/random-history.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner } from "#tests/support/owners.ts";
import { type Flush, recount } from "#tests/support/recount.ts";

/** `HISTORIES=500 npx vitest run tests/sql/recount` for a long run. */
const HISTORIES = Number(process.env.HISTORIES ?? 30);
const TIME_LIMIT = 180_000 + HISTORIES * 4_000;

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
        fc.asyncProperty(randomHistory, async ({ owners, steps, valueLimit }) => {
          await forgetAll(database);
          await database.run(`create or replace function daybook.value_limit() returns integer
            language plpgsql stable as $$ begin return ${valueLimit}; end; $$`);
          for (const owner of owners) await addOwnerWithZones(database, owner);
          for (const step of steps) await take(database, owners, step, happened);
          const purged = await database.rows("select 1 from analytics_days where purged_at is not null");
          happened.purged = (happened.purged ?? 0) + purged.length;
          await prove(database, owners, steps, valueLimit);
        }),
        // Told before the test is ended, however far a counterexample has been shrunk by then.
        { numRuns, interruptAfterTimeLimit: TIME_LIMIT - 30_000, markInterruptAsFailure: true },
      );
      if (numRuns >= 30) {
        for (const what of [
          "roll-up",
          "one day",
          "refresh",
          "backfill",
          "cleanup",
          "move",
          "new owner",
          "cut off",
          "purged",
        ]) {
          expect(happened[what], what).toBeGreaterThan(0);
        }
      }
    },
    TIME_LIMIT,
  );
});

/** Lets one thing happen; a killed backend's work is begun again, as a client and a scheduler would. */
async function take(
  database: TestDatabase,
  owners: OwnerZones[],
  step: Step,
  happened: Record<string, number>,
): Promise<void> {
  if (step.kind === "new owner") {
    await database.rows("select analytics_delete_owner($1, '1 hour')", [step.userCode]);
    await addOwnerWithZones(database, owners.find(({ userCode }) => userCode === step.userCode)!);
    happened[step.kind] = (happened[step.kind] ?? 0) + 1;
    return;
  }
  const [sql, parameters] =
    step.kind === "work"
      ? [step.sql, []]
      : [
          "select analytics_ingest_events($1)",
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

async function prove(
  database: TestDatabase,
  owners: OwnerZones[],
  steps: Step[],
  valueLimit: number,
): Promise<void> {
  const all = async <T>(look: (owner: OwnerZones) => Promise<T>) => {
    const looks: T[] = [];
    for (const owner of owners) looks.push(await look(owner));
    return looks;
  };
  const shown = () => all(({ userCode }) => dashboards(database, userCode));
  const kept = () => all(({ userCode }) => dailyRows(database, userCode));
  const backfill = () => database.rows("select backfill_aggregates($1::date, $2::date)", [FROM, TO]);

  const live = await shown();
  await all(({ userCode }) => database.rows("select analytics_refresh_days($1)", [userCode]));
  expect(await shown()).toEqual(live);
  const [proof] = await database.rows<{ answer: { differing: unknown[] } }>(
    "select analytics_verify($1, $2) as answer",
    [FROM, TO],
  );
  expect(proof?.answer.differing).toEqual([]);

  await backfill();
  const closed = await shown();
  if (valueLimit === 500) expect(closed).toEqual(live);
  expect(closed.map(withoutNames)).toEqual(live.map(withoutNames));
  const rows = await kept();
  // A day that retention closed for good keeps the names it had while it ran, which no recount knows.
  const [{ purged } = { purged: 0 }] = await database.rows<{ purged: number }>(
    "select count(*)::int as purged from analytics_days where purged_at is not null",
  );
  if (valueLimit === 500 || purged === 0) {
    expect(rows).toEqual(owners.map((owner) => recounted(owner, steps, valueLimit)));
  }
  await backfill();
  expect(await kept()).toEqual(rows);

  const stored = await all(({ userCode }) => storedByAccounts(database, userCode));
  expect(stored).toEqual(owners.map((owner) => distinctEvents(owner, steps)));
}

/** An owner's batches in each flush, and what its shares were then. */
function sentBy({ userCode }: OwnerZones, steps: Step[]): Flush[] {
  let groupOf = GROUP_OF;
  let flushes: Flush[] = [];
  for (const step of steps) {
    if (step.kind === "ingest") {
      flushes.push({ batches: step.batches.filter((batch) => batch.user_code === userCode), groupOf });
    } else if (step.kind === "new owner") {
      // Nothing of the former owner is left, and the shares are as at first.
      if (step.userCode === userCode) [groupOf, flushes] = [GROUP_OF, []];
    } else if (step.move?.userCode === userCode) {
      groupOf = { ...groupOf, [step.move.share]: step.move.group };
    }
  }
  return flushes;
}

function recounted(owner: OwnerZones, steps: Step[], valueLimit: number) {
  const zoneAt = (at: number) =>
    owner.zones.findLast(
      ({ from }) => from === "-infinity" || Temporal.Instant.from(from).epochMilliseconds <= at,
    )!.timeZone;
  return plain(recount(sentBy(owner, steps), zoneAt, valueLimit));
}

const distinctEvents = (owner: OwnerZones, steps: Step[]): number =>
  new Set(
    sentBy(owner, steps)
      .flatMap(({ batches }) => batches)
      .flatMap(({ page_views, clicks }) => [...page_views, ...clicks].map(({ id }) => id)),
  ).size;

/** How many events the accounting says were stored, before and after the nightly run has folded it. */
async function storedByAccounts(database: TestDatabase, userCode: string): Promise<number> {
  const [accounted] = await database.rows<{ stored: number }>(
    `select coalesce(sum(events), 0) as stored
     from (
       select events from analytics_ingest_log where user_code = $1 and kind = 'stored'
       union all
       select events from analytics_daily_ingest_stats where user_code = $1 and kind = 'stored'
     ) as accounts`,
    [userCode],
  );
  return accounted!.stored;
}

async function addOwnerWithZones(database: TestDatabase, { userCode, zones }: OwnerZones): Promise<void> {
  await addOwner(database, userCode, zones[0]!.timeZone);
  const later = zones[1];
  if (!later) return;
  await database.rows("update analytics_owner_time_zones set valid_to = $2 where user_code = $1", [
    userCode,
    later.from,
  ]);
  await database.rows(
    "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, $2, $3)",
    [userCode, later.from, later.timeZone],
  );
  await database.rows("update analytics_owners set time_zone = $2 where user_code = $1", [
    userCode,
    later.timeZone,
  ]);
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

const plain = (counted: ReturnType<typeof recount>) => ({
  totals: Object.fromEntries(counted.totals),
  targets: Object.fromEntries(counted.targets),
  pages: Object.fromEntries(counted.pages),
  dimensions: Object.fromEntries(counted.dimensions),
});
