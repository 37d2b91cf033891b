import { z } from "zod";
import { visitEvent } from "#lib/analytics/contact-history.ts";

const liveVisit = z.object({
  /** Tells visits apart, and is the same in every answer. */
  key: z.string(),
  started_at: z.string(),
  last_at: z.string(),
  /** `""`: a direct visit; null: by a share that the member does not see any more. */
  share_code: z.string().nullable(),
  contact: z.string(),
  group_code: z.string(),
  device: z.string(),
  country: z.string(),
  browser: z.string(),
  channel: z.string(),
  referrer: z.string(),
  /** The latest pages and taps, the earliest first; `more`: how many came before them. */
  events: z.array(visitEvent),
  more: z.number(),
});
export type LiveVisit = z.infer<typeof liveVisit>;

/** What the SQL function `analytics_live` returns: the visits of the last half an hour, the latest first. */
export const live = z.object({
  visitors_now: z.number(),
  visits: z.array(liveVisit),
  more: z.number(),
  computed_at: z.string(),
});
export type Live = z.infer<typeof live>;

/** Whoever did something within so many seconds is here now: as `visitors_now` counts. */
const HERE_SECONDS = 300;

/** How long ago a visit's last event was when the answer was computed, in seconds, and whether its visitor is here now. */
export function presence({ last_at }: LiveVisit, { computed_at }: Live): { ago: number; isHere: boolean } {
  const ago = Math.max(0, (Date.parse(computed_at) - Date.parse(last_at)) / 1000);
  return { ago, isHere: ago < HERE_SECONDS };
}
