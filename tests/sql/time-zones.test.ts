import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const ZONES = Intl.supportedValuesOf("timeZone");

describe.each(ENGINES)("one clock on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const value = async <Value>(sql: string, parameters: unknown[] = []) =>
    (await database.rows<{ value: Value }>(`select ${sql} as value`, parameters))[0]!.value;

  test("whichever way an owner moves, what is going on now is today on every screen, and not yet closed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ZONES), fc.constantFrom(...ZONES), async (from, to) => {
        const code = `mover-${++owners}`;
        await addOwner(database, code, from);
        await as(database, "authenticated", MEMBER, () =>
          database.rows("select analytics_set_owner_time_zone($1, $2)", [code, to]),
        );
        const batch = { ...visit(code, { start: new Date(), targets: ["phone"] }), batch: 0 };
        await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: [batch] })]);
        const [{ date }] = (await database.rows<{ date: string }>(
          "select distinct date from analytics_page_views where user_code = $1",
          [code],
        )) as [{ date: string }];
        expect(await value("daybook.owner_today($1)", [code])).toBe(date);
        await database.rows("select aggregate_analytics_daily()");
        expect(
          await value("(select count(*) from analytics_dirty_days where user_code = $1)", [code]),
        ).toBeGreaterThan(0);
        const dashboard = await as(database, "authenticated", MEMBER, () =>
          value<{ totals: { page_views: number; clicks: number } }>("analytics_dashboard($1)", [code]),
        );
        expect(dashboard.totals).toMatchObject({ page_views: 1, clicks: 1 });
        const logged = await value(
          "(select max(date)::text from analytics_ingest_log where user_code = $1)",
          [code],
        );
        expect([
          logged,
          await value("(select max(date)::text from analytics_daily_ingest_stats where user_code = $1)", [
            code,
          ]),
        ]).toContain(date);
      }),
      {
        numRuns: 25,
        examples: [
          ["Pacific/Auckland", "America/Los_Angeles"],
          ["America/Los_Angeles", "Pacific/Auckland"],
          ["Pacific/Kiritimati", "Pacific/Niue"],
        ],
      },
    );
  });

  test("a period in the future is empty, and one that begins today ends today", async () => {
    const code = `mover-${++owners}`;
    await addOwner(database, code);
    const batch = { ...visit(code, { start: new Date() }), batch: 0 };
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: [batch] })]);
    const views = (from: string, to: string) =>
      as(database, "authenticated", MEMBER, () =>
        value<number>(
          `(analytics_dashboard('${code}', current_date + ${from}, current_date + ${to}) -> 'totals' ->> 'page_views')::int`,
        ),
      );
    expect(await views("1", "7")).toBe(0);
    expect(await views("1", "1")).toBe(0);
    expect(await views("0", "7")).toBe(1);
  });

  test("nothing that no origin can be is kept among an owner's origins", async () => {
    await addOwner(database, "origins");
    await expect(
      database.rows("update analytics_owners set allowed_origins = array[null] where user_code = 'origins'"),
    ).rejects.toMatchObject({ code: "23514" });
  });

  test("a time zone is a name that Postgres and JavaScript both know", async () => {
    const known = await database.rows<{ name: string }>("select name from daybook.time_zones");
    expect(known.length).toBeGreaterThan(400);
    for (const { name } of known)
      expect(() => new Intl.DateTimeFormat("en", { timeZone: name })).not.toThrow();
    const unknown = await database.rows(
      "select z from unnest($1::text[]) as z where z not in (select t.name from daybook.time_zones t)",
      [ZONES],
    );
    expect(unknown).toEqual([]);
    const odd = [
      "AAA-167",
      "posixrules",
      "Factory",
      "Europe/Foo5",
      "localtime",
      "posix/Europe/Berlin",
      "right/UTC",
      "+02:00",
      "EST5EDT4",
      "europe/nowhere",
      "<x>3",
      "Mars/Olympus",
    ];
    for (const zone of odd) {
      await expect(
        database.rows("select analytics_register_owner('odd', 'Odd', $1)", [zone]),
      ).rejects.toMatchObject({ code: "22023" });
      await expect(
        database.rows("insert into analytics_owners (user_code, name, time_zone) values ('odd', 'Odd', $1)", [
          zone,
        ]),
      ).rejects.toMatchObject({ code: "23503" });
    }
  });
});
