import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

describe.each(ENGINES)("what the owner's lists tell on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
  });
  afterAll(() => database.close());

  const asked = <T>(expression: string) =>
    as(database, "authenticated", MEMBER, async () => {
      const [answer] = await database.rows<{ answer: T }>(`select ${expression} as answer`);
      return answer!.answer;
    });

  test.each(["live", "closed"])(
    "several devices, and more than one person has, are told from systems and countries of a day, %s",
    async (state) => {
      const share = `many-${state}`;
      const seen = (date: string, systems: string[], countries: string[] = []) =>
        systems.map((os, batch) =>
          visit("myclik", {
            start: new Date(`${date}T08:0${batch}:00Z`),
            share,
            visitor: 100 + batch,
            batch,
            session: { os, country: countries[batch] ?? "DE" },
          }),
        );
      const days: [string, ReturnType<typeof seen>][] = [
        ["2026-02-02", seen("2026-02-02", ["iOS", "iOS", "iOS"])],
        ["2026-02-03", seen("2026-02-03", ["iOS", "macOS"])],
        ["2026-02-04", seen("2026-02-04", ["iOS", "macOS", "Android"])],
        ["2026-02-05", seen("2026-02-05", ["iOS", "iOS", "iOS", "iOS"], ["DE", "FR", "PT", "DE"])],
        ["2026-02-06", seen("2026-02-06", ["iOS", ""])],
      ];
      for (const [, batches] of days) {
        await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
      }
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      const { devices } = await asked<Record<string, unknown>>(
        `analytics_contact('myclik', '${share}', '2026-02-02', '2026-02-02')`,
      );
      expect(devices).toEqual({
        several: { days: 3, last: "2026-02-05" },
        many: { days: 2, last: "2026-02-05", most: 4 },
      });
    },
  );

  test("late events are told per day: what revisions and waiting marks say came after the day was closed", async () => {
    const date = "2026-03-10";
    type Answer = { days: { late: number; waiting: number; state: string }[] };
    const ask = async () =>
      (await asked<Answer>(`analytics_owner_data('myclik', '${date}', '${date}')`)).days[0];
    const send = (minute: number, targets: string[]) =>
      database.rows("select analytics_ingest_events($1)", [
        JSON.stringify({
          batches: [
            visit("myclik", { start: new Date(`${date}T09:${minute}:00Z`), visitor: minute, targets }),
          ],
        }),
      ]);
    await send(10, ["phone"]);
    expect(await ask()).toMatchObject({ state: "live", late: 0, waiting: 0 });
    await database.rows("select aggregate_analytics_daily()");
    await send(20, ["phone", "email"]);
    expect(await ask()).toMatchObject({ state: "live", late: 3, waiting: 3 });
    await database.rows("select aggregate_analytics_daily()");
    await send(30, []);
    expect(await ask()).toMatchObject({ late: 4, waiting: 1 });
    await asked(`analytics_rebuild_owner_day('myclik', '${date}')`);
    expect(await ask()).toMatchObject({ state: "closed", late: 4, waiting: 0 });
    const { rows } = await asked<{ rows: { reason: string; former: object; present: object }[] }>(
      `analytics_owner_export('myclik', 'revisions', '${date}', '${date}')`,
    );
    expect(rows).toMatchObject([
      { reason: "late events", former: { page_views: 1, clicks: 1 }, present: { page_views: 2, clicks: 3 } },
      { reason: "late events", former: { page_views: 2 }, present: { page_views: 3, clicks: 3 } },
    ]);
  });

  test("what a session does after midnight is no late event of the day before, though it changes that day", async () => {
    const [evening, morning] = ["2026-03-14", "2026-03-15"];
    const stay = visit("myclik", {
      start: new Date(`${evening}T23:59:00Z`),
      pages: ["home", "contact"],
      targets: ["phone"],
      stepMs: 40_000,
    });
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: [{ ...stay, page_views: stay.page_views.slice(0, 1), clicks: [] }] }),
    ]);
    await database.rows("select aggregate_analytics_daily()");
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: [stay] })]);
    const { days } = await asked<{ days: object[] }>(
      `analytics_owner_data('myclik', '${evening}', '${morning}')`,
    );
    expect(days).toMatchObject([
      { date: morning, state: "live", late: 0 },
      { date: evening, state: "live", late: 1, waiting: 1, raw_events: 3 },
    ]);
  });

  test("lists leave whole: every event of a share's visits, beyond what its page lists", async () => {
    const batches = Array.from({ length: 70 }, (_, batch) =>
      visit("myclik", {
        start: new Date(Date.parse("2026-04-01T06:00:00Z") + batch * 60_000),
        share: "whole",
        visitor: batch % 7,
        targets: ["phone"],
        batch,
      }),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    const { rows } = await asked<{ rows: Record<string, unknown>[] }>(
      "analytics_owner_export('myclik', 'visits', '2026-04-01', '2026-04-01', 'whole')",
    );
    expect(rows).toHaveLength(140);
    expect(rows.slice(0, 3)).toMatchObject([
      { visit: 1, visitor_of_day: 1, page: "home", target: null },
      { visit: 1, target: "phone" },
      { visit: 2, visitor_of_day: 2 },
    ]);
    expect(JSON.stringify(rows)).not.toContain("session_id");
    await expect(asked("analytics_owner_export('myclik', 'members')")).rejects.toMatchObject({
      code: "22023",
    });
  });

  test("an owner's volume is its own rows, whatever lies beside them", async () => {
    type Volume = { tables: { table: string; rows: number; bytes: number }[] };
    await database.rows("select aggregate_analytics_daily()");
    const ask = () => asked<Volume>("analytics_owner_volume('myclik')");
    // Both of its days are dirty, and each is marked for the click after midnight.
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({
        batches: [
          visit("myclik", { start: new Date("2026-04-02T23:59:30Z"), targets: ["phone"], stepMs: 60_000 }),
        ],
      }),
    ]);
    const dirty = await ask();
    await database.rows("select aggregate_analytics_daily()");
    const before = await ask();
    const rows = (table: string) => before.tables.find((one) => one.table === table)!;
    const [counted] = await database.rows<{ raw: number; dimensions: number }>(
      `select
         (select count(*) from analytics_sessions where user_code = 'myclik')
         + (select count(*) from analytics_page_views where user_code = 'myclik')
         + (select count(*) from analytics_clicks where user_code = 'myclik') as raw,
         (select count(*) from analytics_daily_dimension_stats where user_code = 'myclik') as dimensions`,
    );
    expect(rows("raw").rows).toBe(Number(counted!.raw));
    expect(dirty.tables[0]).toEqual(rows("raw"));
    expect(rows("analytics_daily_dimension_stats").rows).toBe(Number(counted!.dimensions));
    expect(rows("raw").bytes / rows("raw").rows).toBeGreaterThan(60);
    await database.rows("insert into analytics_owners (user_code, name) values ('beside', 'Beside')");
    await database.rows(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ('beside', '-infinity', 'UTC')",
    );
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: [visit("beside", { start: new Date("2026-04-01T06:00:00Z") })] }),
    ]);
    await database.rows("select aggregate_analytics_daily()");
    expect(await ask()).toEqual(before);
    await database.rows("delete from analytics_owners where user_code = 'beside'");
  });
});
