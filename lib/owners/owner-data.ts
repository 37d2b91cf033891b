import { z } from "zod";
import { DAY_STATES } from "#lib/owners/owner-day.ts";
import { ROLES } from "#lib/owners/roles.ts";

export const dataDay = z.object({
  date: z.string(),
  state: z.enum(DAY_STATES),
  computed_at: z.string().nullable(),
  raw_events: z.number(),
  /** It could not be rebuilt, and is counted live: when that was tried last, and the SQLSTATE that says why. */
  set_aside_at: z.string().nullable(),
  set_aside_code: z.string().nullable(),
  /** Its raw events were deleted: it stays as it is. */
  purged_at: z.string().nullable(),
  /** Events came after it had been computed, at this moment the last. */
  marked_at: z.string().nullable(),
  received: z.number(),
  stored: z.number(),
  duplicate: z.number(),
  filtered: z.number(),
  rejected: z.number(),
  /** Stored events that were erased on this day. */
  erased: z.number(),
  codes: z.array(
    z.object({
      kind: z.enum(["stored", "filtered", "rejected", "erased"]),
      code: z.string(),
      events: z.number(),
    }),
  ),
  previews: z.number(),
  /** Page views and clicks that came after the day had been closed; `waiting`: those that no rebuild has counted yet. */
  late: z.number(),
  waiting: z.number(),
  /** The latest recount against the daily rows; `differences` is empty when both agreed. */
  verified_at: z.string().nullable(),
  differences: z.array(z.unknown()).nullable(),
});

/** One day as the SQL function `analytics_owner_data` tells of it. Arrivals go by the day they came, counting by the event's. */
export type DataDay = z.infer<typeof dataDay>;

const numbers = z.record(z.string(), z.number()).nullable();

export const revision = z.object({
  date: z.string(),
  revised_at: z.string(),
  reason: z.string(),
  former: numbers,
  present: numbers,
});

/** A closed day whose numbers changed: from what, to what, and why. */
export type Revision = z.infer<typeof revision>;

const erasure = z.object({
  erasure_id: z.string(),
  /** `""`: direct visits; null: by whatever share. */
  share_code: z.string().nullable(),
  /** The days on which visits began; null: all. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  asked_at: z.string(),
  events: z.number(),
  /** Days before this one are done. */
  next_date: z.string().nullable(),
});
/** An erasure that was asked for and is not finished. */
export type OpenErasure = z.infer<typeof erasure>;

/** What the SQL function `analytics_continue_erasure` returns. */
export const erasureStep = z.object({
  done: z.boolean(),
  sessions: z.number(),
  events: z.number(),
  next_date: z.string().nullable(),
});

/** What the SQL function `analytics_owner_data` returns. */
export const ownerData = z.object({
  role: z.enum(ROLES),
  owner: z.object({ user_code: z.string(), name: z.string(), time_zone: z.string() }),
  period: z.object({ from: z.string(), to: z.string(), today: z.string() }),
  days: z.array(dataDay),
  revisions: z.array(revision),
  erasures: z.array(erasure),
  /** Null where the tables hold other owners too. */
  tables: z.array(z.object({ table: z.string(), size: z.string(), bytes: z.number() })).nullable(),
  computed_at: z.string(),
});
export type OwnerData = z.infer<typeof ownerData>;

/** What the SQL function `analytics_owner_volume` returns: the owner's own rows, and about how many bytes they take. */
export const ownerVolume = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.number(), bytes: z.number() })),
});
export type OwnerVolume = z.infer<typeof ownerVolume>;

export const ACCOUNTS = ["received", "stored", "duplicate", "filtered", "rejected", "erased"] as const;
export type Account = (typeof ACCOUNTS)[number];

/** What arrived in all, and why events were filtered or rejected, the most frequent reason first. */
export function sumAccounts(days: DataDay[]): Record<Account, number> & { codes: DataDay["codes"] } {
  const sum = { received: 0, stored: 0, duplicate: 0, filtered: 0, rejected: 0, erased: 0 };
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
  erased: "Of a visit that was erased",
  by_visitor: "By the visitor",
  by_owner: "By an owner",
  unknown_share: "Came by a share code that is none of yours, and counts as a direct visit",
  too_old: "More than seven days old",
  in_future: "More than ten minutes in the future",
  invalid_event: "Not an event as the contract has it",
  rate_limited: "Too many at once",
  origin_not_allowed: "From a site that is not on your list",
};
