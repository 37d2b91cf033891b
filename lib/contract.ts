/**
 * What tracker and ingest say to each other, and nothing else: the body of `POST /api/ingest` and its answers.
 * Types and limits only, so that the tracker can import this file without growing.
 */

/** Longest body in bytes and most events that one batch may carry. */
export const MAX_BODY_BYTES = 65_536;
export const MAX_EVENTS = 100;

/** A browser keeps so many events that wait, so it cannot have lost more since its last batch; a larger count is cut. */
export const MAX_DROPPED = 1_000;

/** A day of UTC in milliseconds; an owner's own day may be an hour longer or shorter. */
export const DAY_MS = 86_400_000;

/** An event may be this old or this far in the future when it arrives, in milliseconds. */
export const MAX_AGE_MS = 7 * DAY_MS;
export const MAX_AHEAD_MS = 10 * 60 * 1000;

export type EventType = "page_view" | "click";

/** After a tap on a contact method: did another app take over, or did the visitor stay on the page? */
export type Outcome = "opened" | "stayed";

/** Campaign parameters of the landing URL, without their `utm_` prefix. */
export type Utm = {
  source?: string;
  medium?: string;
  campaign?: string;
  term?: string;
  content?: string;
};

/** One visit in one browser tab. `started_at` and every other time is ISO 8601 in UTC. */
export type BatchSession = {
  /** A UUID, or the site's own name of the visit, which is kept as one. */
  id: string;
  started_at: string;
  referrer?: string;
  utm?: Utm;
  /** BCP 47, such as `de-DE`. */
  language?: string;
  /** Width and height in CSS pixels, such as `390x844`. */
  screen?: string;
};

export type PageViewEvent = { id: string; type: "page_view"; at: string; page: string };
export type ClickEvent = {
  id: string;
  type: "click";
  at: string;
  page: string;
  target: string;
  outcome?: Outcome;
  /** The host of the other site that the click leads to, such as `shop.example`. */
  site?: string;
};
export type BatchEvent = PageViewEvent | ClickEvent;

/** The body of `POST /api/ingest`. */
export type Batch = {
  v: 1;
  user_code: string;
  /** `""` or absent: a direct visit. */
  share_code?: string;
  /** The sender's clock when it sent this. */
  sent_at: string;
  session: BatchSession;
  /** Events the sender had to drop since its last batch (storage full or blocked), up to MAX_DROPPED. */
  dropped?: number;
  events: BatchEvent[];
};

/** Why one event of an otherwise good batch was not stored. */
export type EventErrorCode = "invalid_event" | "too_old" | "in_future";

/** One event that was not stored. `retryable`: correct the clock by `server_time` and send it again. */
export type Rejection = {
  index: number;
  id: string | null;
  code: EventErrorCode;
  message: string;
  retryable: boolean;
};

/** The answer to a batch. A 2xx means: send none of these again, except what is `retryable`. */
export type BatchResult = {
  accepted: number;
  duplicates: number;
  filtered: number;
  rejected: Rejection[];
  server_time: string;
};

/** Why a whole request was refused. */
export type BatchErrorCode =
  | "invalid_json"
  | "invalid_batch"
  | "origin_not_allowed"
  | "unknown_owner"
  | "too_large"
  | "rate_limited"
  | "unavailable";

export type BatchError = { error: { code: BatchErrorCode; message: string } };
