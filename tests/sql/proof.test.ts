import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner } from "#tests/support/owners.ts";

describe.each(ENGINES)("proof and catching up on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const newOwner = async (zone = "UTC") => {
    const userCode = `proof${++owners}`;
    await addOwner(database, userCode, zone);
    return userCode;
  };
  const ingest = (userCode: string, ...starts: string[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({
        batches: starts.map((start, batch) =>
          visit(userCode, { start: new Date(start), targets: ["phone"], batch, visitor: batch }),
        ),
      }),
    ]);
  const revisions = (userCode: string) =>
    database.rows(
      `select date, reason, former -> 'sessions' as former, present -> 'sessions' as present
       from analytics_daily_revisions where user_code = $1`,
      [userCode],
    );

  test("a late event changes a closed day, and the former numbers are kept with the reason", async () => {
    const userCode = await newOwner();
    await ingest(userCode, "2026-04-01T10:00:00Z");
    await database.rows("select aggregate_analytics_daily()");
    await database.rows("select aggregate_analytics_daily('2026-04-01')");
    expect(await revisions(userCode)).toEqual([]);
    await ingest(userCode, "2026-04-01T11:00:00Z");
    await database.rows("select aggregate_analytics_daily()");
    expect(await revisions(userCode)).toEqual([
      { date: "2026-04-01", reason: "late events", former: 1, present: 2 },
    ]);
  });

  test("verification finds a daily row that was tampered with, names it, keeps the result, and a rebuild heals it", async () => {
    const userCode = await newOwner();
    await ingest(userCode, "2026-04-02T10:00:00Z");
    await database.rows("select aggregate_analytics_daily()");
    const verify = async () =>
      (
        await database.rows<{ answer: { days: number; differing: { differences: unknown[] }[] } }>(
          "select analytics_verify('2026-04-02', '2026-04-02', $1) as answer",
          [userCode],
        )
      )[0]!.answer;
    expect(await verify()).toMatchObject({ days: 1, differing: [] });
    await database.rows("update analytics_daily_click_targets set clicks = 7 where user_code = $1", [
      userCode,
    ]);
    const found = await verify();
    expect(found.differing).toHaveLength(1);
    expect(found.differing[0]?.differences).toMatchObject([
      { section: "target", scope: "owner", value: "phone", daily: { clicks: 7 }, recount: { clicks: 1 } },
    ]);
    expect(
      await database.rows(
        "select jsonb_array_length(differences) as n from analytics_verifications where user_code = $1 order by verified_at",
        [userCode],
      ),
    ).toEqual([{ n: 0 }, { n: 1 }]);
    await database.rows("select backfill_aggregates('2026-04-02'::date, '2026-04-02'::date)");
    expect(await verify()).toMatchObject({ differing: [] });
  });

  test("the roll-up without a date catches up on every night missed, oldest first, and leaves today to its owner", async () => {
    const userCode = await newOwner("Pacific/Kiritimati");
    const now = Date.now();
    const day = (ago: number) => new Date(now - ago * DAY_MS);
    await ingest(userCode, ...[0, 3, 9].map((ago) => day(ago).toISOString()));
    const [row] = await database.rows<{ answer: { dates: string[] } }>(
      "select aggregate_analytics_daily() as answer",
    );
    const localDay = (ago: number) =>
      day(ago).toLocaleDateString("sv-SE", { timeZone: "Pacific/Kiritimati" });
    expect(row!.answer.dates).toEqual([localDay(9), localDay(3)]);
    expect(
      await database.rows("select date from analytics_dirty_days where user_code = $1", [userCode]),
    ).toEqual([{ date: localDay(0) }]);
  });

  test("a day that cannot be rebuilt is reported by name and does not stop the others", async () => {
    const [bad, good] = [await newOwner(), await newOwner()];
    await ingest(bad, "2026-04-03T10:00:00Z");
    await ingest(good, "2026-04-03T10:00:00Z");
    await database.run(
      `alter table analytics_daily_user_stats add constraint refused check (user_code <> '${bad}') not valid`,
    );
    const [row] = await database.rows<{ answer: { days: number; failed: unknown[] } }>(
      "select aggregate_analytics_daily('2026-04-03') as answer",
    );
    expect(row!.answer).toMatchObject({
      days: 1,
      failed: [{ user_code: bad, date: "2026-04-03", code: "23514" }],
    });
    await database.run("alter table analytics_daily_user_stats drop constraint refused");
    const [again] = await database.rows<{ answer: { days: number } }>(
      "select aggregate_analytics_daily() as answer",
    );
    expect(again!.answer.days).toBe(1);
  });

  test("a budget of nothing does nothing and says what remains", async () => {
    const userCode = await newOwner();
    await ingest(userCode, "2026-04-04T10:00:00Z", "2026-04-05T10:00:00Z");
    const [row] = await database.rows<{ answer: { days: number; remaining: number } }>(
      "select aggregate_analytics_daily(p_budget => interval '-1 second') as answer",
    );
    expect(row!.answer).toMatchObject({ days: 0, remaining: 2 });
  });

  test("the nightly procedure does it all in short transactions and verifies a sample", async () => {
    const userCode = await newOwner();
    await ingest(userCode, "2026-04-06T10:00:00Z");
    await database.run("call daybook.aggregate_nightly()");
    const [health] = await database.rows<Record<string, unknown>>("select * from analytics_health");
    expect(health).toMatchObject({ differing_days: 1, default_partition_rows: expect.any(Number) });
    expect(health!.last_verified_at).not.toBeNull();
    expect(
      await database.rows("select 1 from analytics_dirty_days where user_code = $1", [userCode]),
    ).toEqual([]);
  });
});
