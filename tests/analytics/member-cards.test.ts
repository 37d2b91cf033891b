import { expect, test } from "vitest";
import { courseOf, listCards, type MemberCard, sumCards } from "#lib/analytics/member-cards.ts";

const TOTALS = { visitors: 0, sessions: 0, page_views: 0, clicks: 0, contacting_sessions: 0 };

function card(
  user_code: string,
  sessions: number,
  before: number | null,
  more: Partial<MemberCard> = {},
): MemberCard {
  const totals = (count: number) => ({ ...TOTALS, sessions: count, visitors: count });
  return {
    user_code,
    name: user_code,
    role: "owner",
    time_zone: "UTC",
    first_date: "2026-01-01",
    today: "2026-11-22",
    from: "2026-10-24",
    to: "2026-11-22",
    is_live: true,
    totals: totals(sessions),
    course: { step: 1, parts: [], sessions: [] },
    previous:
      before === null
        ? null
        : { from: "2026-09-24", to: "2026-10-23", until: "11:00", totals: totals(before) },
    ...more,
  };
}

const codes = (cards: MemberCard[]) => cards.map(({ user_code }) => user_code);

test("cards are sorted by a number or by how it changed, ties by name; what has no change goes last", () => {
  const cards = [
    card("b", 30, 20),
    card("a", 30, null),
    card("c", 5, 50),
    card("d", 8, 4),
    card("e", 20, 20),
  ];
  expect(codes(listCards(cards, "", "sessions", true))).toEqual(["a", "b", "e", "d", "c"]);
  expect(codes(listCards(cards, "", "sessions", false))).toEqual(["c", "d", "e", "a", "b"]);
  // d has too few to be compared with, a nothing.
  expect(codes(listCards(cards, "", "change", true))).toEqual(["b", "e", "c", "a", "d"]);
  expect(codes(listCards(cards, "", "name", true))).toEqual(["e", "d", "c", "b", "a"]);
});

test("cards are found by a part of their name or code, in capitals or not", () => {
  const cards = [
    card("clara-w", 1, null, { name: "Clara Whitfield" }),
    card("ben", 1, null, { name: "Ben Ödegård" }),
  ];
  expect(codes(listCards(cards, " WHIT", "name", false))).toEqual(["clara-w"]);
  expect(codes(listCards(cards, "öde", "name", false))).toEqual(["ben"]);
  expect(codes(listCards(cards, "clara-", "name", false))).toEqual(["clara-w"]);
  expect(listCards(cards, "nobody", "name", false)).toEqual([]);
});

test("sums add every card up, and compare only those that can be: not a today that has begun with a whole day", () => {
  const unfair = card("today", 3, 30, { from: "2026-11-22" });
  unfair.previous = {
    from: "2026-11-21",
    to: "2026-11-21",
    until: null,
    totals: { ...TOTALS, sessions: 30 },
  };
  const sums = sumCards([card("a", 10, 20), card("b", 5, null), unfair]);
  expect(sums.now.sessions).toBe(18);
  expect(sums.compared).toMatchObject({ cards: 1, now: { sessions: 10 }, before: { sessions: 20 } });
});

test("a course is a number for each part of the period, by the day: also where nothing came, and in a shorter last part", () => {
  const daily = card("a", 6, null, {
    from: "2026-11-20",
    course: { step: 1, parts: [0, 2], sessions: [4, 2] },
  });
  expect(courseOf(daily)).toEqual([4, 0, 2]);
  // 33 days in parts of two, the last of which has one day, whose live numbers come by themselves.
  const long = card("a", 9, null, {
    from: "2026-10-21",
    course: { step: 2, parts: [0, 16, 16], sessions: [4, 2, 3] },
    to: "2026-11-22",
  });
  expect(courseOf(long)).toHaveLength(17);
  expect(courseOf(long)[0]).toBe(2);
  expect(courseOf(long)[16]).toBe(5);
});
