import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";
import {
  type CountedTotals,
  type Flush,
  type Recount,
  recount,
  type Session,
} from "#tests/support/recount.ts";

/** `HISTORIES=300 npx vitest run tests/sql/filters` for a long run. */
const HISTORIES = Number(process.env.HISTORIES ?? 12);
const VIEWER = "00000000-0000-4000-8000-000000000008";
const LIMITED = "00000000-0000-4000-8000-000000000009";
const DAYS = ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"];
const GROUPS = { a1: "friends", b2: "friends", c3: "business", d4: "" };

const VALUES = {
  group: ["friends", "business", ""],
  contact: ["a1", "c3", "d4", ""],
  page: ["home", "work"],
  target: ["phone", "email"],
  site: ["shop.example"],
  referrer: ["google.com", ""],
  country: ["DE", "FR", ""],
  device: ["mobile", "desktop"],
  language: ["de-DE", "en"],
  visit: ["new", "returned"],
} as const;
type Field = keyof typeof VALUES;
type Condition = [operator: "is" | "is_not", field: Field, values: string[]];

const condition: fc.Arbitrary<Condition> = fc
  .tuple(
    fc.constantFrom("is" as const, "is_not" as const),
    fc.constantFrom(...(Object.keys(VALUES) as Field[])),
  )
  .chain(([operator, field]) =>
    fc
      .subarray([...VALUES[field], "nothing has this"] as string[], { minLength: 1, maxLength: 2 })
      .map((values): Condition => [operator, field, values]),
  );

const oneVisit = fc.record({
  minute: fc.integer({ min: 0, max: DAYS.length * 24 * 60 - 1 }),
  stepMinutes: fc.constantFrom(0, 1, 30, 400),
  pages: fc.array(fc.constantFrom(...VALUES.page, "other"), { maxLength: 3 }),
  targets: fc.array(fc.constantFrom(...VALUES.target, "sms"), { maxLength: 2 }),
  share: fc.constantFrom("", ...Object.keys(GROUPS)),
  visitor: fc.integer({ min: 1, max: 5 }),
  outcome: fc.constantFrom("opened" as const, "stayed" as const, undefined),
  session: fc.record({
    referrer: fc.constantFrom(...VALUES.referrer),
    country: fc.constantFrom(...VALUES.country),
    device: fc.constantFrom(...VALUES.device),
    language: fc.constantFrom(...VALUES.language),
  }),
});

