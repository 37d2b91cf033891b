import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

describe.each(ENGINES)("a code is never inherited, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const code of ["myclik", "other"]) {
      await addOwner(database, code);
      const batches = [1, 2, 3].map((daysAgo, place) => ({
        ...visit(code, {
          start: new Date(Date.now() - daysAgo * 86_400_000),
          targets: ["phone"],
          share: "a1",
        }),
        batch: place,
      }));
      await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
      await database.rows("select analytics_record_share_preview($1, 'a1', 'WhatsApp')", [code]);
    }
    await database.rows("select aggregate_analytics_daily(p_include_today => true)");
    await database.rows("select analytics_verify(current_date - 5, current_date)");
  });
  afterAll(() => database.close());

  /** Every table with owner codes, by how many rows it has under one. */
  const held = async (code: string) => {
    const tables = await database.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_code'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> 'analytics_events' order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await database.rows<{ count: number }>(
        `select count(*)::int from ${name} where user_code = $1`,
        [code],
      );
      if (row!.count > 0) counts[name] = row!.count;
    }
    return counts;
  };
  const remove = async (budget: string) =>
    (
      await database.rows<{ answer: { done: boolean; removed: Record<string, number> } }>(
        "select analytics_delete_owner('myclik', $1) as answer",
        [budget],
      )
    )[0]!.answer;

  test("old rows that waited for their owner do not keep the code from it", async () => {
    await database.rows(`
      insert into analytics_legacy_rows (user_code, legacy_id, event_id, session_id, verdict, reason)
      values ('late', '1', gen_random_uuid(), gen_random_uuid(), 'unmapped', 'unknown_owner'),
        ('later', '2', gen_random_uuid(), gen_random_uuid(), 'unmapped', 'unknown_owner')`);
    await database.rows(
      "insert into analytics_legacy_comparisons (user_code, date, unexplained, metrics) values ('late', '2026-01-01', 0, '[]')",
    );
    expect(await database.rows("select analytics_register_owner('late') as code")).toEqual([
      { code: "late" },
    ]);
    await as(database, "authenticated", MEMBER, () =>
      database.rows("select analytics_create_owner('later', 'Later')"),
    );
    expect(await held("late")).toHaveProperty("analytics_legacy_rows", 1);
  });

  test("an owner goes in steps, nobody gets the code meanwhile, and whoever gets it then begins at nothing", async () => {
    const [before, others] = [await held("myclik"), await held("other")];
    expect(Object.keys(before).length).toBeGreaterThan(15);

    const first = await remove("0 seconds");
    expect(first).toEqual({ done: false, removed: { analytics_owners: 1 } });
    await expect(
      as(database, "authenticated", MEMBER, () =>
        database.rows("select analytics_create_owner('myclik', 'New')"),
      ),
    ).rejects.toMatchObject({ code: "23505" });
    await expect(database.rows("select analytics_register_owner('MyClik')")).rejects.toMatchObject({
      code: "23505",
    });
    await expect(
      database.rows("select analytics_ingest_events($1)", [
        JSON.stringify({ batches: [{ ...visit("myclik", { start: new Date() }), batch: 0 }] }),
      ]),
    ).rejects.toMatchObject({ code: "23503" });

    const rest = await remove("1 minute");
    expect(rest.done).toBe(true);
    for (const [table, rows] of Object.entries(rest.removed)) {
      if (table !== "analytics_owners") expect({ table, rows }).toEqual({ table, rows: before[table] });
    }
    expect(await held("myclik")).toEqual({});
    expect(await held("other")).toEqual(others);
    await expect(remove("1 minute")).rejects.toMatchObject({ code: "22023" });

    await as(database, "authenticated", MEMBER, () =>
      database.rows("select analytics_create_owner('myclik', 'New')"),
    );
    const [dashboard] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ totals: Record<string, number> }>(
        "select analytics_dashboard('myclik') -> 'totals' as totals",
      ),
    );
    expect(dashboard!.totals).toMatchObject({ visitors: 0, sessions: 0, page_views: 0, clicks: 0 });
  });
});
