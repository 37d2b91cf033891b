import type { DayState } from "#lib/analytics/dashboard.ts";
import type { Role } from "#lib/owners/roles.ts";

/** One day as the SQL function `analytics_owner_data` tells of it. Arrivals go by the day they came, counting by the event's. */
export type DataDay = {
  date: string;
  state: DayState;
  computed_at: string | null;
  raw_events: number;
  /** Its raw events were deleted: it stays as it is. */
  purged_at: string | null;
  /** Events came after it had been computed, at this moment the last. */
  marked_at: string | null;
  received: number;
  stored: number;
  duplicate: number;
  filtered: number;
  rejected: number;
  codes: { kind: "filtered" | "rejected"; code: string; events: number }[];
  previews: number;
  /** Page views and clicks that came after the day had been closed; `waiting`: those that no rebuild has counted yet. */
  late: number;
  waiting: number;
  /** The latest recount against the daily rows; `differences` is empty when both agreed. */
  verified_at: string | null;
  differences: unknown[] | null;
};

/** A closed day whose numbers changed: from what, to what, and why. */
export type Revision = {
  date: string;
  revised_at: string;
  reason: string;
  former: Record<string, number> | null;
  present: Record<string, number> | null;
};

export type OwnerData = {
  role: Role;
  owner: { user_code: string; name: string; time_zone: string };
  period: { from: string; to: string; today: string };
  days: DataDay[];
  revisions: Revision[];
  /** Null where the tables hold other owners too. */
  tables: { table: string; size: string; bytes: number }[] | null;
  computed_at: string;
};

/** What the SQL function `analytics_owner_volume` returns: the owner's own rows, and about how many bytes they take. */
export type OwnerVolume = { tables: { table: string; rows: number; bytes: number }[] };

export const ACCOUNTS = ["received", "stored", "duplicate", "filtered", "rejected"] as const;
export type Account = (typeof ACCOUNTS)[number];

/** What arrived in all, and why events were filtered or rejected, the most frequent reason first. */
export function sumAccounts(days: DataDay[]): Record<Account, number> & { codes: DataDay["codes"] } {
  const sum = { received: 0, stored: 0, duplicate: 0, filtered: 0, rejected: 0 };
  const codes = new Map<string, DataDay["codes"][number]>();
  for (const day of days) {
    for (const account of ACCOUNTS) sum[account] += day[account];
    for (const one of day.codes) {
      const key = `${one.kind} ${one.code}`;
      codes.set(key, { ...one, events: one.events + (codes.get(key)?.events ?? 0) });
    }
  }
  return { ...sum, codes: [...codes.values()].sort((a, b) => b.events - a.events) };
}

/** What a reason means, for people. */
export const CODE_MEANINGS: Record<string, string> = {
  bot: "A known bot or crawler",
  no_user_agent: "It named no browser",
  headless: "A browser without a screen",
  prefetch: "Fetched ahead, not seen by anyone",
  privacy: "The visitor asks not to be tracked",
  excluded_address: "From an address you excluded",
  lost_in_browser: "A browser had no room left to keep it",
  too_old: "More than seven days old",
  in_future: "More than ten minutes in the future",
  invalid_event: "Not an event as the contract has it",
  rate_limited: "Too many at once",
  origin_not_allowed: "From a site that is not on your list",
};
