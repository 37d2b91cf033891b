import type { EventErrorCode, Outcome } from "#lib/contract.ts";

/** Why an event that arrived was deliberately not counted. */
export type FilterCode = "bot" | "no_user_agent" | "headless" | "prefetch" | "privacy" | "excluded_address";

/**
 * Why an event was not stored. `lost_in_browser`: the sender had to drop it and says so. `origin_not_allowed`: the whole
 * batch was refused, which its owner must be able to see, or a forgotten origin would look like a site without visits.
 */
export type RejectCode = EventErrorCode | "lost_in_browser" | "origin_not_allowed";

export type Channel = "direct" | "search" | "ai" | "social" | "email" | "messenger" | "referral" | "campaign";
export type Device = "mobile" | "tablet" | "desktop" | "";

/** A session as `analytics_ingest_events` takes it. Times are ISO 8601 in UTC; what is not known is `""`. */
export type SessionRow = {
  id: string;
  started_at: string;
  /** A signed 64-bit integer in decimal digits, which JSON numbers cannot hold. */
  visitor_id: string;
  share_code: string;
  referrer: string;
  channel: Channel;
  utm_source: string;
  utm_medium: string;
  utm_campaign: string;
  country: string;
  device: Device;
  browser: string;
  os: string;
  language: string;
};

export type PageViewRow = { id: string; at: string; page: string };
export type ClickRow = {
  id: string;
  at: string;
  page: string;
  target: string;
  outcome?: Outcome;
  site?: string;
};

/** One batch as `analytics_ingest_events` takes it; the flush adds its number. */
export type FlushBatch = {
  user_code: string;
  /** Null when there are only counts to write. */
  session: SessionRow | null;
  page_views: PageViewRow[];
  clicks: ClickRow[];
  filtered: Partial<Record<FilterCode, number>>;
  rejected: Partial<Record<RejectCode, number>>;
};

/** What became of one batch's events. `filtered`: of what its visitor or its owner has erased. */
export type Stored = { stored: number; duplicates: number; filtered: number };

/** Why a write did not happen. Only `unavailable` is worth trying again. */
export type WriteFault = "unavailable" | "poisoned" | "unknown_owner";

/** What one flush came to: an answer for each batch, in order, or why all of it failed. */
export type FlushResult = { ok: true; stored: Stored[] } | { ok: false; fault: WriteFault };
