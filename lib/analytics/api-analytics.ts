import "server-only";
import type { PostgrestError, SupabaseClient } from "@supabase/supabase-js";
import { cache } from "react";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { onOwnersClock } from "#lib/analytics/owners-clock.ts";
import type { DateRange } from "#lib/analytics/periods.ts";
import type { Query } from "#lib/analytics/query.ts";
import { serverClient } from "#lib/supabase/member-client.ts";
import { AnalyticsError } from "#lib/supabase/member-errors.ts";

/** How many rows each list of a dashboard may have; `more` says how many were left out. */
const LIST_LIMIT = 50;

/** An owner as a member sees it before any number is read. */
export type OwnerClock = { user_code: string; time_zone: string };

/**
 * The owner's time zone, read with the member's rights, so it is also the gate of the screens that read nothing else
 * before they are streamed: once per request.
 * @throws AnalyticsError `signed_out`, `not_a_member` (or no such owner), `unavailable`
 */
export const ownerClock = cache(async (userCode: string): Promise<OwnerClock> => {
  const client = await signedInClient();
  const { data, error } = await client
    .from("analytics_owners")
    .select("user_code, time_zone")
    .eq("user_code", userCode)
    .maybeSingle<OwnerClock>();
  if (error) throw asAnalyticsError(error);
  if (!data) throw new AnalyticsError("not_a_member");
  return data;
});

/**
 * Everything one dashboard shows, counted by the database in one call with the member's rights, which it checks.
 * @param limit the longest list; null for whole lists
 * @throws AnalyticsError of any code
 */
export async function readDashboard(
  userCode: string,
  query: Query,
  limit: number | null = LIST_LIMIT,
): Promise<Dashboard> {
  const client = await signedInClient();
  const ask = async ({ from, to }: DateRange) => {
    const parameters = {
      p_user_code: userCode,
      p_from: from,
      p_to: to,
      p_group: query.group,
      p_contact: query.contact,
      p_compare: query.compare,
      p_limit: limit,
    };
    const { data, error } = await (query.row
      ? client.rpc("analytics_row", { ...parameters, p_kind: query.row.kind, p_value: query.row.value })
      : client.rpc("analytics_dashboard", parameters));
    if (error) throw asAnalyticsError(error);
    return data as Dashboard;
  };
  return onOwnersClock(userCode, query.range, ask);
}

/** Only whether there is a session: what it may see is decided by the database, which verifies its token. */
async function signedInClient(): Promise<SupabaseClient> {
  const client = await serverClient();
  const { data: auth } = await client.auth.getSession();
  if (!auth.session) throw new AnalyticsError("signed_out");
  return client;
}

function asAnalyticsError(error: PostgrestError): AnalyticsError {
  switch (error.code) {
    case "42501":
      return new AnalyticsError("not_a_member");
    case "22023":
    case "22008":
      return new AnalyticsError("invalid_query", error.message);
    // PostgREST: the token is invalid or has expired.
    case "PGRST301":
    case "PGRST303":
      return new AnalyticsError("signed_out");
    default:
      console.error(`analytics: ${error.code} ${error.message}`);
      return new AnalyticsError("unavailable");
  }
}
