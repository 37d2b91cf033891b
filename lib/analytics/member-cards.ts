import { z } from "zod";
import { countChange, isFairlyCompared } from "#lib/analytics/comparison.ts";
import { ROLES } from "#lib/owners/roles.ts";

const count = z.number();

const cardTotals = z.object({
  visitors: count,
  sessions: count,
  page_views: count,
  clicks: count,
  /** Sessions with at least one click. */
  contacting_sessions: count,
});

/** What a list shows of a card's period. Over several days `visitors` is the sum of daily visitors. */
export type CardTotals = z.infer<typeof cardTotals>;

const cardName = z.object({ user_code: z.string(), name: z.string(), role: z.enum(ROLES) });

const memberCard = cardName.extend({
  time_zone: z.string(),
  /** Null: no event ever. */
  first_date: z.string().nullable(),
  /** On the owner's calendar, as are the days. */
  today: z.string(),
  from: z.string(),
  to: z.string(),
  /** Some of these days are counted live. */
  is_live: z.boolean(),
  totals: cardTotals,
  /** Sessions of each part of the period that had any; a part is `step` days, and may be named more than once. */
  course: z.object({ step: count, parts: z.array(count), sessions: z.array(count) }),
  previous: z
    .object({
      from: z.string(),
      to: z.string(),
      /** The last of these days is counted until this time of day, as far as today has come. */
      until: z.string().nullable(),
      totals: cardTotals,
    })
    .nullable(),
});

/** A card with its numbers of a period, from the SQL function `analytics_member_cards`. */
export type MemberCard = z.infer<typeof memberCard>;

const deletion = cardName.omit({ role: true }).extend({
  /** About how many rows there were, and how many are gone. */
  rows: count,
  removed: count,
});

/** A card that the member is deleting. */
export type Deletion = z.infer<typeof deletion>;

/** `limited`: the cards of which the member sees some groups or shares only, so none of their numbers as a whole. */
export const memberCards = z.object({
  computed_at: z.string(),
  cards: z.array(memberCard),
  limited: z.array(cardName),
  deleting: z.array(deletion),
});
export type MemberCards = z.infer<typeof memberCards>;

/** The sums of cards' totals: of the period, and of those that can be compared, with the period before. */
export type CardSums = { now: CardTotals; compared: { cards: number; now: CardTotals; before: CardTotals } };

const NONE: CardTotals = { visitors: 0, sessions: 0, page_views: 0, clicks: 0, contacting_sessions: 0 };

/** Adds cards up. A visitor of two cards is one of each, so the sum of visitors counts both. */
export function sumCards(cards: readonly MemberCard[]): CardSums {
  const sums: CardSums = { now: NONE, compared: { cards: 0, now: NONE, before: NONE } };
  for (const card of cards) {
    const before = fairlyBefore(card);
    sums.now = added(sums.now, card.totals);
    if (before) {
      const { compared } = sums;
      sums.compared = {
        cards: compared.cards + 1,
        now: added(compared.now, card.totals),
        before: added(compared.before, before),
      };
    }
  }
  return sums;
}

function added(a: CardTotals, b: CardTotals): CardTotals {
  return {
    visitors: a.visitors + b.visitors,
    sessions: a.sessions + b.sessions,
    page_views: a.page_views + b.page_views,
    clicks: a.clicks + b.clicks,
    contacting_sessions: a.contacting_sessions + b.contacting_sessions,
  };
}

/** What a card's totals may be held against; null: nothing. */
export function fairlyBefore({ previous, from, today }: MemberCard): CardTotals | null {
  return isFairlyCompared({ previous, period: { from, today } }) ? (previous?.totals ?? null) : null;
}

/** The sessions a day in each part of a card's period, for a line. The last part may be shorter than the others. */
export function courseOf({ course, from, to }: MemberCard): number[] {
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
  const parts = Array<number>(Math.ceil(days / course.step)).fill(0);
  for (const [place, part] of course.parts.entries()) {
    parts[part] = (parts[part] ?? 0) + (course.sessions[place] ?? 0);
  }
  return parts.map((sessions, part) => sessions / Math.min(course.step, days - part * course.step));
}

/** What a list of cards can be sorted by. */
export const SORT_KEYS = [
  "name",
  "sessions",
  "change",
  "visitors",
  "page_views",
  "clicks",
  "contact_rate",
] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Cards whose name or code holds what is searched, in order; of equal ones the first by name. */
export function listCards(
  cards: readonly MemberCard[],
  search: string,
  by: SortKey,
  isDescending: boolean,
): MemberCard[] {
  const wanted = search.trim().toLocaleLowerCase();
  const byName = (a: MemberCard, b: MemberCard) =>
    a.name.localeCompare(b.name) || a.user_code.localeCompare(b.user_code);
  const direction = isDescending ? -1 : 1;
  return cards
    .filter(({ name, user_code }) => `${name} ${user_code}`.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) =>
      by === "name" ? direction * byName(a, b) : direction * (rankOf(a, by) - rankOf(b, by)) || byName(a, b),
    );
}

/** A number to sort by. What cannot be formed goes last, as the smallest. */
function rankOf(card: MemberCard, by: Exclude<SortKey, "name">): number {
  if (by === "contact_rate") {
    const { sessions, contacting_sessions } = card.totals;
    return sessions === 0 ? -1 : contacting_sessions / sessions;
  }
  if (by !== "change") return card.totals[by];
  const before = fairlyBefore(card);
  const change = before ? countChange(card.totals.sessions, before.sessions) : null;
  return change?.kind === "moved" ? change.by : change?.kind === "same" ? 0 : -2;
}
