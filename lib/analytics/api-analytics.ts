import "server-only";
import { type Dashboard, dashboard } from "#lib/analytics/dashboard.ts";
import { type Journeys, journeys } from "#lib/analytics/journeys.ts";
import { type MemberCards, memberCards } from "#lib/analytics/member-cards.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import { comparisonOf, type Query } from "#lib/analytics/query.ts";
import { type DateRange, daysByToday, onOwnersDays } from "#lib/analytics/resolve-period.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { dataOf, type MemberAnswer, MemberError } from "#lib/supabase/member-errors.ts";

/** The query in an address. @throws MemberError `invalid_query`, with what is wrong with it, where it cannot be read. */
export function requireQuery(search: URLSearchParams): Query {
  const parsed = parseQuery(search);
  if (!parsed.ok) throw new MemberError("invalid_query", parsed.message);
  return parsed.query;
}

/** How many rows each list of a dashboard may have; `more` says how many were left out. */
const LIST_LIMIT = 50;

/**
 * Everything one dashboard shows, counted by the database in one call with the member's rights, which it checks.
 * @param limit the longest list; null for whole lists
 * @param opens a member opens a page with it, and is told what is new
 * @throws MemberError of any code
 */
export async function readDashboard(
  userCode: string,
  query: Query,
  limit: number | null = LIST_LIMIT,
  opens = false,
): Promise<Dashboard> {
  const ask = async ({ from, to }: DateRange) => {
    const parameters = {
      p_user_code: userCode,
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_compare: comparisonOf(query),
      p_limit: limit,
      p_filters: query.filters,
    };
    const asked = { ...parameters, p_opens: opens };
    return countedOf(query, await callAsMember("analytics_dashboard", asked, dashboard));
  };
  return onOwnersDays(userCode, query.range, ask);
}

/** The data of an answer. Where filters were asked and the statement's time ended first, it is they that took it. */
function countedOf<Data>({ filters }: Query, answer: MemberAnswer<Data>): Data {
  if (answer.error?.code === "too_much" && filters.length > 0) throw new MemberError("too_slow");
  return dataOf(answer);
}

/** The journeys of the visits that a query is about. @throws MemberError of any code */
export function readJourneys(userCode: string, query: Query): Promise<Journeys> {
  return onOwnersDays(userCode, query.range, async ({ from, to }) => {
    const parameters = {
      p_user_code: userCode,
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_filters: query.filters,
    };
    return countedOf(query, await callAsMember("analytics_journeys", parameters, journeys));
  });
}

/**
 * Every card of the signed-in member with the numbers of a period, each on its owner's own calendar, in one call.
 * @throws MemberError `signed_out`, `invalid_query`, `too_much`, `unavailable`
 */
export async function readMemberCards(query: Pick<Query, "range" | "compare">): Promise<MemberCards> {
  const parameters = { p_days: daysByToday(query.range), p_compare: comparisonOf(query) };
  return dataOf(await callAsMember("analytics_member_cards", parameters, memberCards));
}
