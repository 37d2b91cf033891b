import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const DAY = "2026-03-10";
const VISITS = 300;

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
  /** How often a day, or a part of one, was counted from raw. */
  const COUNTED = `
    select sum(f.calls) from pg_stat_xact_user_functions f
    where f.schemaname = 'daybook' and f.funcname = 'count_day'`;

  test("a dashboard counts of a dirty day what has changed, once", async () => {
    await ingest(0, VISITS);
    await database.rows("select aggregate_analytics_daily()");
    await ingest(VISITS, 1);
    const counts = (question: string) =>
      addedBy(
        () => as(database, "authenticated", MEMBER, () => database.rows(`select ${question}`)),
        COUNTED,
      );
    // Of the visitors that changed, with and without what is new.
    expect(await counts(`analytics_dashboard('myclik', '${DAY}', '${DAY}')`)).toBe(2);
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

describe.each(ENGINES)(
  "what an event's way reads on %s, planned when there was hardly anything",
  (engine) => {
    const OTHERS = Array.from({ length: 400 }, (_, place) => `other${place}`);
    let database: TestDatabase;
    let visits = 0;

    const flush = async (count: number, owners = ["myclik"]) => {
      const batches = Array.from({ length: count }, (_, place) =>
        aVisit(owners[place % owners.length] ?? "", place),
      );
      await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    };
    const aVisit = (userCode: string, batch: number) =>
      visit(userCode, {
        start: new Date(Date.parse(`${DAY}T08:00:00Z`) + ++visits * 1000),
        targets: ["phone"],
        share: visits % 2 ? "a1" : "A1",
        visitor: visits,
        batch,
      });
    const WORK: Record<string, () => Promise<unknown>> = {
      "a flush": () => flush(4),
      "a flush of many owners": () => flush(4, OTHERS.slice(-4)),
      "events that come again in another session": async () => {
        const batch = aVisit("myclik", 0);
        const session = { ...batch.session, id: batch.session.id!.replace(/^.{8}/, "ffffffff") };
        for (const again of [batch, { ...batch, session }]) {
          await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: [again] })]);
        }
      },
      "bringing days up to date": () => database.rows("select analytics_refresh_days('myclik')"),
      "the first count of a day": () => database.rows(`select daybook.rebuild_day('other399', '${DAY}')`),
      "looking up an owner": () => database.rows("select analytics_ingest_owner('myclik')"),
      "asking who looks on": () => database.rows("select analytics_is_watched(array['myclik', 'other7'])"),
      "looking up a share": () => database.rows("select analytics_find_share('myclik', 'a1')"),
    };

    beforeAll(async () => {
      database = await openTestDatabase(engine);
      await addOwner(database, "myclik");
      for (const table of await database.rows<{ name: string }>(
        "select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
      )) {
        await database.run(`alter table ${table.name} set (autovacuum_enabled = off)`);
      }
      for (const other of OTHERS.slice(-4)) await addOwner(database, other);
      await flush(5, ["myclik", ...OTHERS.slice(-4)]);
      await database.run("analyze");
      // By then the connection has settled on one plan for each statement.
      for (let round = 0; round < 8; round += 1) for (const work of Object.values(WORK)) await work();
      for (const other of OTHERS.slice(0, -4)) await addOwner(database, other);
      for (let first = 0; first < OTHERS.length; first += 100)
        await flush(200, OTHERS.slice(first, first + 100));
      await flush(600);
      for (const owner of ["myclik", ...OTHERS.slice(0, 40)]) {
        await database.rows("select analytics_refresh_days($1)", [owner]);
      }
      await flush(4);
    });
    afterAll(() => database.close());

    /** The tables whose rows were read by a scan of all, or of which many were read by an index, in this transaction. */
    const READ = `
    select t.relname as name, t.seq_tup_read::int as scanned, coalesce(t.idx_tup_fetch, 0)::int as fetched
    from pg_stat_xact_user_tables t where t.relname like 'analytics\\_%' and t.relname <> 'analytics_visitor_salts'`;

    test.each(Object.keys(WORK))("%s reads by keys, and no more than it means", async (name) => {
      await database.run("begin");
      try {
        type Read = { name: string; scanned: number; fetched: number };
        const before = new Map((await database.rows<Read>(READ)).map((read) => [read.name, read]));
        await WORK[name]!();
        const after = await database.rows<Read>(READ);
        const much = after
          .map((read) => ({
            name: read.name,
            scanned: read.scanned - (before.get(read.name)?.scanned ?? 0),
            fetched: read.fetched - (before.get(read.name)?.fetched ?? 0),
          }))
          .filter(({ scanned, fetched }) => scanned > 0 || fetched > 150);
        expect(much).toEqual([]);
      } finally {
        await database.run("commit");
      }
    });
  },
);
