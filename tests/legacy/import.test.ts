import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { fillOldSystem, OLD_OWNERS } from "#tests/legacy/old-system.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner } from "#tests/support/owners.ts";

const ROWS = 1_500;

describe.each(ENGINES)("importing old rows on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const [code, zone] of Object.entries(OLD_OWNERS)) await addOwner(database, code, zone);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.run("select analytics_undo_legacy_import(); delete from analytics_events;");
  });

  const value = async <T>(sql: string, parameters: unknown[] = []) =>
    (await database.rows<{ value: T }>(`select ${sql} as value`, parameters))[0]!.value;
  const importAll = (from: string, to: string) =>
    value<Record<string, number>>("analytics_import_legacy_events($1::date, $2::date)", [from, to]);
  const addRow = (
    id: number,
    data: object,
    at = "2026-04-10T12:00:00Z",
    type = "page_view",
    owner = "zoe-k",
  ) =>
    database.rows(
      "insert into analytics_events values (md5($1::text)::uuid, $2, $3, $4::jsonb, $5::timestamptz)",
      [id, owner, type, JSON.stringify(data), at],
    );
  const raw = async () => ({
    sessions: await database.rows("select * from analytics_sessions order by user_code, date, session_id"),
    views: await database.rows("select * from analytics_page_views order by user_code, date, event_id"),
    clicks: await database.rows("select * from analytics_clicks order by user_code, date, event_id"),
  });

  test("the mapping that the migration stores is the one of lib/legacy/mapping.ts", async () => {
    expect(await value("(select mapping from analytics_legacy_mapping)")).toEqual(LEGACY_MAPPING);
    await expect(database.rows("select analytics_set_legacy_mapping('{}')")).rejects.toMatchObject({
      code: "22023",
    });
  });

  test("any number of runs over windows in any order gives one result", async () => {
    await fillOldSystem(database, ROWS, "2026-03-28", 8);
    await importAll("2026-03-01", "2026-05-01");
    const once = await raw();
    expect(once.views.length).toBeGreaterThan(500);
    await importAll("2026-03-01", "2026-05-01");
    expect(await raw()).toEqual(once);

    await database.run("select analytics_undo_legacy_import()");
    expect(await raw()).toEqual({ sessions: [], views: [], clicks: [] });
    for (const day of ["2026-04-04", "2026-03-30", "2026-04-02", "2026-03-30"]) await importAll(day, day);
    await importAll("2026-03-01", "2026-05-01");
    expect(await raw()).toEqual(once);
  });

  test("rows that cannot be mapped are listed by reason, and none is lost", async () => {
    await fillOldSystem(database, ROWS, "2026-03-28", 8);
    const outcome = await importAll("2026-03-01", "2026-05-01");
    expect(outcome.rows).toBe(ROWS);
    const { imported, duplicate, filtered, unmapped, dual_write } = outcome;
    expect(imported! + duplicate! + filtered! + unmapped! + dual_write!).toBe(ROWS);
    const report = await value<{
      rows: number;
      verdicts: Record<string, number>;
      unmapped: { rows: number }[];
    }>("analytics_legacy_import_report()");
    expect(Object.values(report.verdicts).reduce((a, b) => a + b)).toBe(ROWS);
    expect(report.unmapped.reduce((sum, { rows }) => sum + rows, 0)).toBe(filtered! + unmapped!);
  });

  test("an owner that comes later, or is made by the import, brings its rows", async () => {
    await addRow(1, { page: "home" }, undefined, "page_view", `late-${engine.toLowerCase()}`);
    expect(await importAll("2026-04-10", "2026-04-10")).toMatchObject({
      unmapped: 1,
      reasons: { unknown_owner: 1 },
    });
    expect(await value("analytics_import_legacy_events('2026-04-10', '2026-04-10', true)")).toMatchObject({
      imported: 1,
      owners_created: [`late-${engine.toLowerCase()}`],
    });
  });

  test("no owner is made of a code under which a former owner's rows are left", async () => {
    const code = `former-${engine.toLowerCase()}`;
    await addOwner(database, code);
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({
        batches: [{ ...visit(code, { start: new Date(Date.now() - 3_600_000), targets: [] }), batch: 0 }],
      }),
    ]);
    await database.rows("delete from analytics_owners where user_code = $1", [code]);
    await addRow(1, { page: "home", session_id: "s" }, undefined, undefined, code);
    const step = () =>
      value<object>("analytics_import_legacy_step('2026-04-10', '2026-04-11', p_create_owners => true)");
    expect(await step()).toMatchObject({ owners_created: [], imported: 0, unmapped: 1 });
    let removed = false;
    while (!removed)
      removed = await value<boolean>("(analytics_delete_owner($1) ->> 'done')::boolean", [code]);
    expect(await step()).toMatchObject({ owners_created: [code], imported: 1 });
  });

  test("keys may have any of the documented names, and values any of the usual forms", async () => {
    await addRow(1, { sid: 7, url: "https://a.example/über?x=1#y", ts: 1775822400 });
    await addRow(
      2,
      { session_id: "7", action: "WA", time: "2026-04-10 12:00:05", share: "a1" },
      undefined,
      "TAP",
    );
    await addRow(3, { sessionId: "7", created_at: 1775822410000, target: "Mein Büro" }, undefined, "click");
    await importAll("2026-04-10", "2026-04-10");
    const { sessions, views, clicks } = await raw();
    expect(sessions).toMatchObject([{ share_code: "a1", group_code: "friends" }]);
    expect(views).toMatchObject([{ page: "/über", share_code: "a1", at: new Date("2026-04-10T12:00:00Z") }]);
    expect(clicks.map((click) => click.target).sort()).toEqual(["custom:Mein Büro", "whatsapp"]);
  });

  test("rows without a time of arrival are imported by their own", async () => {
    await database.run("alter table analytics_events alter created_at drop not null");
    await database.run(
      `insert into analytics_events values (gen_random_uuid(), 'zoe-k', 'page_view', '{"ts": 1775822400}', null)`,
    );
    expect(await importAll("2026-01-01", "2026-01-02")).toMatchObject({ rows: 1, imported: 1 });
  });

  test("live numbers stay exact when an import comes to a day that has daily rows and new events", async () => {
    const start = new Date("2026-04-10T09:00:00Z");
    const ingest = (minutes: number) =>
      database.rows("select analytics_ingest_events($1)", [
        JSON.stringify({
          batches: [
            visit("zoe-k", { start: new Date(start.getTime() + minutes * 60_000), visitor: minutes }),
          ],
        }),
      ]);
    await ingest(1);
    await database.rows("select aggregate_analytics_daily()");
    await ingest(2);
    await addRow(1, { sid: "old", page: "home" });
    await importAll("2026-04-10", "2026-04-10");
    await ingest(3);
    const [live] = await database.rows(
      "select sessions, page_views from daybook.live_day('zoe-k', '2026-04-10') where section = 'totals' and scope = 'owner'",
    );
    expect(live).toEqual({ sessions: 4, page_views: 4 });
    await database.rows("select aggregate_analytics_daily()");
    expect(await value("daybook.verify_day('zoe-k', '2026-04-10')")).toEqual([]);

    await addRow(2, { sid: "older", page: "home" });
    await importAll("2026-04-10", "2026-04-10");
    expect(await value("daybook.verify_day('zoe-k', '2026-04-10')")).toEqual([]);
    expect(
      await value("array(select reason from analytics_daily_revisions order by revised_at desc limit 1)"),
    ).toEqual(["imported from the old system"]);
  });

  test("a purged day refuses old rows by name", async () => {
    await database.run(
      "insert into analytics_days (user_code, date, computed_at, purged_at) values ('zoe-k', '2026-02-02', now(), now())",
    );
    await addRow(1, { page: "home" }, "2026-02-02T12:00:00Z");
    expect(await importAll("2026-02-02", "2026-02-02")).toMatchObject({
      imported: 0,
      reasons: { purged_day: 1 },
    });
  });
});
