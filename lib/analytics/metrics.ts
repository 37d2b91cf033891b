import {
  type Change,
  countChange,
  FEWEST_COMPARED,
  rateChange,
  relativeChange,
} from "#lib/analytics/comparison.ts";
import type { Totals } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Share } from "#lib/analytics/rate-intervals.ts";

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
  /** What it is measured in. Counts are drawn as bars, the others as lines with gaps where nothing could be formed. */
  unit: "count" | "rate" | "seconds";
  /** Short form, for a chart's axis. */
  tick: (value: number, format: Format) => string;
  change: (now: Totals, before: Totals) => Change;
  /** Whether more of it is good news. */
  better: "more" | "less";
};

const asCount = (value: number | null, format: Format) => (value === null ? "–" : format.count(value));
const asRate = (value: number | null, format: Format) => format.rate(value);
const count = {
  unit: "count" as const,
  write: asCount,
  tick: (value: number, format: Format) => format.compact(value),
};
const rate = {
  unit: "rate" as const,
  write: asRate,
  tick: (value: number, format: Format) => format.rate(value).replace(/[.,]0(?=\D)/, ""),
};

type Count = "visitors" | "sessions" | "page_views" | "clicks";
const ofCount = (key: Count) => ({
  value: (totals: Totals) => totals[key],
  change: (now: Totals, before: Totals) => countChange(now[key], before[key]),
});

/** What is formed of each session's part, and changes only where both sides have enough sessions to form it. */
const perSession = (part: (totals: Totals) => number, changeOf: (now: Share, before: Share) => Change) => ({
  value: (totals: Totals) => rateOf({ part: part(totals), all: totals.sessions }),
  change: (now: Totals, before: Totals): Change => {
    const shareOf = (totals: Totals) => ({ part: part(totals), all: totals.sessions });
    const change = changeOf(shareOf(now), shareOf(before));
    const isFew = Math.min(now.sessions, before.sessions) < FEWEST_COMPARED;
    return change.kind !== "none" && isFew ? { kind: "few" } : change;
  },
});

const rateOf = ({ part, all }: Share) => (all === 0 ? null : part / all);

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
    ...perSession((totals) => totals.contacting_sessions, rateChange),
    ...rate,
    better: "more",
  },
  average_time: {
    label: "Average time",
    meaning: "From the first to the last event of a session, on average.",
    // How much times differ from each other is not kept, so what chance may do to their average is not known.
    ...perSession(
      (totals) => totals.duration_seconds,
      (now, before) => relativeChange(rateOf(now), rateOf(before)),
    ),
    unit: "seconds",
    write: (value, format) => format.duration(value),
    tick: (value, format) => format.duration(value).replace(" 00s", ""),
    better: "more",
  },
  bounce_rate: {
    label: "Bounce rate",
    meaning: "Sessions with one page view and no click, of all sessions.",
    ...perSession((totals) => totals.bounces, rateChange),
    ...rate,
    better: "less",
  },
};
