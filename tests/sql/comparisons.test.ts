import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { casesOn, ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

/** A zone where it is about noon now, so that no test runs over midnight. */
const ZONE = (() => {
  const ahead = 12 - Temporal.Now.zonedDateTimeISO("UTC").hour;
  return ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
})();
const TODAY = Temporal.Now.plainDateISO(ZONE);
const YESTERDAY = TODAY.subtract({ days: 1 });

type Numbers = Record<string, number | null>;
type Answer = {
  totals: Numbers;
  days: (Numbers & { date: string })[];
  previous: {
    from: string;
    to: string;
    until: string | null;
    totals: Numbers;
    days: Numbers[];
    hours: Numbers[];
  } | null;
  targets: { rows: { target: string; clicks: number; previous_clicks: number | null }[] };
  pages: { rows: { page: string; page_views: number; previous_page_views: number | null }[] };
};

describe.each(ENGINES)("comparisons on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const newOwner = async (zone = ZONE) => {
    const code = `compared-${++owners}`;
    await addOwner(database, code, zone);
    return code;
  };
  const send = (batches: StoredBatch[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((one, batch) => ({ ...one, batch })) }),
    ]);
  /** Several questions at one moment. */
  const ask = async (questions: string[]) =>
    as(database, "authenticated", MEMBER, async () => {
      const [row] = await database.rows<{ answers: Answer[] }>(
        `select jsonb_build_array(${questions.join(", ")}) as answers`,
      );
      return row!.answers;
    });
  const dashboard = (code: string, from: string, to: string, compare: string, filter = "null, null") =>
    `analytics_dashboard('${code}', '${from}', '${to}', ${filter}, '${compare}', null)`;
  const filtered = (code: string, day: string, compare: string, filter: string, conditions: unknown) =>
    `analytics_dashboard('${code}', '${day}', '${day}', ${filter}, '${compare}', null, p_filters => '${JSON.stringify(conditions)}')`;

  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const someVisit = fc.record({
    minute: minutes,
    visitor: fc.integer({ min: 1, max: 4 }),
    share: fc.constantFrom("", "a1", "c3"),
    pages: fc.array(fc.constantFrom("home", "work"), { minLength: 1, maxLength: 3 }),
    targets: fc.array(fc.constantFrom("phone", "email"), { maxLength: 2 }),
    stepMinutes: fc.integer({ min: 0, max: 200 }),
    country: fc.constantFrom("DE", "FR"),
  });
  const at = (minute: number) =>
    new Date(YESTERDAY.toZonedDateTime(ZONE).add({ minutes: minute }).epochMilliseconds);
  const FILTERS = ["null, null", "'friends', null", "null, 'a1'", "null, ''"];
  const CONDITIONS = [
    [["is", "page", ["home"]]],
    [["is_not", "target", ["phone"]]],
    [
      ["is", "country", ["DE"]],
      ["is", "visit", ["new"]],
    ],
    [["is", "site", ["shop.example"]]],
  ];
  const sites = { email: "shop.example" };

  test("today is compared with yesterday until the same minute: as a full count would have told it then, live and closed", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(someVisit, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (visits, isClosed) => {
          const [code, then] = [await newOwner(), await newOwner()];
          const batches = (owner: string) =>
            visits.map(({ minute, stepMinutes, country, ...how }, place) =>
              visit(owner, {
                // No two at one moment: which of them is the visitor's first is left to their random ids.
                start: new Date(at(minute).getTime() + place),
                stepMs: stepMinutes * 60_000,
                ...how,
                sites,
                session: { country },
              }),
            );
          // So that counting began before yesterday, and the last filter has a row for every target and page today.
          const frame = (owner: string) => [
            visit(owner, { start: new Date(at(0).getTime() - 36e5), share: "a1" }),
            ...["", "a1", "c3"].map((share) =>
              visit(owner, {
                start: new Date(at(0).getTime() + 24 * 36e5 + 1),
                share,
                pages: ["home", "work"],
                targets: ["phone", "email"],
                sites,
                stepMs: 1,
              }),
            ),
          ];
          await send([...frame(code), ...batches(code)]);
          if (isClosed)
            await database.rows("select backfill_aggregates($1::date, $1::date)", [`${YESTERDAY}`]);
          const day = TODAY.toString();
          const answers = await ask(
            FILTERS.flatMap((filter) => [
              dashboard(code, day, day, "previous", filter),
              ...CONDITIONS.map((conditions) => filtered(code, day, "previous", filter, conditions)),
            ]),
          );

          const { until } = answers[0]!.previous!;
          const cut = YESTERDAY.toZonedDateTime({ timeZone: ZONE, plainTime: until! }).epochMilliseconds;
          const came = <Event extends { at: string }>(events: Event[]) =>
            events.filter((event) => Date.parse(event.at) < cut);
          await send([
            ...frame(then),
            ...batches(then)
              .map((one) => ({ ...one, page_views: came(one.page_views), clicks: came(one.clicks) }))
              .filter((one) => one.page_views.length > 0),
          ]);
          const gone = YESTERDAY.toString();
          const expected = await ask(
            FILTERS.flatMap((filter) => [
              dashboard(then, gone, gone, "none", filter),
              ...CONDITIONS.map((conditions) => filtered(then, gone, "none", filter, conditions)),
            ]),
          );
          for (const [index, answer] of answers.entries()) {
            const told = expected[index]!;
            expect(answer.previous).toMatchObject({ from: gone, to: gone, until });
            expect(answer.previous!.totals).toEqual(told.totals);
            for (const { target, previous_clicks } of answer.targets.rows) {
              const was = told.targets.rows.find((one) => one.target === target);
              expect(previous_clicks, target).toBe(was?.clicks ?? 0);
            }
            for (const { page, previous_page_views } of answer.pages.rows) {
              const was = told.pages.rows.find((one) => one.page === page);
              expect(previous_page_views, page).toBe(was?.page_views ?? 0);
            }
          }
        },
      ),
      // A counterexample is told as it is: making one smaller takes longer than a test may.
      { numRuns: casesOn(engine, 15), endOnFailure: true },
    );
  });

  test("a running week is compared with the week before until the same minute of its last day; hours show the day whole", async () => {
    const code = await newOwner();
    const days = Array.from({ length: 15 }, (_, ago) => TODAY.subtract({ days: ago }));
    const noon = (day: Temporal.PlainDate, hour: number) =>
      new Date(day.toZonedDateTime({ timeZone: ZONE, plainTime: { hour } }).epochMilliseconds);
    await send(
      days.flatMap((day) => [
        visit(code, { start: noon(day, 1), visitor: 1 }),
        ...(day.equals(TODAY) ? [] : [visit(code, { start: noon(day, 22), visitor: 2 })]),
      ]),
    );
    const day = TODAY.toString();
    const [week, today] = await ask([
      dashboard(code, TODAY.subtract({ days: 6 }).toString(), day, "previous"),
      dashboard(code, day, day, "previous"),
    ]);
    expect(week!.totals.sessions).toBe(13);
    expect(week!.previous!.totals.sessions).toBe(13);
    expect(week!.previous!.until).toMatch(/^1[0-4]:\d\d$/);
    expect(week!.previous!.days.map(({ sessions }) => sessions)).toEqual([2, 2, 2, 2, 2, 2, 1]);
    expect(today!.previous!.totals.sessions).toBe(1);
    expect(today!.previous!.hours.reduce((sum, { sessions }) => sum + sessions!, 0)).toBe(2);
    const [over] = await ask([dashboard(code, YESTERDAY.toString(), YESTERDAY.toString(), "previous")]);
    expect(over!.previous).toMatchObject({ until: null, totals: { sessions: 2 } });
  });

  test.each([
    ["removed", "update analytics_days set purged_at = now() where user_code = $1 and date = $2"],
    ["lost", "delete from analytics_page_views where user_code = $1 and date = $2"],
  ])("a day whose raw events were %s is compared whole, and the answer says so", async (_, sql) => {
    const code = await newOwner();
    await send([visit(code, { start: at(60) }), visit(code, { start: at(23 * 60), visitor: 2 })]);
    await database.rows("select aggregate_analytics_daily()");
    const day = TODAY.toString();
    const question = [dashboard(code, day, day, "previous")];
    expect((await ask(question))[0]!.previous).toMatchObject({
      until: expect.stringContaining(":"),
      totals: { sessions: 1 },
    });
    await database.rows(sql, [code, YESTERDAY.toString()]);
    expect((await ask(question))[0]!.previous).toMatchObject({ until: null, totals: { sessions: 2 } });
  });

  test("the minute is that of the owner's clock, on a day that followed another zone too", async () => {
    const code = await newOwner();
    const earlier = "Asia/Kathmandu";
    await database.rows(
      "update analytics_owner_time_zones set valid_from = now() - interval '3 hours' where user_code = $1",
      [code],
    );
    await database.rows(
      `insert into analytics_owner_time_zones (user_code, valid_from, valid_to, time_zone)
       values ($1, '-infinity', now() - interval '3 hours', $2)`,
      [code, earlier],
    );
    const [until] = await database.rows<{ until_time: string; there: string; now: string }>(
      `select u.until_time, to_char(u.until_at at time zone $2, 'YYYY-MM-DD HH24:MI') as there,
         to_char(now() at time zone $4, 'HH24:MI') as now
       from daybook.until_now($1, $3) as u`,
      [code, earlier, YESTERDAY.subtract({ days: 2 }).toString(), ZONE],
    );
    expect(until!.until_time).toBe(until!.now);
    expect(until!.there).toBe(`${YESTERDAY.subtract({ days: 2 })} ${until!.now}`);
  });

  test.each([
    [
      "Europe/Berlin",
      "a minute that the spring change left out",
      "2026-03-30T00:30Z",
      "2026-03-29",
      "2026-03-29T01:30Z",
    ],
    [
      "Europe/Berlin",
      "after the spring change, the day before it",
      "2026-03-29T01:10Z",
      "2026-03-28",
      "2026-03-28T02:10Z",
    ],
    [
      "Europe/Berlin",
      "a minute that came twice in autumn",
      "2026-10-26T01:30Z",
      "2026-10-25",
      "2026-10-25T01:30Z",
    ],
    [
      "Europe/Berlin",
      "the first of two in autumn, the day before",
      "2026-10-25T00:30Z",
      "2026-10-24",
      "2026-10-24T00:30Z",
    ],
    [
      "Europe/Berlin",
      "the second of two in autumn, the day before",
      "2026-10-25T01:30Z",
      "2026-10-24",
      "2026-10-24T00:30Z",
    ],
    [
      "America/New_York",
      "after the spring change there",
      "2026-03-09T06:30Z",
      "2026-03-08",
      "2026-03-08T07:30Z",
    ],
  ])("where the clocks changed in %s, the minute is the clock's: %s", async (zone, _, now, day, moment) => {
    const code = await newOwner(zone);
    const [until] = await database.rows<{ same: boolean; until_time: string }>(
      "select u.until_at = $4 as same, u.until_time from daybook.until_now($1, $2, $3) as u",
      [code, day, now, moment],
    );
    expect(until).toEqual({
      same: true,
      until_time: Temporal.Instant.from(now).toZonedDateTimeISO(zone).toPlainTime().toString().slice(0, 5),
    });
  });

  test("after an owner has moved, the minute of the new clock is looked up on the old clock of an earlier day", async () => {
    const code = await newOwner("America/New_York");
    await database.rows(
      "update analytics_owner_time_zones set valid_to = '2026-03-29T00:00+01' where user_code = $1",
      [code],
    );
    await database.rows(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '2026-03-29T00:00+01', 'Europe/Berlin')",
      [code],
    );
    const [until] = await database.rows<{ until_time: string; before: string; since: string }>(
      `select u.until_time, to_char(u.until_at at time zone 'America/New_York', 'YYYY-MM-DD HH24:MI') as before,
         to_char(n.until_at at time zone 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') as since
       from daybook.until_now($1, '2026-03-27', '2026-03-29T10:45Z') as u,
         daybook.until_now($1, '2026-03-29', '2026-03-30T10:45Z') as n`,
      [code],
    );
    expect(until).toEqual({ until_time: "12:45", before: "2026-03-27 12:45", since: "2026-03-29 12:45" });
  });

  test("what is compared is as long, on the same weekdays if wished, a year before also around 29 February, and never before counting began", async () => {
    const code = await newOwner("UTC");
    await database.rows(
      "insert into analytics_days (user_code, date, raw_events) values ($1, '2015-03-01', 1)",
      [code],
    );
    const day = fc
      .integer({ min: 0, max: 3600 })
      .map((days) => Temporal.PlainDate.from("2015-06-01").add({ days }));
    const examples: [Temporal.PlainDate, number, string][] = [
      ["2024-02-29", 1, "year"],
      ["2024-02-01", 29, "year"],
      ["2025-02-20", 14, "year"],
      ["2023-03-01", 366, "year"],
      ["2024-02-29", 7, "year_weekdays"],
      ["2024-03-01", 29, "previous_month"],
      ["2024-03-01", 31, "previous_month"],
      ["2024-03-31", 1, "previous_month"],
    ].map(([from, length, compare]) => [
      Temporal.PlainDate.from(from as string),
      length as number,
      compare as string,
    ]);
    await fc.assert(
      fc.asyncProperty(
        day,
        fc.integer({ min: 1, max: 380 }),
        fc.constantFrom("previous", "previous_weekdays", "previous_month", "year", "year_weekdays"),
        async (from, length, compare) => {
          const to = from.add({ days: length - 1 });
          const [found] = await database.rows<{ from: string | null; to: string | null }>(
            `select q.before_from as from, q.before_to as to
             from daybook.dashboard_question(daybook.whole_sight($1), $2, $3, null, null, $4, null) as q`,
            [code, from.toString(), to.toString(), compare],
          );
          const weeks = Math.ceil(length / 7) * 7;
          const lengthBack = compare === "previous" ? length : compare === "previous_weekdays" ? weeks : null;
          if (found!.from === null) {
            const shift =
              lengthBack ?? (compare === "previous_month" ? Math.max(31, length) : Math.max(366, weeks));
            expect(Temporal.PlainDate.compare(from.subtract({ days: shift }), "2015-03-01")).toBeLessThan(0);
            return;
          }
          const [before, last] = [Temporal.PlainDate.from(found!.from), Temporal.PlainDate.from(found!.to!)];
          expect(before.until(last).days + 1).toBe(length);
          expect(Temporal.PlainDate.compare(before, "2015-03-01")).toBeGreaterThanOrEqual(0);
          if (length <= 365) expect(Temporal.PlainDate.compare(last, from)).toBeLessThan(0);
          if (compare.endsWith("weekdays")) expect(before.dayOfWeek).toBe(from.dayOfWeek);
          if (lengthBack) expect(before.until(from).days).toBe(lengthBack);
          if (compare === "previous_month") {
            const same = from.subtract({ months: 1 });
            const fits = Temporal.PlainDate.compare(same.add({ days: length }), from) <= 0;
            expect(before.toString()).toBe((fits ? same : from.subtract({ days: length })).toString());
          }
          if (compare === "year") expect(last.toString()).toBe(to.subtract({ years: 1 }).toString());
          if (compare === "year_weekdays" && length <= 364) expect(before.until(from).days).toBe(364);
        },
      ),
      { numRuns: casesOn(engine, 300), examples },
    );
  });
});
