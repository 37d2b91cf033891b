import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const DAY = "2026-03-10";
const VISITS = 3_000;

describe.each(ENGINES)("what a statement reads on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
  });
  afterAll(() => database.close());

  const ingest = async (from: number, visits: number) => {
    const batches = Array.from({ length: visits }, (_, place) => ({
      ...visit("myclik", {
        start: new Date(Date.parse(`${DAY}T08:00:00Z`) + (from + place) * 1000),
        visitor: from + place,
        session: { country: "DE" },
      }),
      batch: place,
    }));
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };
  /** How many raw rows a piece of work reads, by a scan of the whole table and by an index. */
  const read = async (work: () => Promise<unknown>) => {
    await database.run("begin");
    try {
      await work();
      const [row] = await database.rows<{ scanned: number; fetched: number }>(
        `select coalesce(sum(t.seq_tup_read), 0) as scanned, coalesce(sum(t.idx_tup_fetch), 0) as fetched
         from pg_stat_xact_user_tables t
         where t.relname ~ '^analytics_(sessions|page_views|clicks)'`,
      );
      return row!;
    } finally {
      await database.run("commit");
    }
  };

  test("a flush finds its sessions by their key, however young the partition was when it was analysed", async () => {
    await ingest(0, 40);
    await database.run("analyze");
    // By then the connection has settled on one plan for all further flushes.
    for (let from = 40; from < 100; from += 10) await ingest(from, 10);
    for (let from = 100; from < VISITS; from += 725) await ingest(from, 725);
    const { scanned } = await read(() => ingest(VISITS, 100));
    expect(scanned).toBe(0);
  });

  test("a row of a breakdown reads of the raw tables what the dashboard reads, and nothing more", async () => {
    await database.run("analyze");
    await database.rows("select aggregate_analytics_daily()");
    await ingest(VISITS + 100, 1);
    const ask = (question: string) =>
      read(() => as(database, "authenticated", MEMBER, () => database.rows(`select ${question}`)));
    const dashboard = await ask(`analytics_dashboard('myclik', '${DAY}', '${DAY}')`);
    const row = await ask(
      `analytics_row('myclik', '${DAY}', '${DAY}', null, null, 'none', 50, 'country', 'DE')`,
    );
    expect(row.scanned + row.fetched).toBeLessThan(1.2 * (dashboard.scanned + dashboard.fetched));
  });
});
