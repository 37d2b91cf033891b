import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner } from "#tests/support/owners.ts";

describe.each(ENGINES)("the documented statements on %s", (engine) => {
  let database: TestDatabase;
  const yesterday = new Date(Date.now() - DAY_MS);

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
    const batches = [visit("myclik", { start: yesterday, pages: ["home", "about"], targets: ["phone"] })];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  });
  afterAll(() => database.close());

  test("SELECT aggregate_analytics_daily(); closes every dirty day that has ended", async () => {
    const [row] = await database.rows("SELECT aggregate_analytics_daily();");
    expect(row?.aggregate_analytics_daily).toMatchObject({
      dates: [yesterday.toISOString().slice(0, 10)],
      owners: 1,
      days: 1,
      raw_events: 4,
      failed: [],
      remaining: 0,
    });
  });

  test("SELECT aggregate_analytics_daily('2025-01-15'::DATE); rebuilds that date and finds nothing on it", async () => {
    const [row] = await database.rows("SELECT aggregate_analytics_daily('2025-01-15'::DATE);");
    expect(row?.aggregate_analytics_daily).toMatchObject({ days: 0, remaining: 0 });
  });

  test("the result reads as JSON, selected and as a row source", async () => {
    const [selected] = await database.rows("SELECT aggregate_analytics_daily()::JSON;");
    expect(selected?.aggregate_analytics_daily).toMatchObject({ days: 0 });
    const [source] = await database.rows("SELECT * FROM aggregate_analytics_daily();");
    expect(source?.aggregate_analytics_daily).toMatchObject({ days: 0 });
  });

  test("PostgreSQL has no grammar for a cast behind a function in FROM, on any version", async () => {
    await expect(database.rows("SELECT * FROM aggregate_analytics_daily()::JSON;")).rejects.toThrow(
      'syntax error at or near "::"',
    );
  });

  test("backfill_aggregates takes the timestamps that date minus interval makes", async () => {
    const [row] = await database.rows(
      "SELECT backfill_aggregates(CURRENT_DATE - INTERVAL '90 days', CURRENT_DATE - INTERVAL '1 day');",
    );
    expect(row?.backfill_aggregates).toMatchObject({ days: 1, raw_events: 4, purged: [], failed: [] });
  });

  test("backfill_aggregates takes dates, and refuses them out of order", async () => {
    const [row] = await database.rows("SELECT backfill_aggregates(CURRENT_DATE - 1, CURRENT_DATE);");
    expect(row?.backfill_aggregates).toMatchObject({ days: 1 });
    await expect(
      database.rows("SELECT backfill_aggregates(CURRENT_DATE, CURRENT_DATE - 1);"),
    ).rejects.toMatchObject({ code: "22023" });
  });

  test("SELECT cleanup_old_raw_events(90); removes nothing that is younger", async () => {
    const [row] = await database.rows("SELECT cleanup_old_raw_events(90);");
    expect(row?.cleanup_old_raw_events).toMatchObject({ days: 0, raw_events: 0, kept_dirty: 0 });
  });

  test("cleanup_old_raw_events refuses fewer than 8 days", async () => {
    await expect(database.rows("SELECT cleanup_old_raw_events(7);")).rejects.toMatchObject({ code: "22023" });
  });

  test("analytics_summary tells the volume, analytics_table_sizes counts partitions into their table", async () => {
    expect(await database.rows("SELECT * FROM analytics_summary;")).toMatchObject([
      { user_code: "myclik", raw_events: 4, sessions: 1, page_views: 2, clicks: 1, dirty_days: 0 },
    ]);
    const sizes = await database.rows<{ tablename: string; size: string; bytes: number }>(
      "SELECT tablename, size, bytes FROM analytics_table_sizes;",
    );
    const names = sizes.map((row) => row.tablename);
    expect(names).toContain("analytics_page_views");
    expect(names.filter((name) => /_\d{4}_\d{2}$|_default$/.test(name))).toEqual([]);
    expect(sizes.every((row) => row.bytes > 0 && /\d (bytes|kB|MB)/.test(row.size))).toBe(true);
  });
});
