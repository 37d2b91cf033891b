"use client";

import useSWR from "swr";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { type Query, toSearch } from "#lib/analytics/query.ts";
import { MemberError, type MemberErrorBody } from "#lib/supabase/member-errors.ts";

/** While the page is visible the numbers are asked for again this often; those under filters, which are counted from raw, less. */
const REFRESH_MS = 12_000;
const FILTERED_REFRESH_MS = 60_000;

/** A live dashboard: always the newest answer there is, and whether the last try to renew it failed. */
export type LiveDashboard = {
  dashboard: Dashboard;
  error: MemberError | null;
  refreshing: boolean;
  refresh: () => void;
};

/**
 * Keeps a dashboard that the server has rendered up to date: every 12 s while it is visible, every minute under filters, on focus and when the
 * network returns. An answer that fails leaves the last one standing.
 * @param fallback what the server rendered for this very query
 * @param address where the numbers are asked for; members' by default
 */
export function useAnalyticsDashboard(
  userCode: string,
  query: Query,
  fallback: Dashboard,
  address = `/api/analytics/${encodeURIComponent(userCode)}`,
): LiveDashboard {
  const search = toSearch(query);
  const url = search ? `${address}?${search}` : address;
  const { data, error, isValidating, mutate } = useSWR<Dashboard, MemberError>(url, fetchAnswer<Dashboard>, {
    fallbackData: fallback,
    refreshInterval: query.filters.length > 0 ? FILTERED_REFRESH_MS : REFRESH_MS,
    // The server has just counted what is on the screen; asking at once would show the same again.
    revalidateOnMount: false,
    revalidateIfStale: false,
    onErrorRetry: (error, _url, _config, revalidate, { retryCount }) => {
      // Only an outage passes by itself: who is signed out or no member gets the same answer again.
      if (error.code === "unavailable" || error.code === "auth_away")
        setTimeout(() => revalidate({ retryCount }), REFRESH_MS);
    },
  });
  // SWR keeps the last answer of each filter. When a reader returns to one, the server has sent a newer answer.
  const dashboard = data && data.computed_at > fallback.computed_at ? data : fallback;
  return { dashboard, error: error ?? null, refreshing: isValidating, refresh: () => void mutate() };
}

/** Asks one of the members' JSON routes. @throws MemberError of the code that it answers with */
export async function fetchAnswer<Answer>(url: string): Promise<Answer> {
  const response = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => {
    throw new MemberError("unavailable", "The server could not be reached.");
  });
  if (response.ok) return (await response.json()) as Answer;
  const body = (await response.json().catch(() => null)) as MemberErrorBody | null;
  throw new MemberError(body?.error.code ?? "unavailable", body?.error.message);
}
