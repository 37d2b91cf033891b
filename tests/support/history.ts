import { randomUUID } from "node:crypto";
import { v7 as uuidv7 } from "uuid";

export type StoredView = { id: string; at: string; page: string };
export type StoredClick = StoredView & { target: string; outcome?: "opened" | "stayed"; site?: string };

/** One batch as `analytics_ingest_events` takes it. */
export type StoredBatch = {
  batch: number;
  user_code: string;
  session: Record<string, string>;
  page_views: StoredView[];
  clicks: StoredClick[];
  filtered?: Record<string, number>;
  rejected?: Record<string, number>;
};

/** A visit whose events follow each other by `stepMs`, page views first. */
export function visit(
  userCode: string,
  options: {
    start: Date;
    pages?: string[];
    targets?: string[];
    /** The sites that clicks on these targets lead to. */
    sites?: Record<string, string>;
    share?: string;
    visitor?: number;
    stepMs?: number;
    batch?: number;
    session?: Record<string, string>;
  },
): StoredBatch {
  const {
    start,
    pages = ["home"],
    targets = [],
    sites = {},
    share = "",
    visitor = 1,
    stepMs = 1000,
    batch = 0,
  } = options;
  const event = (place: number) => {
    const msecs = start.getTime() + place * stepMs;
    return { id: uuidv7({ msecs }), at: new Date(msecs).toISOString() };
  };
  return {
    batch,
    user_code: userCode,
    session: {
      id: randomUUID(),
      started_at: start.toISOString(),
      visitor_id: String(visitor),
      share_code: share,
      ...options.session,
    },
    page_views: pages.map((page, place) => ({ ...event(place), page })),
    clicks: targets.map((target, place) => ({
      ...event(pages.length + place),
      page: pages.at(-1) ?? "home",
      target,
      ...(sites[target] && { site: sites[target] }),
    })),
  };
}
