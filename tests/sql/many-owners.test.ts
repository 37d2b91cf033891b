import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dailyRows } from "#tests/sql/support/numbers-of-owner.ts";
import { GROUP_OF } from "#tests/sql/support/random-history.ts";
import { casesOn, ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner } from "#tests/support/owners.ts";
import { recount } from "#tests/support/recount.ts";

const OWNERS = Array.from({ length: 9 }, (_, place) => `many${place}`);
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"];
const zoneOf = (owner: number) => ZONES[owner % ZONES.length] ?? "UTC";
const FIRST = Date.parse("2026-03-27T00:00:00Z");
const HOUR_MS = 3_600_000;

/** Visits of many owners within four days, around the day on which Europe changes its clocks, and roll-ups in between. */
const histories = fc.noBias(
  fc.array(
    fc.record({
      visits: fc.array(
        fc.record({
          owner: fc.nat({ max: OWNERS.length - 1 }),
          hour: fc.nat({ max: 95 }),
          visitor: fc.integer({ min: 1, max: 4 }),
          share: fc.constantFrom("", "a1", "b2", "c3", "d4", "made up"),
          pages: fc.array(fc.constantFrom("home", "about", "work"), { maxLength: 3 }),
          targets: fc.array(fc.constantFrom("phone", "email"), { maxLength: 2 }),
          stepMs: fc.constantFrom(0, 61_000, 5 * HOUR_MS),
          country: fc.constantFrom("DE", "US", ""),
          isAgain: fc.boolean(),
        }),
        { minLength: 5, maxLength: 25, size: "+1" },
      ),
      rollUp: fc.constantFrom(
        "aggregate_analytics_daily()",
        "aggregate_analytics_daily('2026-03-28')",
        "analytics_refresh_days('many1')",
        "backfill_aggregates('2026-03-26'::date, '2026-04-01'::date)",
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
);

describe.each(ENGINES)("days of many owners on %s", (engine) => {
  const numRuns = casesOn(engine, 12);
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const [place, owner] of OWNERS.entries()) await addOwner(database, owner, zoneOf(place));
    await database.run("set track_functions = 'pl'");
  });
  afterAll(() => database.close());
  beforeEach(forgetDays);

  async function forgetDays() {
    const tables = await database.rows<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname ~ '^analytics_(daily|days|dirty|sessions|page|clicks|ingest|verif)'`,
    );
    await database.run(tables.map(({ name }) => `delete from ${name} where true;`).join("\n"));
  }
  const ingest = (batches: StoredBatch[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
    ]);
  /** Runs a roll-up, and tells its answer and how often it called a function. */
  async function calling<Answer>(rollUp: string, name: string) {
    const read = async () =>
      (
        await database.rows<{ calls: number }>(
          `select coalesce(sum(calls), 0)::int as calls from pg_stat_xact_user_functions where funcname = '${name}'`,
        )
      )[0]!.calls;
    await database.run("begin");
    const before = await read();
    const [row] = await database.rows<{ answer: Answer }>(`select ${rollUp} as answer`);
    const calls = (await read()) - before;
    await database.run("commit");
    return { answer: row!.answer, calls };
  }

  test("are counted together, and come out as an independent recount of each", async () => {
    let together = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (parts) => {
        await forgetDays();
        const flushes: StoredBatch[][] = [];
        for (const { visits, rollUp } of parts) {
          const batches = visits.flatMap(({ owner, hour, isAgain, country, ...one }) => {
            const start = new Date(FIRST + hour * HOUR_MS);
            const batch = visit(OWNERS[owner]!, {
              start,
              ...one,
              session: { country, device: "mobile", referrer: "" },
            });
            return isAgain ? [batch, batch] : [batch];
          });
          flushes.push(batches);
          await ingest(batches);
          await database.rows(`select ${rollUp}`);
        }
        together += (await calling("aggregate_analytics_daily()", "rebuild_small_days")).calls;
        for (const [place, owner] of OWNERS.entries()) {
          const own = flushes.map((batches) => ({
            batches: batches.filter(({ user_code }) => user_code === owner),
            groupOf: GROUP_OF,
          }));
          const { rows: counted } = recount(own, () => zoneOf(place), 500);
          expect(await dailyRows(database, owner)).toEqual(
            Object.fromEntries(
              Object.entries(counted).map(([name, rows]) => [name, Object.fromEntries(rows)]),
            ),
          );
        }
        const [proof] = await database.rows<{ answer: { differing: unknown[] } }>(
          "select analytics_verify('2026-03-20', '2026-04-10') as answer",
        );
        expect(proof!.answer.differing).toEqual([]);
        expect(await database.rows("select 1 from analytics_dirty_days")).toEqual([]);
      }),
      { numRuns },
    );
    // A few histories may have none of them.
    if (numRuns >= 12) expect(together).toBeGreaterThan(0);
  });

  type Answer = { days: number; owners: number; failed: object[]; purged: object[]; remaining: number };
  const ROLL_UP = "aggregate_analytics_daily()";
  const aDay = (owner: string, options = {}) =>
    visit(owner, { start: new Date("2026-03-10T10:00:00Z"), targets: ["phone"], ...options });
  const sessionsOf = (owner: string) =>
    database.rows("select date, sessions from analytics_daily_user_stats where user_code = $1", [owner]);

  test("take as many rebuilds as there are dates, not as there are owners", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    const { answer, calls } = await calling<Answer>(ROLL_UP, "rebuild_small_days");
    expect({ ...answer, calls }).toMatchObject({ days: 9, owners: 9, failed: [], remaining: 0, calls: 1 });
    const again = await calling<Answer>("aggregate_analytics_daily('2026-03-10')", "rebuild_day");
    expect(again).toMatchObject({ answer: { days: 9 }, calls: 0 });
    for (const owner of OWNERS)
      expect(await sessionsOf(owner)).toEqual([{ date: "2026-03-10", sessions: 1 }]);
  });

  test("of which one lacks raw events or cannot be stored: that one is named and stays as it was, the others are done", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    await database.rows("delete from analytics_clicks where user_code = 'many3'");
    await database.run(
      "alter table analytics_daily_user_stats add constraint refused check (user_code <> 'many5') not valid",
    );
    const { answer } = await calling<Answer>(ROLL_UP, "rebuild_small_days");
    await database.run("alter table analytics_daily_user_stats drop constraint refused");
    expect(answer).toMatchObject({
      days: 7,
      owners: 7,
      purged: [{ user_code: "many3", missing: 1 }],
      failed: [{ user_code: "many5", code: "23514" }],
    });
    const dirty = await database.rows("select user_code from analytics_dirty_days order by 1");
    expect(dirty).toEqual([{ user_code: "many3" }, { user_code: "many5" }]);
    expect(await sessionsOf("many4")).toEqual([{ date: "2026-03-10", sessions: 1 }]);
    expect(await sessionsOf("many3")).toEqual([]);
  });

  test("of which one lacks raw events: only that one is looked at by itself", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    await database.rows("delete from analytics_clicks where user_code = 'many3'");
    const { answer, calls } = await calling<Answer>(ROLL_UP, "rebuild_day");
    expect({ ...answer, calls }).toMatchObject({
      days: 8,
      purged: [{ user_code: "many3", missing: 1 }],
      calls: 1,
    });
  });

  test("of which one cannot be stored: the others are counted together all the same", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    await database.run(
      "alter table analytics_daily_user_stats add constraint refused check (user_code <> 'many5') not valid",
    );
    const { answer, calls } = await calling<Answer>(ROLL_UP, "rebuild_day");
    await database.run("alter table analytics_daily_user_stats drop constraint refused");
    expect(answer).toMatchObject({ days: 8, failed: [{ user_code: "many5" }] });
    // A call that fails is not counted.
    expect(calls).toBe(0);
  });

  test("that an import marked without its events are counted together where they are small", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    await database.rows("update analytics_dirty_days set view_ids = '{}', click_ids = '{}' where true");
    const { answer, calls } = await calling<Answer>(ROLL_UP, "rebuild_day");
    expect({ ...answer, calls }).toMatchObject({ days: 9, calls: 0 });
  });

  test("lose the rows of shares and pages that are not visited any more", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner, { share: "a1", pages: ["work"] })));
    await database.rows(`select ${ROLL_UP}`);
    // Two owners begin anew, as after a restored backup.
    const two = ["many2", "many6"];
    for (const table of ["sessions", "page_views", "clicks"])
      await database.rows(`delete from analytics_${table} where user_code = any ($1)`, [two]);
    await database.rows(
      "update analytics_days set raw_events = 0, visit_events = 0 where user_code = any ($1)",
      [two],
    );
    const flush = two.map((owner) => aDay(owner, { visitor: 2, pages: ["home"], targets: [] }));
    await ingest(flush);
    const { calls } = await calling<Answer>(ROLL_UP, "rebuild_small_days");
    expect(calls).toBe(1);
    for (const owner of two) {
      const batches = flush.filter(({ user_code }) => user_code === owner);
      const { rows: counted } = recount(
        [{ batches, groupOf: GROUP_OF }],
        () => zoneOf(OWNERS.indexOf(owner)),
        500,
      );
      expect(await dailyRows(database, owner)).toEqual(
        Object.fromEntries(Object.entries(counted).map(([name, rows]) => [name, Object.fromEntries(rows)])),
      );
    }
  });

  test("of which one has more values than are kept by name: it is counted by itself, whatever its marks say", async () => {
    const pages = Array.from({ length: 505 }, (_, place) => `page ${place}`);
    await ingest([...OWNERS.slice(1).map((owner) => aDay(owner)), aDay("many0", { pages, stepMs: 1 })]);
    // As an import marks days: without the events.
    await database.rows(
      "update analytics_dirty_days set view_ids = '{}', click_ids = '{}' where user_code = 'many0'",
    );
    const { answer } = await calling<Answer>(ROLL_UP, "rebuild_small_days");
    expect(answer).toMatchObject({ days: 9, failed: [] });
    const named = await database.rows(
      "select count(*)::int as pages, (sum(page_views) filter (where page = '(other)'))::int as other from analytics_daily_page_stats where user_code = 'many0'",
    );
    expect(named).toEqual([{ pages: 501, other: 5 }]);
  });

  test("that had numbers already keep the former ones of those that a late event changed", async () => {
    await ingest(OWNERS.map((owner) => aDay(owner)));
    await database.rows(`select ${ROLL_UP}`);
    await ingest(["many2", "many6"].map((owner) => aDay(owner, { visitor: 2, pages: ["work"] })));
    const { calls } = await calling<Answer>(ROLL_UP, "rebuild_small_days");
    expect(calls).toBe(1);
    expect(
      await database.rows(
        `select user_code, reason, (former ->> 'sessions')::int as former, (present ->> 'sessions')::int as present
         from analytics_daily_revisions order by user_code`,
      ),
    ).toEqual(
      ["many2", "many6"].map((user_code) => ({ user_code, reason: "late events", former: 1, present: 2 })),
    );
    for (const page of ["home", "work"]) {
      expect(
        await database.rows(
          "select user_code, sessions from analytics_daily_page_stats where page = $1 and user_code = 'many2'",
          [page],
        ),
      ).toEqual([{ user_code: "many2", sessions: 1 }]);
    }
  });
});
