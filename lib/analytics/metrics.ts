import {
  type Change,
  countChange,
  FEWEST_COMPARED,
  pointChange,
  relativeChange,
} from "#lib/analytics/comparison.ts";
import type { Totals } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

/** The seven numbers at the top of a dashboard, in their order. */
export const METRIC_KEYS = [
  "visitors",
  "sessions",
  "page_views",
  "clicks",
  "contact_rate",
  "average_time",
  "bounce_rate",
] as const;

export type MetricKey = (typeof METRIC_KEYS)[number];

export type Metric = {
  label: string;
  /** One sentence: what is counted. */
  meaning: string;
  /** The number, or null where nothing could be divided: no sessions have no rate. */
  value: (totals: Totals) => number | null;
  write: (value: number | null, format: Format) => string;
  /** Short form, for a chart's axis. */
  tick: (value: number, format: Format) => string;
  change: (now: Totals, before: Totals) => Change;
  /** Whether more of it is good news. */
  better: "more" | "less";
};

const asCount = (value: number | null, format: Format) => (value === null ? "–" : format.count(value));
const asRate = (value: number | null, format: Format) => format.rate(value);
const count = {
  write: asCount,
  tick: (value: number, format: Format) => format.compact(value),
};
const rate = { write: asRate, tick: asRate };

type Count = "visitors" | "sessions" | "page_views" | "clicks";
const ofCount = (key: Count) => ({
  value: (totals: Totals) => totals[key],
  change: (now: Totals, before: Totals) => countChange(now[key], before[key]),
});

/** What is formed of each session's part, and changes only where both sides have enough sessions to form it. */
const perSession = (
  part: (totals: Totals) => number,
  changeOf: (now: number | null, before: number | null) => Change,
) => {
  const value = (totals: Totals) => (totals.sessions === 0 ? null : part(totals) / totals.sessions);
  return {
    value,
    change: (now: Totals, before: Totals): Change => {
      const change = changeOf(value(now), value(before));
      const isFew = Math.min(now.sessions, before.sessions) < FEWEST_COMPARED;
      return change.kind !== "none" && isFew ? { kind: "few" } : change;
    },
  };
};

export const METRICS: Record<MetricKey, Metric> = {
  visitors: {
    label: "Visitors",
    meaning: "People seen, each once a day. Over several days: the sum of daily visitors.",
    ...ofCount("visitors"),
    ...count,
    better: "more",
  },
  sessions: {
    label: "Sessions",
    meaning: "Visits, each in one browser tab.",
    ...ofCount("sessions"),
    ...count,
    better: "more",
  },
  page_views: {
    label: "Page views",
    meaning: "Pages opened.",
    ...ofCount("page_views"),
    ...count,
    better: "more",
  },
  clicks: {
    label: "Clicks",
    meaning: "Taps on contact methods.",
    ...ofCount("clicks"),
    ...count,
    better: "more",
  },
  contact_rate: {
    label: "Contact rate",
    meaning: "Sessions with at least one click, of all sessions.",
    ...perSession((totals) => totals.contacting_sessions, pointChange),
    ...rate,
    better: "more",
  },
  average_time: {
    label: "Average time",
    meaning: "From the first to the last event of a session, on average.",
    ...perSession((totals) => totals.duration_seconds, relativeChange),
    write: (value, format) => format.duration(value),
    tick: (value, format) => format.duration(value),
    better: "more",
  },
  bounce_rate: {
    label: "Bounce rate",
    meaning: "Sessions with one page view and no click, of all sessions.",
    ...perSession((totals) => totals.bounces, pointChange),
    ...rate,
    better: "less",
  },
};
