import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner } from "#tests/support/owners.ts";

describe.each(ENGINES)("retention on %s", (engine) => {
  let database: TestDatabase;
  const daysAgo = (days: number) =>
    new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS + 10 * 3_600_000);
  const ingest = async (...starts: Date[]) => {
    const batches = starts.map((start, batch) => visit("myclik", { start, targets: ["phone"], batch }));
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };
  const numbers = () =>
    database.rows("select date, sessions, page_views, clicks from analytics_daily_user_stats order by date");
  const raw = async () =>
    (await database.rows<{ n: number }>("select count(*) as n from analytics_page_views"))[0]!.n;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
  });
  afterAll(() => database.close());

  test("history survives cleanup and backfill: a purged day is refused by name while the rest is done", async () => {
    await ingest(daysAgo(120), daysAgo(119), daysAgo(20));
    await database.rows("select aggregate_analytics_daily()");
    const before = await numbers();
    expect(before).toHaveLength(3);

    const [cleaned] = await database.rows("select cleanup_old_raw_events(90) as answer");
    expect(cleaned?.answer).toMatchObject({ days: 2, raw_events: 6, kept_dirty: 0 });
    expect(await raw()).toBe(1);

    database.notices.length = 0;
    const [filled] = await database.rows(
      "select backfill_aggregates(current_date - 130, current_date) as answer",
    );
    expect(filled?.answer).toMatchObject({
      days: 1,
      purged: [daysAgo(120), daysAgo(119)].map((date) => ({
        user_code: "myclik",
        date: date.toISOString().slice(0, 10),
      })),
    });
    expect(database.notices.join("\n")).toContain("its raw events were purged");
    expect(await numbers()).toEqual(before);
  });

  test("a day that has not been aggregated is never purged", async () => {
    await ingest(daysAgo(100));
    const [cleaned] = await database.rows("select cleanup_old_raw_events(90) as answer");
    expect(cleaned?.answer).toMatchObject({ days: 0, kept_dirty: 1 });
    await database.rows("select aggregate_analytics_daily()");
    const [again] = await database.rows("select cleanup_old_raw_events(90) as answer");
    expect(again?.answer).toMatchObject({ days: 1, raw_events: 3, kept_dirty: 0 });
  });

  test("a day stays whole while it is kept: what its sessions did after midnight is not purged with the next", async () => {
    const [dirty, kept, next] = [103, 102, 101].map(daysAgo) as [Date, Date, Date];
    const dates = [kept, next].map((day) => day.toISOString().slice(0, 10));
    const pastMidnight = (day: Date, batch: number) =>
      visit("myclik", {
        start: new Date(day.getTime() + 13.9 * 3_600_000),
        targets: ["phone"],
        stepMs: 600_000,
        visitor: batch,
        batch,
      });
    const batches = [
      pastMidnight(dirty, 0),
      pastMidnight(kept, 1),
      visit("myclik", { start: next, batch: 2 }),
    ];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    for (const date of dates) await database.rows("select aggregate_analytics_daily($1::date)", [date]);
    const verified = async () =>
      (await database.rows<{ answer: object }>("select analytics_verify($1, $2) as answer", dates))[0]!
        .answer;
    expect(await verified()).toMatchObject({ days: 2, differing: [] });

    const [cleaned] = await database.rows("select cleanup_old_raw_events(90) as answer");
    expect(cleaned?.answer).toMatchObject({ days: 0, kept_dirty: 1 });
    expect(await verified()).toMatchObject({ days: 2, differing: [] });

    await database.rows("select aggregate_analytics_daily()");
    const [again] = await database.rows("select cleanup_old_raw_events(90) as answer");
    expect(again?.answer).toMatchObject({ days: 3, raw_events: 8 });
  });

  test("months that are empty and past are dropped as partitions, never younger ones", async () => {
    await database.rows("select daybook.ensure_partitions('2024-05-01')");
    const [cleaned] = await database.rows<{ answer: { partitions: string[] } }>(
      "select cleanup_old_raw_events(90) as answer",
    );
    expect(cleaned?.answer.partitions).toContain("analytics_clicks_2024_05");
    expect(await raw()).toBe(1);
  });

  test("the nightly run removes what an owner does not want kept, and nothing of anybody else", async () => {
    await addOwner(database, "keeper");
    const batches = ["myclik", "keeper"].map((owner, batch) => visit(owner, { start: daysAgo(40), batch }));
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    await database.rows("update analytics_owners set retention_days = 30 where user_code = 'myclik'");
    await database.run("call daybook.aggregate_nightly()");
    expect(
      await database.rows("select user_code from analytics_page_views where date = $1", [
        daysAgo(40).toISOString().slice(0, 10),
      ]),
    ).toEqual([{ user_code: "keeper" }]);
    await database.rows("update analytics_owners set retention_days = null");
  });

  test("previews of links are kept as long as the owner keeps raw events", async () => {
    await addOwner(database, "brief");
    await database.rows("update analytics_owners set retention_days = 30 where user_code = 'brief'");
    for (const owner of ["myclik", "brief"]) {
      for (const days of [100, 31, 29]) {
        await database.rows("insert into analytics_share_previews values ($1, 'a1', 'WhatsApp', $2)", [
          owner,
          daysAgo(days).toISOString(),
        ]);
      }
    }
    const kept = async () =>
      (
        await database.rows<{ user_code: string; rows: number }>(
          "select user_code, count(*)::integer as rows from analytics_share_previews group by user_code order by user_code",
        )
      ).map(({ user_code, rows }) => `${user_code} ${rows}`);
    await database.rows("select analytics_apply_retention()");
    expect(await kept()).toEqual(["brief 1", "myclik 3"]);
    await database.rows("select cleanup_old_raw_events(90, 'myclik')");
    expect(await kept()).toEqual(["brief 1", "myclik 2"]);
  });

  test("a day's salt is the same for every asker, and gone 48 hours after the day has ended everywhere", async () => {
    const salt = async (date: string) =>
      (await database.rows<{ salt: string | null }>("select analytics_visitor_salt($1) as salt", [date]))[0]!
        .salt;
    const today = new Date().toISOString().slice(0, 10);
    const first = await salt(today);
    expect(Buffer.from(first!, "base64")).toHaveLength(32);
    expect(await salt(today)).toBe(first);
    const old = daysAgo(5).toISOString().slice(0, 10);
    await database.rows("insert into analytics_visitor_salts (date, salt) values ($1, 'old')", [old]);
    await database.rows("select analytics_apply_retention()");
    expect(await database.rows("select 1 from analytics_visitor_salts where date = $1", [old])).toEqual([]);
    await database.rows("insert into analytics_visitor_salts (date, salt) values ($1, 'old')", [old]);
    expect(await salt(old)).toBeNull();
    expect(await database.rows("select 1 from analytics_visitor_salts where date = $1", [old])).toEqual([]);
  });
});
