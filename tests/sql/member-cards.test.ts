import { Temporal } from "temporal-polyfill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MemberCard, MemberCards } from "#lib/analytics/member-cards.ts";
import { PERIODS, type Range } from "#lib/analytics/periods.ts";
import { COMPARES, type Compare } from "#lib/analytics/query.ts";
import { daysByToday, resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import { casesOn, ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

/** Two of these never have the same date. */
const ZONES: Record<string, string> = {
  kiritimati: "Pacific/Kiritimati",
  pago: "Pacific/Pago_Pago",
  berlin: "Europe/Berlin",
  york: "America/New_York",
  utc: "UTC",
  purged: "UTC",
  lost: "Europe/Berlin",
  busy: "Asia/Kolkata",
  silent: "UTC",
};
const CODES = Object.keys(ZONES);
const HOUR_MS = 3_600_000;
const DAYS = 75;

describe.each(ENGINES)("the list of a member's cards on %s", (engine) => {
  let database: TestDatabase;
  const now = Date.now();

  const ingest = (batches: StoredBatch[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
    ]);
  const aVisit = (code: string, hoursAgo: number, visitor: number, pages = ["home", "about"]) =>
    visit(code, {
      start: new Date(now - hoursAgo * HOUR_MS),
      visitor,
      pages,
      targets: visitor % 2 === 0 ? ["phone"] : [],
      // Some visits go on after midnight.
      stepMs: visitor % 3 === 0 ? 2 * HOUR_MS : 1000,
    });

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const [code, zone] of Object.entries(ZONES)) await addOwner(database, code, zone);
    await addOwner(database, "foreign");
    await database.rows("delete from analytics_members where user_code = 'foreign'");
    await database.rows("update analytics_members set role = 'viewer' where user_code = 'york'");

    const history = CODES.filter((code) => code !== "silent").flatMap((code, place) =>
      Array.from({ length: DAYS }, (_, day) => [
        aVisit(code, day * 24 + 9, day + place),
        aVisit(code, day * 24 + 15 + (place % 4), (day + place) % 5),
        aVisit(code, day * 24 + 23, day % 7),
      ]).flat(),
    );
    await ingest([...history, aVisit("foreign", 30, 1)]);
    await database.rows("select aggregate_analytics_daily(p_include_today => true)");
    // Late ones, and today's.
    await ingest(
      CODES.slice(0, 8).flatMap((code, place) => [
        aVisit(code, 0.5, 1),
        aVisit(code, 2, 900 + place),
        aVisit(code, 60 + 7 * place, place),
      ]),
    );
    // A day that is too big to be counted together with others, live and among those that are compared.
    await ingest([
      aVisit(
        "busy",
        5,
        77,
        Array.from({ length: 510 }, (_, page) => `page ${page}`),
      ),
    ]);
    // Raw events that were removed on purpose, and ones that are gone, of days that are compared and of a dirty one.
    const dayAgo = (days: number) => new Date(now - days * 24 * HOUR_MS).toISOString().slice(0, 10);
    for (const days of [30, 7, 1]) {
      await database.rows("select daybook.purge_day('purged', $1, 10000)", [dayAgo(days)]);
      await database.rows("delete from analytics_page_views where user_code = 'lost' and date = $1", [
        dayAgo(days),
      ]);
    }
    await ingest([aVisit("lost", 24, 5), aVisit("purged", 24, 5)]);
  });
  afterAll(() => database.close());

  const list = async (range: Range, compare: Compare, asWhom = MEMBER) => {
    const [row] = await as(database, "authenticated", asWhom, () =>
      database.rows<{ answer: MemberCards }>("select analytics_member_cards($1, $2) as answer", [
        JSON.stringify(daysByToday(range, Temporal.Now.instant())),
        compare,
      ]),
    );
    return row!.answer;
  };
  type Shown = Pick<MemberCard, "totals" | "from" | "to" | "previous"> & { sessions: number[] };
  const overview = async (code: string, range: Range, compare: Compare) => {
    const { from, to } = resolveRangeNow(range, ZONES[code]!);
    const [row] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ answer: Dashboard }>(
        "select analytics_dashboard($1, $2, $3, p_compare => $4) as answer",
        [code, from, to, compare],
      ),
    );
    const { totals, period, previous, days } = row!.answer;
    return {
      from: period.from,
      to: period.to,
      totals: listed(totals),
      previous: previous && {
        from: previous.from,
        to: previous.to,
        until: previous.until,
        totals: listed(previous.totals),
      },
      sessions: days.map((day) => day.sessions),
    };
  };
  type Totals = MemberCard["totals"];
  type Dashboard = {
    totals: Totals;
    period: { from: string; to: string };
    days: Totals[];
    previous: { from: string; to: string; until: string | null; totals: Totals } | null;
  };
  const listed = ({ visitors, sessions, page_views, clicks, contacting_sessions }: Totals): Totals => ({
    visitors,
    sessions,
    page_views,
    clicks,
    contacting_sessions,
  });
  /** The sessions of each part of a period, from those of its days or from a course. */
  const ofDays = ({ sessions }: Shown, step: number) =>
    Array.from({ length: Math.ceil(sessions.length / step) }, (_, part) =>
      sessions.slice(part * step, (part + 1) * step).reduce((sum, n) => sum + n, 0),
    );
  const ofCourse = ({ course }: MemberCard, parts: number) =>
    course.parts.reduce(
      (sums, part, place) => sums.with(part, (sums[part] ?? 0) + (course.sessions[place] ?? 0)),
      Array<number>(parts).fill(0),
    );

  test("holds the numbers, changes and courses that each card's own dashboard shows, whatever is dirty, lost or removed", async () => {
    const ranges: Range[] = [
      ...PERIODS.map((period): Range => ({ kind: "period", period })),
      { kind: "custom", from: "2020-01-01", to: "2020-01-31" },
      { kind: "custom", from: new Date(now - 50 * 24 * HOUR_MS).toISOString().slice(0, 10), to: null },
    ];
    let compared = 0;
    for (const [place, range] of ranges.entries()) {
      // Each period against the one before, and against another one in turn.
      for (const compare of [COMPARES[1 + (place % 5)]!, "previous" as const].slice(0, casesOn(engine, 2))) {
        // One transaction is one moment: a minute could pass between two.
        await database.run("begin");
        const { cards } = await list(range, compare);
        expect(cards.map(({ user_code }) => user_code)).toEqual(CODES.toSorted());
        for (const card of cards) {
          const shown = await overview(card.user_code, range, compare);
          const { sessions, ...numbers } = shown;
          const { from, to, totals, previous } = card;
          expect({ card: card.user_code, range, compare, from, to, totals, previous }).toEqual({
            card: card.user_code,
            range,
            compare,
            ...numbers,
          });
          const parts = ofDays(shown, card.course.step);
          expect(parts.length).toBeLessThanOrEqual(31);
          expect(ofCourse(card, parts.length)).toEqual(parts);
          if (previous?.until) compared += 1;
        }
        await database.run("commit");
      }
    }
    expect(compared).toBeGreaterThan(10);
  });

  test("counts small days of many cards together: as many counts as there are dates, and single ones only where raw is not whole", async () => {
    const calls = async (name: string) =>
      (
        await database.rows<{ calls: number }>(
          `select coalesce(sum(calls), 0)::int as calls from pg_stat_xact_user_functions where funcname = '${name}'`,
        )
      )[0]!.calls;
    await database.run("begin; set local track_functions = 'pl'");
    const { cards } = await list({ kind: "period", period: "today" }, "none");
    const dates = new Set(cards.filter((card) => card.is_live).map((card) => card.today));
    expect(await calls("raw_totals")).toBe(dates.size);
    const single = cards.filter(
      (card) => card.is_live && ["busy", "lost", "purged"].includes(card.user_code),
    );
    expect(await calls("live_day")).toBeLessThanOrEqual(single.length);
    expect(await calls("analytics_dashboard")).toBe(0);
    await database.run("commit");
  });

  test("shows nobody else's cards, and none of the numbers of a card that the member sees in part only", async () => {
    expect(await list({ kind: "period", period: "all" }, "previous", STRANGER)).toMatchObject({
      cards: [],
      limited: [],
    });
    await as(database, "authenticated", null, () =>
      expect(database.rows("select analytics_member_cards('{}')")).rejects.toMatchObject({ code: "42501" }),
    );
    const see = (groups: string | null) =>
      database.rows(
        `update analytics_members set seen_groups = $1, seen_shares = case when $1::text[] is not null then '{}'::text[] end
         where user_code = 'york'`,
        [groups],
      );
    await see("{friends}");
    const seen = await list({ kind: "period", period: "30d" }, "none");
    await see(null);
    expect(seen.limited).toEqual([{ user_code: "york", name: "york", role: "viewer" }]);
    expect(seen.cards.map(({ user_code }) => user_code)).toEqual(
      CODES.filter((code) => code !== "york").toSorted(),
    );
  });

  test("refuses days out of order, days more than ten years apart, a today that it was not told of, and an unknown comparison", async () => {
    const refused = async (days: unknown, compare = "none") =>
      as(database, "authenticated", MEMBER, () =>
        expect(
          database.rows("select analytics_member_cards($1, $2)", [JSON.stringify(days), compare]),
        ).rejects.toMatchObject({ code: "22023" }),
      );
    const everywhere = (from: string, to: string) =>
      Object.fromEntries(
        Object.keys(daysByToday({ kind: "period", period: "today" })).map((today) => [today, { from, to }]),
      );
    await refused(everywhere("2026-02-02", "2026-02-01"));
    await refused(everywhere("2012-02-02", "2026-02-01"));
    await refused({});
    await refused(everywhere("2026-02-02", "2026-02-03"), "sometime");
  });
});
