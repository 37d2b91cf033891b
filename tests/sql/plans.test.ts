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
  /** What a piece of work adds to a sum of the statistics of its own transaction. */
  const addedBy = async (work: () => Promise<unknown>, sum: string) => {
    const read = async () =>
      (await database.rows<{ sum: number }>(`select coalesce((${sum}), 0) as sum`))[0]!.sum;
    await database.run("begin; set local track_functions = 'pl'");
    try {
      const before = await read();
      await work();
      return (await read()) - before;
    } finally {
      await database.run("commit");
    }
  };
  /** Raw rows read by scans of whole tables. */
  const SCANNED = `
    select sum(t.seq_tup_read) from pg_stat_xact_user_tables t
    where t.relname ~ '^analytics_(sessions|page_views|clicks)'`;
  /** How often a day, or a part of one, was counted from raw. */
  const COUNTED = `
    select sum(f.calls) from pg_stat_xact_user_functions f
    where f.schemaname = 'daybook' and f.funcname = 'count_day'`;

  test("a flush finds its sessions by their key, however young the partition was when it was analysed", async () => {
    await ingest(0, 40);
    await database.run("analyze");
    // By then the connection has settled on one plan for all further flushes.
    for (let from = 40; from < 100; from += 10) await ingest(from, 10);
    for (let from = 100; from < VISITS; from += 725) await ingest(from, 725);
    expect(await addedBy(() => ingest(VISITS, 100), SCANNED)).toBe(0);
  });

  test("a row of a breakdown counts of a dirty day what has changed, once, as the dashboard does", async () => {
    await database.rows("select aggregate_analytics_daily()");
    await ingest(VISITS + 100, 1);
    const counts = (question: string) =>
      addedBy(
        () => as(database, "authenticated", MEMBER, () => database.rows(`select ${question}`)),
        COUNTED,
      );
    // Of the visitors that changed, with and without what is new.
    expect(await counts(`analytics_dashboard('myclik', '${DAY}', '${DAY}')`)).toBe(2);
    const row = `analytics_row('myclik', '${DAY}', '${DAY}', null, null, 'none', 50, 'country', 'DE')`;
    expect(await counts(row)).toBe(2);
  });

  /** How often a statement asked which owners its reader may see. */
  const ASKED = `
    select sum(f.calls) from pg_stat_xact_user_functions f
    where f.schemaname = 'public' and f.funcname like 'analytics\\_member\\_%'`;

  test("every policy of every table asks once a statement who reads, however many rows there are", async () => {
    const tables = await database.rows<{ name: string }>(
      `select distinct format('%I.%I', p.schemaname, p.tablename) as name
       from pg_policies p where p.schemaname in ('public', 'daybook') order by 1`,
    );
    expect(tables.length).toBeGreaterThan(15);
    for (const { name } of tables) {
      const read = () =>
        as(database, "authenticated", MEMBER, () => database.rows(`select count(*) from ${name}`));
      expect({ name, asked: await addedBy(read, ASKED) }).toEqual({
        name,
        asked: expect.toSatisfy((n) => n <= 1),
      });
    }
  });

  test("a member counts 300,000 daily rows within the API's limit of a statement, and nobody else's", async () => {
    await addOwner(database, "neighbour");
    await database.rows("delete from analytics_members where user_code = 'neighbour'");
    await database.run(`
      insert into analytics_daily_contact_stats (
        user_code, date, share_code, visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
      )
      select o.user_code, date '2024-01-01' + day, 's' || share, 1, 1, 1, 0, 0, 1, 0
      from (values ('myclik', 1000), ('neighbour', 100)) as o(user_code, shares)
      cross join lateral generate_series(1, o.shares) as share
      cross join generate_series(1, 300) as day;
      analyze analytics_daily_contact_stats`);
    const counted = async () => {
      await database.run("set local statement_timeout = '8s'");
      const count = `select count(*)::int as rows from analytics_daily_contact_stats where date < '2025-01-01'`;
      return as(database, "authenticated", MEMBER, () => database.rows(count));
    };
    const answer = addedBy(async () => expect(await counted()).toEqual([{ rows: 300_000 }]), ASKED);
    expect(await answer).toBe(1);
  });
});
