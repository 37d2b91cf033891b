import { z } from "zod";
import { comparisonOf, type Query } from "#lib/analytics/query.ts";
import { daysByToday } from "#lib/analytics/resolve-period.ts";
import { ROLES } from "#lib/owners/roles.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { dataOf } from "#lib/supabase/member-errors.ts";

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

/** `limited`: the cards of which the member sees some groups or shares only, so none of their numbers as a whole. */
const memberCards = z.object({
  computed_at: z.string(),
  cards: z.array(memberCard),
  limited: z.array(cardName),
});
export type MemberCards = z.infer<typeof memberCards>;

/**
 * Every card of the signed-in member with the numbers of a period, each on its owner's own calendar, in one call.
 * @throws MemberError `signed_out`, `invalid_query`, `too_much`, `unavailable`
 */
export async function readMemberCards(query: Pick<Query, "range" | "compare">): Promise<MemberCards> {
  const parameters = { p_days: daysByToday(query.range), p_compare: comparisonOf(query) };
  return dataOf(await callAsMember("analytics_member_cards", parameters, memberCards));
}
