import type { Change } from "#lib/analytics/comparison.ts";
import type { Dashboard, Day, Hour, Totals } from "#lib/analytics/dashboard.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { daysBetween } from "#lib/owners/owner-day.ts";

export type Step = "hour" | "day" | "week" | "month";

/**
 * One point of the main chart. `label` is an hour (`"09"`) or the first day of the step, as the step says;
 * `previousLabel` the same of what it is compared with, an hour there with its day (`"2026-11-21 09"`).
 */
export type Point = {
  label: string;
  value: number | null;
  previous: number | null;
  previousLabel: string | null;
  /** How it moved; `none` also while the step is not whole. */
  change: Change;
  /** Why this step holds less than its neighbours (`so far`, `2 days only`), or null when it is whole. */
  partial: string | null;
  weekend: boolean;
};

/** `began`: the place of the first point on which was counted at all; before it nothing is drawn. */
export type Series = { step: Step; points: Point[]; began: number };

/** The metrics that are counted by the hour too. How long sessions took and whether they bounced is kept by the day. */
const HOURLY = ["visitors", "sessions", "page_views", "clicks", "contact_rate"] as const;
type HourlyKey = (typeof HOURLY)[number];

export function isHourly(metric: MetricKey): metric is HourlyKey {
  return HOURLY.some((key) => key === metric);
}

/** Longest period, in days, that is still drawn by the day, and by the week. */
const MAX_DAYS = 100;
const MAX_WEEK_DAYS = 400;

/**
 * What the main chart draws for one metric: by the hour for one day, then by the day, week or month as the period
 * grows, so that a line stays readable. Rates are formed from each step's own totals, never averaged.
 */
export function seriesOf(dashboard: Dashboard, metric: MetricKey): Series {
  if (dashboard.hours && isHourly(metric))
    return { step: "hour", points: hours(dashboard, metric), began: 0 };
  const step: Step =
    dashboard.days.length <= MAX_DAYS ? "day" : dashboard.days.length <= MAX_WEEK_DAYS ? "week" : "month";
  const { value, change } = METRICS[metric];
  const today = dashboard.period.today;
  const firstDay = dashboard.owner.first_date ?? "";
  const now = stepsOf(dashboard.days, step, firstDay);
  const before = stepsOf(dashboard.previous?.days ?? [], step, firstDay);
  // Over longer months there may be a step more or less: then the last steps are matched, not the first.
  const offset = before.length - now.length;
  const points = now.map((bucket, index): Point => {
    const previous = before[index + offset];
    const partial =
      bucket.to >= today
        ? "so far"
        : bucket.missing > 0
          ? `${bucket.days} ${bucket.days === 1 ? "day" : "days"} only`
          : null;
    // Before counting began there is nothing to draw, not even nothing.
    const isCounted = bucket.days > 0;
    return {
      label: bucket.from,
      value: isCounted ? value(bucket.totals) : null,
      previous: previous ? value(previous.totals) : null,
      previousLabel: previous?.from ?? null,
      change: previous && partial === null ? change(bucket.totals, previous.totals) : { kind: "none" },
      partial: isCounted ? partial : null,
      weekend: step === "day" && isWeekend(bucket.from),
    };
  });
  const began = now.findIndex(({ days }) => days > 0);
  return { step, points, began: Math.max(0, began) };
}

/**
 * A small trend for one metric: at most 40 numbers, null where it could not be formed, as a rate without sessions. Of a day
 * by the hour, otherwise of the days that are over.
 */
export function trendOf(dashboard: Dashboard, metric: MetricKey): (number | null)[] {
  if (dashboard.hours && isHourly(metric)) {
    const points = hours(dashboard, metric);
    const now = points.findIndex(({ partial }) => partial !== null);
    // Hours that have not come yet are no part of it.
    return points.slice(0, now < 0 ? undefined : now + 1).map(({ value }) => value);
  }
  const counted = countedOf(dashboard.days, dashboard.owner.first_date ?? "");
  // A day that is not over would look like a fall, and so would a stretch of fewer days than the others.
  const over = counted.filter(({ date }) => date < dashboard.period.today);
  const days = over.length > 0 ? over : counted;
  const size = Math.ceil(days.length / 40) || 1;
  return chunks(days.slice(days.length % size), size).map((stretch) => METRICS[metric].value(sumOf(stretch)));
}

function hours(
  { hours: counted, previous, period, owner, computed_at }: Dashboard,
  metric: HourlyKey,
): Point[] {
  const current = period.from === period.today ? hourOf(computed_at, owner.time_zone) : 24;
  const { value, change } = METRICS[metric];
  const [now, before] = [totalsOf(counted), totalsOf(previous?.hours ?? null)];
  return Array.from({ length: 24 }, (_, hour) => {
    const label = String(hour).padStart(2, "0");
    const [here, there] = [now.get(label), before.get(label)];
    return {
      label,
      // Hours that have not come yet are unknown, not nothing.
      value: hour > current || !here ? null : value(here),
      previous: there ? value(there) : null,
      change: here && there && hour < current ? change(here, there) : { kind: "none" },
      previousLabel: previous?.hours ? `${previous.from} ${label}` : null,
      partial: hour === current ? "so far" : null,
      weekend: false,
    };
  });
}

function totalsOf(hours: readonly Hour[] | null): Map<string, Totals> {
  return new Map(hours?.map((hour) => [hour.hour, { ...NOTHING, ...hour }]));
}

function hourOf(instant: string, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", hourCycle: "h23" });
  return Number(format.format(new Date(instant)));
}

/** `days`: those on which was counted; `missing`: those that would make the step whole. */
type Bucket = { from: string; to: string; days: number; missing: number; totals: Totals };

function stepsOf(days: Day[], step: Step, firstDay: string): Bucket[] {
  const buckets = new Map<string, Day[]>();
  const last = days.at(-1)?.date ?? "";
  for (const day of days) {
    // Weeks are counted back from the period's last day, so that the newest one is never the short one.
    const key =
      step === "month"
        ? day.date.slice(0, 7)
        : step === "week"
          ? Math.floor(daysBetween(day.date, last) / 7)
          : day.date;
    const bucket = buckets.get(String(key));
    if (bucket) bucket.push(day);
    else buckets.set(String(key), [day]);
  }
  return [...buckets.values()].map((members) => {
    const counted = countedOf(members, firstDay);
    const whole = step === "week" ? 7 : step === "month" ? daysInMonth(members[0]?.date ?? "") : 1;
    return {
      from: members[0]?.date ?? "",
      to: members.at(-1)?.date ?? "",
      days: counted.length,
      missing: whole - counted.length,
      totals: sumOf(counted),
    };
  });
}

/** The days that can be asked, from the first that was counted on. */
function countedOf(days: readonly Day[], firstDay: string): Day[] {
  return days.filter(({ date, state }) => date >= firstDay && state !== "gone");
}

const NOTHING: Totals = {
  visitors: 0,
  sessions: 0,
  page_views: 0,
  clicks: 0,
  contacting_sessions: 0,
  bounces: 0,
  duration_seconds: 0,
};

/** Totals of several days; visitors are the sum of daily visitors. A day that cannot be asked adds nothing. */
export function sumOf(days: readonly { [Key in keyof Totals]: number | null }[]): Totals {
  const sum = { ...NOTHING };
  for (const day of days) {
    for (const key of Object.keys(sum) as (keyof Totals)[]) sum[key] += day[key] ?? 0;
  }
  return sum;
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

function daysInMonth(date: string): number {
  return new Date(Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)), 0)).getUTCDate();
}

function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}
