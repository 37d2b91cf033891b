import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dailyRows } from "#tests/sql/support/numbers-of-owner.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const DAY = "2026-03-10";

/** What was not removed by retention, and is gone all the same. */
const LOSSES = {
  "one page view": `delete from analytics_page_views where event_id in (select event_id from analytics_page_views where date = '${DAY}' limit 1)`,
  "the clicks": `delete from analytics_clicks where date = '${DAY}'`,
  "the sessions": `delete from analytics_sessions where date = '${DAY}'`,
  "all raw rows, as after a restore without them":
    "truncate analytics_sessions, analytics_page_views, analytics_clicks",
  "a month's partition": "drop table analytics_page_views_2026_03",
} as const;

describe.each(ENGINES)("raw events that are gone, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.rows(`select daybook.ensure_partitions('${DAY}')`);
    await addOwner(database, "myclik");
    await ingest(0, 30);
    await database.rows("select aggregate_analytics_daily()");
  });
  afterAll(() => database.close());

  const ingest = async (from: number, visits: number) => {
    const batches = Array.from({ length: visits }, (_, place) => ({
      ...visit("myclik", {
        start: new Date(Date.parse(`${DAY}T08:00:00Z`) + (from + place) * 60_000),
        visitor: from + place,
        targets: ["phone"],
      }),
      batch: place,
    }));
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };

  const WAYS = {
    "the day by name": `select aggregate_analytics_daily('${DAY}') as answer`,
    "a backfill": `select backfill_aggregates('${DAY}'::date, '${DAY}'::date) as answer`,
    "the day and what has not ended": `select aggregate_analytics_daily('${DAY}', null, true) as answer`,
  };

  test.each(Object.entries(LOSSES))("%s: no rebuild touches the day, and each names it", async (_, loss) => {
    const before = await dailyRows(database, "myclik");
    await database.run("begin");
    try {
      await database.run(loss);
      for (const [way, statement] of Object.entries(WAYS)) {
        database.notices.length = 0;
        const [row] = await database.rows<{ answer: { purged: unknown[]; days: number; failed: unknown[] } }>(
          statement,
        );
        expect({ way, ...row!.answer }).toMatchObject({
          way,
          days: 0,
          failed: [],
          purged: [{ user_code: "myclik", date: DAY, missing: expect.any(Number) }],
        });
        expect(database.notices.join()).toContain(`day ${DAY} of owner myclik is kept as it is`);
      }
      const rebuilt = await as(database, "authenticated", MEMBER, () =>
        database.rows(`select analytics_rebuild_owner_day('myclik', '${DAY}') as answer`),
      );
      expect(rebuilt).toEqual([{ answer: { rebuilt: false } }]);
      expect(await dailyRows(database, "myclik")).toEqual(before);
    } finally {
      await database.run("rollback");
    }
  });

  test("what comes late to such a day still shows", async () => {
    await database.run("begin");
    try {
      await database.run(LOSSES["the clicks"]);
      await ingest(100, 5);
      const [row] = await database.rows<{ answer: { purged: unknown[] } }>(
        "select aggregate_analytics_daily() as answer",
      );
      expect(row!.answer.purged).toMatchObject([{ user_code: "myclik", date: DAY }]);
      const [seen] = await as(database, "authenticated", MEMBER, () =>
        database.rows<{ views: number }>(
          `select (analytics_dashboard('myclik', '${DAY}', '${DAY}') -> 'totals' ->> 'page_views')::int as views`,
        ),
      );
      expect(seen!.views).toBe(35);
    } finally {
      await database.run("rollback");
    }
  });

  test.each([
    ["one page view", LOSSES["one page view"]],
    ["the clicks", LOSSES["the clicks"]],
    ["the sessions", LOSSES["the sessions"]],
    [
      "the visit of one session",
      `
      with gone as (delete from analytics_sessions where session_id in (select session_id from analytics_sessions where date = '${DAY}' limit 1) returning session_id),
      views as (delete from analytics_page_views v using gone g where v.session_id = g.session_id)
      delete from analytics_clicks c using gone g where c.session_id = g.session_id`,
    ],
  ])("more late events of the day do not hide that it has lost %s", async (_, loss) => {
    await database.run("begin");
    try {
      await database.run(loss);
      await ingest(200, 60);
      const before = await dailyRows(database, "myclik");
      for (const way of Object.values(WAYS)) {
        const [row] = await database.rows<{ answer: { purged: unknown[] } }>(way);
        expect(row!.answer.purged).toMatchObject([{ user_code: "myclik", date: DAY }]);
      }
      expect(await dailyRows(database, "myclik")).toEqual(before);
    } finally {
      await database.run("rollback");
    }
  });

  test("events that are lost before any rebuild counted them are missed, by a refresh too", async () => {
    await database.run("begin");
    try {
      await ingest(300, 3);
      await database.run(
        "create temporary table late on commit drop as select unnest(view_ids) as id from analytics_dirty_days",
      );
      await database.run("delete from analytics_page_views v using late l where v.event_id = l.id");
      const before = await dailyRows(database, "myclik");
      database.notices.length = 0;
      await database.rows("select analytics_refresh_days('myclik')");
      expect(database.notices.join()).toContain("3 of its raw events are gone");
      for (const way of Object.values(WAYS)) {
        const [row] = await database.rows<{ answer: { purged: unknown[] } }>(way);
        expect(row!.answer.purged).toMatchObject([{ user_code: "myclik", date: DAY, missing: 3 }]);
      }
      expect(await dailyRows(database, "myclik")).toEqual(before);
      expect(await database.rows("select distinct date from analytics_dirty_days")).toEqual([{ date: DAY }]);
    } finally {
      await database.run("rollback");
    }
  });

  test("a day that lost nothing is rebuilt as ever", async () => {
    const [row] = await database.rows<{ answer: { days: number; purged: unknown[] } }>(WAYS["a backfill"]);
    expect(row!.answer).toMatchObject({ days: 1, purged: [] });
  });
});