const history = fc.record({
  visits: fc.array(
    oneVisit.filter(({ pages, targets }) => pages.length + targets.length > 0),
    {
      minLength: 1,
      maxLength: 25,
      size: "max",
    },
  ),
  /** After this part of the visits the days are rolled up, and a share moves. */
  rollUpAfter: fc.nat({ max: 25 }),
  moved: fc.constantFrom(...(["a1", "c3", "d4"] as const)),
  /** So many raw rows are counted at once. */
  rowsAtOnce: fc.constantFrom(1, 20, 250_000),
  /** The raw events of so many days are removed in the end. */
  purgedDays: fc.constantFrom(0, 0, 1, 2, 3),
  questions: fc.array(
    fc.record({
      group: fc.constantFrom(null, null, null, "friends", ""),
      contact: fc.constantFrom(null, null, null, "a1", ""),
      filters: fc.array(condition, { minLength: 1, maxLength: 3 }),
      firstDay: fc.nat({ max: DAYS.length - 1 }),
      days: fc.integer({ min: 1, max: DAYS.length }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
});

const previews = fc.array(
  fc.record({
    share: fc.constantFrom(...(Object.keys(GROUPS) as (keyof typeof GROUPS)[])),
    day: fc.nat({ max: DAYS.length - 1 }),
  }),
  { maxLength: 4 },
);

type OneVisit = typeof oneVisit extends fc.Arbitrary<infer Visit> ? Visit : never;

function stored(code: string, one: OneVisit, batch: number): StoredBatch {
  const { minute, stepMinutes, outcome, session, ...how } = one;
  const made = visit(code, {
    ...how,
    batch,
    start: new Date(Date.parse(`${DAYS[0]}T00:00:00Z`) + minute * 60_000),
    stepMs: stepMinutes * 60_000,
    sites: { email: "shop.example" },
    session,
  });
  if (outcome) for (const click of made.clicks) click.outcome = outcome;
  return made;
}

const conditionsOf = (group: string | null, contact: string | null, filters: Condition[]): Condition[] => [
  ...filters,
  ...(group === null ? [] : [["is", "group", [group]] as Condition]),
  ...(contact === null ? [] : [["is", "contact", [contact]] as Condition]),
];

/** Whether a visit meets a condition, said once more without SQL. */
function meets(session: Session, all: Session[], [operator, field, values]: Condition): boolean {
  return values.some((value) => isOf(session, all, field, value)) === (operator === "is");
}

function isOf(session: Session, all: Session[], field: Field, value: string): boolean {
  switch (field) {
    case "group":
      return session.group === value;
    case "contact":
      return session.share === value;
    case "page":
      return session.events.some(({ page }) => page === value);
    case "target":
      return session.events.some(({ click }) => click?.target === value);
    case "site":
      return session.events.some(({ click }) => click?.site === value);
    case "visit": {
      const first = all
        .filter(({ visitor, date }) => visitor === session.visitor && date === session.date)
        .sort((a, b) => a.startedAt - b.startedAt || (a.attributes.id! < b.attributes.id! ? -1 : 1))[0];
      return value === (first === session ? "new" : value === "new" ? "" : "returned");
    }
    default:
      return (session.attributes[field] ?? "") === value;
  }
}

type Row = Record<string, number | string | null>;
type Answer = {
  days: (Row & { date: string; state: string })[];
  totals: CountedTotals;
  previous: { totals: CountedTotals; days: Row[] } | null;
  hours: (Row & { hour: string })[] | null;
  targets: { rows: Row[] };
  pages: { rows: Row[] };
  groups: { rows: Row[] };
  contacts: { rows: Row[] };
  dimensions: Record<string, { rows: Row[] }>;
};

describe.each(ENGINES)("filters on %s", (engine) => {
  let database: TestDatabase;
  let made = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const ask = (
    code: string,
    from: string,
    to: string,
    group: string | null,
    contact: string | null,
    filters: unknown,
  ) =>
    as(database, "authenticated", MEMBER, async () => {
      const [row] = await database.rows<{ answer: Answer }>(
        "select analytics_dashboard($1, $2, $3, $4, $5, 'previous', null, p_filters => $6) as answer",
        [code, from, to, group, contact, JSON.stringify(filters)],
      );
      return row!.answer;
    });

  test(
    "any combination gives the numbers of a recount of the visits that meet it, and no day that cannot be asked",
    async () => {
      let asked = { gone: 0, compared: 0, found: 0 };
      await fc.assert(
        fc.asyncProperty(
          history,
          async ({ visits, rollUpAfter, moved, rowsAtOnce, purgedDays, questions }) => {
            const code = `filtered-${++made}`;
            await addOwner(database, code);
            await database.run(`create or replace function daybook.rows_at_once() returns integer language plpgsql stable
            set search_path = '' as 'begin return ${rowsAtOnce}; end'`);
            const batches = visits.map((one, batch) => stored(code, one, batch));
            const flushes: Flush[] = [
              { batches: batches.slice(0, rollUpAfter), groupOf: GROUPS },
              { batches: batches.slice(rollUpAfter), groupOf: { ...GROUPS, [moved]: "business" } },
            ];
            for (const [place, flush] of flushes.entries()) {
              await database.rows("select analytics_ingest_events($1)", [
                JSON.stringify({ batches: flush.batches }),
              ]);
              if (place > 0) continue;
              await database.rows("select aggregate_analytics_daily()");
              await database.rows(
                "update analytics_shares set group_code = 'business' where user_code = $1 and share_code = $2",
                [code, moved],
              );
            }
            const gone = new Set<string>();
            if (purgedDays > 0) {
              await database.rows("select aggregate_analytics_daily()");
              await database.rows(`select cleanup_old_raw_events(current_date - $1::date)`, [
                DAYS[purgedDays],
              ]);
              for (const { date } of await database.rows<{ date: string }>(
                "select date from analytics_days where user_code = $1 and purged_at is not null",
                [code],
              )) {
                gone.add(date);
              }
            }
            const whole = recount(flushes, () => "UTC", 1e6);
            // What a visit of a removed day did after midnight belongs to a day of which not all can be told.
            const removed = new Set(gone);
            for (const { date, events } of whole.sessions) {
              if (removed.has(date)) for (const event of events) gone.add(event.date);
            }
            for (const { group, contact, filters, firstDay, days } of questions) {
              const conditions = conditionsOf(group, contact, filters);
              const { rows } = recount(
                flushes,
                () => "UTC",
                1e6,
                (session, all) => conditions.every((one) => meets(session, all, one)),
              );
              const period = DAYS.slice(firstDay, firstDay + days);
              const hasEvents = (date: string) => whole.rows.totals.has(`owner||${date}`);
              const [from, to] = [period[0]!, period.at(-1)!];
              if (
                period.some((date) => gone.has(date)) &&
                !period.some((date) => hasEvents(date) && !gone.has(date))
              ) {
                await expect(ask(code, from, to, group, contact, filters)).rejects.toMatchObject({
                  code: "PT410",
                });
                continue;
              }
              const answer = await ask(code, from, to, group, contact, filters);
              const what = JSON.stringify(conditions);
              const counted = period.filter((date) => !gone.has(date));
              expect(
                answer.days.map(({ date, state, sessions }) => [date, state === "gone", sessions === null]),
                what,
              ).toEqual(period.map((date) => [date, gone.has(date), gone.has(date)]));
              expect(daysOf(answer), what).toEqual(
                counted.map((date) => rows.totals.get(`owner||${date}`) ?? NOTHING),
              );
              expect(answer.totals, what).toEqual(
                sum(counted.map((date) => rows.totals.get(`owner||${date}`))),
              );
              expect(lists(answer), what).toEqual(expectedLists(rows, counted, period.length === 1, contact));
              if (answer.previous) {
                const first = DAYS.indexOf(from) - period.length;
                const before = DAYS.slice(first, first + period.length);
                expect(before.some((date) => gone.has(date))).toBe(false);
                expect(answer.previous.totals, what).toEqual(
                  sum(before.map((date) => rows.totals.get(`owner||${date}`))),
                );
                expect(previousOf(answer), what).toEqual(expectedPrevious(rows, before, answer));
              }
              asked = {
                gone: asked.gone + counted.length - period.length,
                compared: asked.compared + (answer.previous ? 1 : 0),
                found: asked.found + answer.totals.sessions,
              };
            }
          },
        ),
        {
          numRuns: engine === "PGlite" ? Math.min(HISTORIES, 12) : HISTORIES * 3,
          endOnFailure: true,
          // A long run looks for what is new; every other one proves the same histories.
          seed: process.env.HISTORIES ? undefined : 5,
        },
      );
      expect(asked.found).toBeGreaterThan(0);
      expect(asked.compared).toBeGreaterThan(0);
      expect(asked.gone).toBeLessThan(0);
    },
    240_000 + HISTORIES * 2000,
  );

  test(
    "journeys under any filters are those of the visits that meet them: steps, times and the funnel",
    async () => {
      let found = 0;
      await fc.assert(
        fc.asyncProperty(history, previews, async ({ visits, questions }, fetched) => {
          const code = `journeys-${++made}`;
          await addOwner(database, code);
          const batches = visits.map((one, batch) => stored(code, one, batch));
          await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
          for (const { share, day } of fetched) {
            await database.rows(
              "insert into analytics_share_previews values ($1, $2, 'WhatsApp', $3) on conflict do nothing",
              [code, share, `${DAYS[day]}T12:00:00Z`],
            );
          }
          for (const { group, contact, filters, firstDay, days } of questions) {
            const conditions = conditionsOf(group, contact, filters);
            const period = DAYS.slice(firstDay, firstDay + days);
            const { sessions } = recount(
              [{ batches, groupOf: GROUPS }],
              () => "UTC",
              1e6,
              (session, all) => conditions.every((one) => meets(session, all, one)),
            );
            const asked = await as(database, "authenticated", MEMBER, () =>
              database.rows<{ answer: JourneyAnswer }>(
                "select analytics_journeys($1, $2, $3, $4, $5, $6) as answer",
                [code, period[0], period.at(-1), group, contact, JSON.stringify(filters)],
              ),
            );
            const begun = sessions.filter(({ date }) => period.includes(date));
            const sent = fetched
              .filter(({ share, day }) => period.includes(DAYS[day]!) && isSentBy(conditions, share))
              .map(({ share }) => share);
            const { steps, times, funnel } = asked[0]!.answer;
            const what = JSON.stringify(conditions);
            expect({ steps, times, funnel }, what).toEqual(
              expectedJourneys(begun, times.marks, sent, conditions),
            );
            found += times.all.sessions;
          }
        }),
        { numRuns: engine === "PGlite" ? Math.min(HISTORIES, 8) : HISTORIES * 2, endOnFailure: true },
      );
      expect(found).toBeGreaterThan(0);
    },
    240_000 + HISTORIES * 2000,
  );

  test("an answer that would take too long is cut off with a code, and so is one of days whose events are gone", async () => {
    await addOwner(database, "slow");
    const batches = [visit("slow", { start: new Date(`${DAYS[0]}T10:00:00Z`) })];
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    const question = () => ask("slow", DAYS[0]!, DAYS[0]!, null, null, [["is", "country", [""]]]);
    expect((await question()).totals.sessions).toBe(1);
    const allow = (time: string) =>
      database.run(`create or replace function daybook.time_to_ask() returns interval language plpgsql stable
        set search_path = '' as 'begin return interval ''${time}''; end'`);
    await allow("0");
    try {
      await expect(question()).rejects.toMatchObject({ code: "PT503" });
    } finally {
      await allow("5 seconds");
    }
  });

  test("conditions are saved under a name by owners and editors, seen by all members, and asked as they were saved", async () => {
    await addOwner(database, "segmented");
    await database.rows(
      `insert into analytics_members (user_code, user_id, role, seen_groups, seen_shares)
       values ('segmented', $1, 'viewer', null, null), ('segmented', $2, 'viewer', '{friends}', '{}')`,
      [VIEWER, LIMITED],
    );
    const call = (userId: string, sql: string, parameters: unknown[]) =>
      as(database, "authenticated", userId, () => database.rows(`select ${sql}`, parameters));
    const save = (userId: string, name: string, filters: unknown) =>
      call(userId, "analytics_save_segment('segmented', $1, $2)", [name, JSON.stringify(filters)]);
    const segments = async (userId: string) => {
      const [row] = await call(
        userId,
        "analytics_dashboard('segmented') #> '{options,segments}' as found",
        [],
      );
      return row!.found;
    };
    const german = [["is", "country", ["DE"]]];
    const friends = [["is", "group", ["friends"]]];
    await save(MEMBER, " Germany ", [["is", "country", ["FR"]]]);
    await save(MEMBER, "Germany", german);
    await save(MEMBER, "Friends", friends);
    const all = [
      { name: "Friends", filters: friends },
      { name: "Germany", filters: german },
    ];
    expect(await segments(MEMBER)).toEqual(all);
    expect(await segments(VIEWER)).toEqual(all);
    expect(await segments(LIMITED)).toEqual([{ name: "Germany", filters: german }]);
    await expect(save(VIEWER, "Mine", german)).rejects.toMatchObject({ code: "42501" });
    await expect(save(MEMBER, "Nothing", [])).rejects.toMatchObject({ code: "22023" });
    await expect(save(MEMBER, "", german)).rejects.toMatchObject({ code: "23514" });
    const forget = (userId: string, name: string) =>
      call(userId, "analytics_delete_segment('segmented', $1)", [name]);
    await expect(forget(VIEWER, "Germany")).rejects.toMatchObject({ code: "42501" });
    await forget(MEMBER, "Germany");
    await expect(forget(MEMBER, "Germany")).rejects.toMatchObject({ code: "PT404" });
    expect(await segments(VIEWER)).toEqual([{ name: "Friends", filters: friends }]);
    const acts = await database.rows(
      "select action from analytics_audit where user_code = 'segmented' order by at",
    );
    expect(acts.map(({ action }) => action)).toEqual([
      "segment_saved",
      "segment_saved",
      "segment_saved",
      "segment_deleted",
    ]);
  });

  test("what is no list of conditions is refused, and harmless in every value", async () => {
    await addOwner(database, "awkward");
    const awkward = ["'", "\\", '"', "{a,b}", "%L %s $1", "é\n", "null"];
    const batches = awkward.map((country, batch) =>
      visit("awkward", { batch, start: new Date(`${DAYS[0]}T10:00:00Z`), session: { referrer: country } }),
    );
    await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
    for (const value of awkward) {
      const { totals } = await ask("awkward", DAYS[0]!, DAYS[0]!, null, null, [["is", "referrer", [value]]]);
      expect({ value, sessions: totals.sessions }).toEqual({ value, sessions: 1 });
    }
    for (const filters of [
      {},
      "is",
      [["is", "country"]],
      [["is", "country", []]],
      [["is", "country", [1]]],
      [["is", "country", "DE"]],
      [["is", "password", ["x"]]],
      [["contains", "country", ["DE"]]],
      [["is", "page", ["x".repeat(301)]]],
      Array(21).fill(["is", "country", ["DE"]]),
    ]) {
      await expect(
        ask("awkward", DAYS[0]!, DAYS[0]!, null, null, filters),
        JSON.stringify(filters).slice(0, 80),
      ).rejects.toMatchObject({ code: "22023" });
    }
  });
});

type JourneyAnswer = {
  steps: unknown[];
  times: { marks: number[]; all: { sessions: number }; groups: unknown[]; targets: unknown[] };
  funnel: unknown;
};

const isAboutShares = ([, field]: Condition) => field === "group" || field === "contact";

/** Whether a preview of a share is one that conditions on groups and contacts ask for. */
function isSentBy(conditions: Condition[], share: keyof typeof GROUPS): boolean {
  return conditions
    .filter(isAboutShares)
    .every(
      ([operator, field, values]) =>
        values.includes(field === "group" ? GROUPS[share] : share) === (operator === "is"),
    );
}

/** The journeys of visits, without SQL. */
function expectedJourneys(sessions: Session[], marks: number[], sent: string[], conditions: Condition[]) {
  const visits = sessions.map((session) => {
    const events = session.events.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const first = events.findIndex(({ click }) => click);
    const before = (first < 0 ? events : events.slice(0, first)).map(({ page }) => page);
    const tap = events[first];
    return {
      share: session.share,
      group: session.group,
      pages: before.length > 0 ? before : tap ? [tap.page] : [],
      target: tap?.click?.target ?? null,
      seconds: tap ? Math.max(0, Math.floor((tap.at - session.startedAt) / 1000)) : 0,
      hasLooked:
        tap !== undefined || events.length > 1 || (events.at(-1)?.at ?? 0) - session.startedAt >= 10_000,
      hasOpened: events.some(({ click }) => click?.outcome === "opened"),
    };
  });
  type Visit = (typeof visits)[number];
  const passed = (at: Visit[], step: number) => ({
    sessions: at.length,
    contacted: at.filter(({ pages, target }) => pages.length === step && target !== null).length,
    lost: at.filter(({ pages, target }) => pages.length === step && target === null).length,
  });
  const steps = [1, 2, 3, 4, 5, 6].flatMap((step) => {
    const here = visits.filter(({ pages }) => pages.length >= step);
    if (here.length === 0) return [];
    const names = [...new Set(here.map(({ pages }) => pages[step - 1]!))];
    const pages = names
      .map((page) => ({
        page,
        ...passed(
          here.filter(({ pages }) => pages[step - 1] === page),
          step,
        ),
      }))
      .sort((a, b) => b.sessions - a.sessions || (a.page < b.page ? -1 : 1));
    return [{ step, ...passed(here, step), pages: pages.slice(0, 5), more: Math.max(0, pages.length - 5) }];
  });
  const timesOf = (of: Visit[]) => {
    const seconds = of.map((one) => one.seconds).sort((a, b) => a - b);
    const quartile = (part: number) => seconds[Math.ceil(part * seconds.length) - 1];
    return {
      sessions: of.length,
      quartiles: of.length > 0 ? [quartile(0.25), quartile(0.5), quartile(0.75)] : null,
      within: marks.map((mark) => seconds.filter((one) => one <= mark).length),
    };
  };
  const tapped = visits.filter(({ target }) => target !== null);
  const by = (key: "group" | "target") =>
    [...new Set(tapped.map((one) => one[key]!))]
      .map((name) => [name, tapped.filter((one) => one[key] === name)] as const)
      .sort(([a, of], [b, than]) => than.length - of.length || (a < b ? -1 : 1));
  const names: Record<string, string> = { friends: "Friends", business: "Business" };
  const shared = visits.filter(({ share }) => share !== "");
  const stage = (of: Visit[]) => ({
    shares: new Set(of.map(({ share }) => share)).size,
    sessions: of.length,
  });
  const isKnown = conditions.every(isAboutShares);
  return {
    steps,
    times: {
      marks,
      all: timesOf(tapped),
      groups: by("group").map(([group_code, of]) => ({
        group_code,
        name: names[group_code] ?? "",
        ...timesOf(of),
      })),
      targets: by("target").map(([target, of]) => ({ target, ...timesOf(of) })),
    },
    funnel: {
      previews: isKnown ? new Set(sent).size : null,
      sent: isKnown
        ? { shares: new Set([...sent, ...shared.map(({ share }) => share)]).size, sessions: null }
        : null,
      opened: stage(shared),
      looked: stage(shared.filter(({ hasLooked }) => hasLooked)),
      tapped: stage(shared.filter(({ target }) => target !== null)),
      app_opened: stage(shared.filter(({ hasOpened }) => hasOpened)),
    },
  };
}

const NOTHING: CountedTotals = {
  visitors: 0,
  sessions: 0,
  page_views: 0,
  clicks: 0,
  contacting_sessions: 0,
  bounces: 0,
  duration_seconds: 0,
};

function sum<Numbers extends object>(all: (Numbers | undefined)[], empty: object = NOTHING): Numbers {
  const result: Record<string, number> = { ...(empty as Record<string, number>) };
  for (const one of all) {
    for (const [name, number] of Object.entries(one ?? {})) {
      result[name] = (result[name] ?? 0) + Number(number);
    }
  }
  return result as Numbers;
}

const daysOf = ({ days }: Answer) =>
  days
    .filter(({ state }) => state !== "gone")
    .map(({ date: _date, state: _state, computed_at: _at, ...totals }) => totals);

/** All lists of an answer, each row by its key, without what is compared. */
function lists({ targets, pages, groups, contacts, dimensions, hours }: Answer) {
  const byKey = (rows: Row[], key: string, ...without: string[]) =>
    Object.fromEntries(
      rows.map((row) => [
        row[key],
        Object.fromEntries(Object.entries(row).filter(([name]) => name !== key && !without.includes(name))),
      ]),
    );
  const { country, device, referrer, language, site } = dimensions;
  return {
    targets: byKey(targets.rows, "target", "previous_clicks"),
    pages: byKey(pages.rows, "page", "previous_page_views"),
    groups: byKey(groups.rows, "group_code", "name"),
    contacts: byKey(contacts.rows, "share_code", "contact", "group_code", "last_seen"),
    ...Object.fromEntries(
      Object.entries({ country, device, referrer, language, site }).map(([name, list]) => [
        name,
        byKey(list!.rows, "value"),
      ]),
    ),
    hours:
      hours &&
      sum(
        hours.map(({ hour: _, ...rest }) => rest as Record<string, number>),
        {},
      ),
  };
}

/** The same of the recount's rows, by day, at the owner's scope. */
function expectedLists(rows: Recount, dates: string[], isOneDay: boolean, contact: string | null) {
  const collect = <Numbers extends object>(map: Map<string, Numbers>, prefix: string, place: number) => {
    const found: Record<string, Numbers[]> = {};
    for (const [key, numbers] of map) {
      const parts = key.split("|");
      if (!key.startsWith(prefix) || !dates.includes(parts[2]!)) continue;
      found[parts[place]!] = [...(found[parts[place]!] ?? []), numbers];
    }
    return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, sum(all, {})]));
  };
  const dimension = (name: string) => {
    const map = new Map([...rows.dimensions].filter(([key]) => key.split("|")[3] === name));
    return collect(map, "owner|", 4);
  };
  const { totals } = rows;
  const ofDay = isOneDay && (totals.get(`owner||${dates[0]}`) ?? NOTHING);
  return {
    targets: collect(rows.targets, "owner|", 3),
    pages: collect(rows.pages, "owner|", 3),
    groups: contact === null ? collect(totals, "group|", 1) : {},
    contacts: collect(totals, "contact|", 1),
    ...Object.fromEntries(
      ["country", "device", "referrer", "language", "site"].map((name) => [name, dimension(name)]),
    ),
    hours: ofDay
      ? {
          visitors: expect.any(Number),
          sessions: ofDay.sessions,
          page_views: ofDay.page_views,
          clicks: ofDay.clicks,
          contacting_sessions: ofDay.contacting_sessions,
        }
      : null,
  };
}

const previousOf = ({ targets, pages }: Answer) => ({
  targets: targets.rows.map(({ target, previous_clicks }) => [target, previous_clicks]),
  pages: pages.rows.map(({ page, previous_page_views }) => [page, previous_page_views]),
});

function expectedPrevious(rows: Recount, dates: string[], { targets, pages }: Answer) {
  const of = <Numbers>(map: Map<string, Numbers>, value: unknown, number: (found: Numbers) => number) =>
    dates.reduce((all, date) => {
      const found = map.get(`owner||${date}|${value}`);
      return all + (found ? number(found) : 0);
    }, 0);
  return {
    targets: targets.rows.map(({ target }) => [target, of(rows.targets, target, ({ clicks }) => clicks)]),
    pages: pages.rows.map(({ page }) => [page, of(rows.pages, page, ({ page_views }) => page_views)]),
  };
}
