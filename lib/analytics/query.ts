import type { Period, Range } from "#lib/analytics/periods.ts";

/** What visits are broken down by, beside pages and targets. `site`: the other sites that clicks led to. */
export const DIMENSIONS = [
  "referrer",
  "channel",
  "utm_source",
  "utm_medium",
  "utm_campaign",
  "country",
  "device",
  "browser",
  "os",
  "language",
  "site",
] as const;

export type Dimension = (typeof DIMENSIONS)[number];

/** What can be looked at by itself: a page, a target, or a value of a dimension. */
export const ROW_KINDS = ["page", "target", ...DIMENSIONS] as const;
export type RowKind = (typeof ROW_KINDS)[number];
export type Row = { kind: RowKind; value: string };

/**
 * `previous`: the days before, as many; `previous_month`: the same days of the month before; `year`: as many that end a year
 * before; `…_weekdays`: moved by whole weeks.
 */
export const COMPARES = [
  "none",
  "previous",
  "previous_weekdays",
  "previous_month",
  "year",
  "year_weekdays",
] as const;
export type Compare = (typeof COMPARES)[number];

/** What one dashboard shows: everything that its URL says. `""` in `group` / `contact` is none / direct. */
export type Query = {
  range: Range;
  compare: Compare;
  group: string | null;
  contact: string | null;
  /** One row of a breakdown, looked at by itself. */
  row: Row | null;
};

export const DEFAULT_QUERY: Query = {
  range: { kind: "period", period: "30d" },
  compare: "previous",
  group: null,
  contact: null,
  row: null,
};

/**
 * What the days of a query are compared with. The period before a running month, or a running year, is the same part of the
 * month or year before: its beginning, as far as this one has come, not the end of the month before.
 */
export function comparisonOf({ range, compare }: Pick<Query, "range" | "compare">): Compare {
  if (compare !== "previous" || range.kind !== "period") return compare;
  if (range.period === "month") return "previous_month";
  return range.period === "year" ? "year" : compare;
}

/** In a URL this stands for `""` (no group, direct visits), which an empty parameter would not survive. */
export const NONE = "-";

/**
 * The query string of a query, without `?`: the same for the page and for its JSON, so that either can be made from
 * the other. Defaults are left out, so equal queries give equal strings.
 */
export function toSearch(query: Query): string {
  const search = new URLSearchParams();
  if (query.range.kind === "custom") {
    if (query.range.from !== null) search.set("from", query.range.from);
    if (query.range.to !== null) search.set("to", query.range.to);
  } else if (!isDefault(query.range.period)) {
    search.set("period", query.range.period);
  }
  if (query.compare !== DEFAULT_QUERY.compare) search.set("compare", query.compare);
  if (query.group !== null) search.set("group", query.group === "" ? NONE : query.group);
  if (query.contact !== null) search.set("contact", query.contact === "" ? NONE : query.contact);
  if (query.row !== null) search.set("row", `${query.row.kind}:${query.row.value}`);
  return search.toString();
}

function isDefault(period: Period): boolean {
  return DEFAULT_QUERY.range.kind === "period" && DEFAULT_QUERY.range.period === period;
}
