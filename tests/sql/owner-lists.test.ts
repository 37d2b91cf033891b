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
      const share = state === "live" ? "a1" : "b2";
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
      { date: evening, state: "live", late: 1, waiting: 1, raw_events: 2 },
    ]);
  });

  test("lists leave whole: every event of a share's visits, beyond what its page lists", async () => {
    const batches = Array.from({ length: 70 }, (_, batch) =>
      visit("myclik", {
        start: new Date(Date.parse("2026-04-01T06:00:00Z") + batch * 60_000),
        share: "c3",
        visitor: batch % 7,
        targets: ["phone"],
        batch,
      }),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    const { rows } = await asked<{ rows: Record<string, unknown>[] }>(
      "analytics_owner_export('myclik', 'visits', '2026-04-01', '2026-04-01', 'c3')",
    );
    expect(rows).toHaveLength(140);
    expect(rows.slice(0, 3)).toMatchObject([
      { visit: 1, visitor_of_day: 1, page: "home", target: null },
      { visit: 1, target: "phone" },
      { visit: 2, visitor_of_day: 2 },
    ]);
    expect(JSON.stringify(rows)).not.toContain("session_id");
    const pages: unknown[] = [];
    for (let after = "null"; ; ) {
      const page = await asked<{ rows: unknown[]; next: unknown }>(
        `analytics_owner_export('myclik', 'visits', null, null, 'c3', ${after}, 16)`,
      );
      pages.push(...page.rows);
      if (page.next === null) break;
      expect(page.rows).toHaveLength(32);
      after = `'${JSON.stringify(page.next)}'`;
    }
    expect(pages).toEqual(rows);
    await expect(asked("analytics_owner_export('myclik', 'members')")).rejects.toMatchObject({
      code: "22023",
    });
  });

  test("all is all: a list from the first day on has days that no nightly run has seen, and pages of any length add up", async () => {
    await addOwner(database, "fresh");
    const days = ["2026-05-01", "2026-05-02", "2026-06-20"];
    const batches = days.flatMap((day, number) =>
      ["a1", "b2", ""].map((share, place) =>
        visit("fresh", {
          start: new Date(`${day}T09:0${place}:00Z`),
          share,
          visitor: number * 3 + place,
          pages: ["home", `page ${number}`],
          targets: ["phone"],
          batch: number * 3 + place,
        }),
      ),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    for (const fetcher of ["WhatsApp", "Slack", "Telegram"]) {
      await database.rows("select analytics_record_share_preview('fresh', 'a1', $1)", [fetcher]);
    }
    const whole = async (list: string, rows: number) => {
      const all: Record<string, unknown>[] = [];
      for (let after = "null"; ; ) {
        const page = await asked<{
          period: { from: string };
          rows: Record<string, unknown>[];
          next: unknown;
        }>(`analytics_owner_export('fresh', '${list}', null, null, 'a1', ${after}, ${rows})`);
        expect(page.period.from, list).toBe("2026-05-01");
        all.push(...page.rows);
        if (page.next === null) return all;
        after = `'${JSON.stringify(page.next)}'`;
      }
    };
    for (const state of ["live", "closed"]) {
      if (state === "closed") {
        await database.rows("select aggregate_analytics_daily()");
        await database.rows("select analytics_verify('2026-05-01', '2026-06-20')");
        await database.rows("update analytics_daily_user_stats set clicks = 9 where user_code = 'fresh'");
        await database.rows("select backfill_aggregates('2026-05-01', '2026-06-20')");
      }
      const told = (await whole("data_days", 50)).filter((day) => Number(day.raw_events) > 0);
      expect(told).toMatchObject(days.map((date) => ({ date, state, raw_events: 9 })));
      expect(await whole("visits", 100)).toHaveLength(9);
      for (const list of ["accounting", "revisions", "verifications", "previews", "visits", "data_days"]) {
        const rows = await whole(list, 10_000);
        if (list !== "revisions" && list !== "verifications") expect(rows.length, list).toBeGreaterThan(0);
        if (state === "closed") expect(rows.length, list).toBeGreaterThan(0);
        for (const size of [1, 2, 3]) {
          // A page of one day each would be asked for very often.
          if (list === "data_days") continue;
          expect(await whole(list, size), `${list} by ${size}`).toEqual(rows);
        }
      }
    }
    const lists = ["targets", "pages", "groups", "contacts", "referrer", "country"];
    for (const list of lists) {
      const ask = (after: string | null, rows: number) =>
        asked<{ rows: Record<string, unknown>[]; next: string | null }>(
          `analytics_dashboard_list('fresh', null, null, null, null, 'none', '${list}', ${after === null ? "null" : `'${after}'`}, ${rows})`,
        );
      const { rows, next } = await ask(null, 100);
      expect(next).toBeNull();
      const paged: Record<string, unknown>[] = [];
      for (let after: string | null = null; ; ) {
        const page = await ask(after, 1);
        paged.push(...page.rows);
        if (page.next === null) break;
        after = page.next;
      }
      const text = (list: Record<string, unknown>[]) => list.map((row) => JSON.stringify(row)).sort();
      expect(text(paged), list).toEqual(text(rows));
      const dashboard = await asked<Record<string, { rows: unknown }>>("analytics_dashboard('fresh')");
      const { [list]: own } = { ...(dashboard.dimensions as unknown as typeof dashboard), ...dashboard };
      expect(rows).toEqual(own!.rows);
    }
    await expect(
      asked("analytics_dashboard_list('fresh', null, null, null, null, 'none', 'members')"),
    ).rejects.toMatchObject({ code: "22023" });
    await database.rows("select analytics_delete_owner('fresh')");
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
    const [counted] = await database.rows<{ raw: number; breakdowns: number }>(
      `select
         (select count(*) from analytics_sessions where user_code = 'myclik')
         + (select count(*) from analytics_page_views where user_code = 'myclik')
         + (select count(*) from analytics_clicks where user_code = 'myclik') as raw,
         (select count(*) from analytics_daily_breakdowns where user_code = 'myclik') as breakdowns`,
    );
    expect(rows("raw").rows).toBe(Number(counted!.raw));
    expect(dirty.tables[0]).toEqual(rows("raw"));
    expect(rows("analytics_daily_breakdowns").rows).toBe(Number(counted!.breakdowns));
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
