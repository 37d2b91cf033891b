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

/** What a list has a row for each of: a page, a target, or a value of a dimension. */
export const ROW_KINDS = ["page", "target", ...DIMENSIONS] as const;
export type RowKind = (typeof ROW_KINDS)[number];
export type Row = { kind: RowKind; value: string };

/** What visits can be chosen by. `visit`: whether it was its visitor's first of the day (`new`) or a later one (`returned`). */
export const FILTER_FIELDS = ["group", "contact", ...ROW_KINDS, "visit"] as const;
export type FilterField = (typeof FILTER_FIELDS)[number];

export const OPERATORS = ["is", "is_not"] as const;

/**
 * What visits must be, or not be: one of these values of a field. Of a page, target or site: had it among what they saw or
 * tapped. The shape that Plausible's API has, in the URL, the JSON and the SQL alike.
 */
export type Condition = [operator: (typeof OPERATORS)[number], field: FilterField, values: string[]];

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
  /** What visits must be besides; all of it. */
  filters: Condition[];
};

export const DEFAULT_QUERY: Query = {
  range: { kind: "period", period: "30d" },
  compare: "previous",
  group: null,
  contact: null,
  filters: [],
};

/** What a query asks of visits. */
export type Conditions = Pick<Query, "group" | "contact" | "filters">;
export const NO_CONDITIONS: Conditions = { group: null, contact: null, filters: [] };

/** All that a query asks of visits, as one list. */
export function conditionsOf({ group, contact, filters }: Conditions): Condition[] {
  return [
    ...(group === null ? [] : [["is", "group", [group]] satisfies Condition]),
    ...(contact === null ? [] : [["is", "contact", [contact]] satisfies Condition]),
    ...filters,
  ];
}

/** The other way round: one group and one contact have names of their own, because daily totals are kept of them. */
export function asConditions(conditions: readonly Condition[]): Conditions {
  const found: Conditions = { ...NO_CONDITIONS, filters: [] };
  for (const condition of conditions) {
    const [operator, field, values] = condition;
    const [value] = values;
    const isOne = operator === "is" && values.length === 1 && value !== undefined;
    if (isOne && (field === "group" || field === "contact") && found[field] === null) found[field] = value;
    else if (values.length > 0) found.filters.push(condition);
  }
  return found;
}

/** What becomes of a query when a value is pressed in a list: it alone is asked of its field, or no longer asked. */
export function pressed(query: Conditions, field: FilterField, value: string): Conditions {
  const conditions = conditionsOf(query);
  const isAsked = isChosen(query, field, value);
  const kept = conditions.filter(([operator, of]) => !(operator === "is" && of === field));
  return asConditions(isAsked ? kept : [...kept, ["is", field, [value]]]);
}

/** Whether a query asks for a value of a field. */
export function isChosen(query: Conditions, field: FilterField, value: string): boolean {
  return conditionsOf(query).some(
    ([operator, of, values]) => operator === "is" && of === field && values.includes(value),
  );
}

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
  if (query.filters.length > 0) search.set("filters", writeFilters(query.filters));
  // A comma and a semicolon may stand in a query; those of values are escaped twice.
  return search.toString().replaceAll("%2C", ",").replaceAll("%3B", ";");
}

/** Conditions as a URL has them: `is,country,DE,AT;is_not,page,home`. */
export function writeFilters(filters: readonly Condition[]): string {
  return filters
    .map(([operator, field, values]) =>
      [operator, field, ...values.map((value) => value.replace(/[%,;]/g, encodeURIComponent))].join(","),
    )
    .join(";");
}

function isDefault(period: Period): boolean {
  return DEFAULT_QUERY.range.kind === "period" && DEFAULT_QUERY.range.period === period;
}
