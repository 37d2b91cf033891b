import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Period, Range } from "#lib/analytics/periods.ts";
import type { Compare, Condition, Dimension, FilterField, Row } from "#lib/analytics/query.ts";
import type { Step } from "#lib/analytics/series.ts";
import { targetName } from "#lib/card/contact-methods.ts";

export const PERIOD_LABELS: Record<Period, string> = {
  today: "Today",
  yesterday: "Yesterday",
  "7d": "Last 7 days",
  "30d": "Last 30 days",
  "90d": "Last 90 days",
  "12mo": "Last 12 months",
  month: "This month",
  last_month: "Last month",
  year: "This year",
  last_year: "Last year",
  all: "All time",
};

/** In the order in which they are offered. */
export const COMPARISONS: readonly Compare[] = [
  "previous",
  "previous_weekdays",
  "previous_month",
  "year",
  "year_weekdays",
  "none",
];

export const COMPARISON_LABELS: Record<Compare, string> = {
  previous: "Previous period",
  previous_weekdays: "Previous, same weekdays",
  previous_month: "Month before, same days",
  year: "Year before",
  year_weekdays: "Year before, same weekdays",
  none: "No comparison",
};

/** The name of a range: its period's, or its days. */
export function rangeLabel(
  range: Range,
  { period }: Pick<Dashboard, "period">,
  format: Pick<Format, "range">,
): string {
  return range.kind === "period" ? PERIOD_LABELS[range.period] : format.range(period.from, period.to);
}

/** What to call a group; `""` is the visits that belong to none. */
export function groupLabel(dashboard: Pick<Dashboard, "options">, code: string): string {
  if (code === "") return "No group";
  return dashboard.options.groups.find((group) => group.group_code === code)?.name || code;
}

/** What to call a contact; `""` is direct visits. A share that names nobody is called by its code. */
export function contactLabel(dashboard: Pick<Dashboard, "options">, code: string): string {
  if (code === "") return "Direct visits";
  return (
    dashboard.options.contacts.find((contact) => contact.share_code === code)?.contact || `Share ${code}`
  );
}

/** What to call the things that visits can be chosen by. */
export const FIELD_LABELS: Record<FilterField, string> = {
  group: "Group",
  contact: "Contact",
  page: "Page",
  target: "Contact method",
  referrer: "Referrer",
  channel: "Channel",
  utm_source: "UTM source",
  utm_medium: "UTM medium",
  utm_campaign: "UTM campaign",
  country: "Country",
  device: "Device",
  browser: "Browser",
  os: "System",
  language: "Language",
  site: "Outbound site",
  visit: "Visit",
};

const VISITS: Record<string, string> = { new: "first of the day", returned: "came back that day" };

/** What to call a value that visits are chosen by. */
export function filterValueLabel(
  field: FilterField,
  value: string,
  dashboard: Pick<Dashboard, "options">,
  format: Format,
): string {
  switch (field) {
    case "group":
      return groupLabel(dashboard, value);
    case "contact":
      return contactLabel(dashboard, value);
    case "visit":
      return VISITS[value] ?? value;
    default:
      return valueLabel({ kind: field, value }, format);
  }
}

/** The values of a condition in words: `Germany or Austria`. */
export function conditionLabel(
  [, field, values]: Condition,
  dashboard: Pick<Dashboard, "options">,
  format: Format,
): string {
  return values.map((value) => filterValueLabel(field, value, dashboard, format)).join(" or ");
}

/** What people call a page, a target or a dimension's value: `target` `save_contact` → Save contact. */
export function valueLabel({ kind, value }: Row, format: Format): string {
  if (kind === "target") return targetName(value);
  if (kind === "page") return pageName(value);
  return dimensionLabel(kind, value, format);
}

/** What people call a page: `home` → Home; a path stays as it is. */
export function pageName(page: string): string {
  if (page === "") return "(no name)";
  return /^[a-z]+$/.test(page) ? capitalised(page) : page;
}

const UNKNOWN: Record<Dimension, string> = {
  referrer: "No referrer",
  channel: "Unknown",
  utm_source: "No source",
  utm_medium: "No medium",
  utm_campaign: "No campaign",
  country: "Unknown country",
  device: "Unknown device",
  browser: "Unknown browser",
  os: "Unknown system",
  language: "Unknown language",
  site: "No site",
};

/** What people call a dimension's value: `DE` → Germany, `mobile` → Mobile; `""` is what is not known. */
function dimensionLabel(dimension: Dimension, value: string, format: Format): string {
  if (value === "") return UNKNOWN[dimension];
  switch (dimension) {
    case "country":
      return format.country(value);
    case "language":
      return format.language(value);
    case "channel":
      return value === "ai" ? "AI assistants" : capitalised(value);
    case "device":
      return capitalised(value);
    default:
      return value;
  }
}

function capitalised(value: string): string {
  return value.charAt(0).toUpperCase() + value.slice(1).replaceAll("_", " ");
}

/** A point of the chart in full: `09:00–10:00`, `21 Nov, 09:00–10:00`, `Sunday, 22 November 2026`, `Week from 16 Nov`, `Nov 2026`. */
export function pointLabel(label: string, step: Step, format: Format): string {
  switch (step) {
    case "hour": {
      const hour = label.slice(-2);
      const day = label.length > 2 ? `${format.day(label.slice(0, 10))}, ` : "";
      return `${day}${hour}:00–${String(Number(hour) + 1).padStart(2, "0")}:00`;
    }
    case "day":
      return format.longDay(label);
    case "week":
      return `Week from ${format.dayAndYear(label)}`;
    case "month":
      return format.month(label);
    default:
      return step satisfies never;
  }
}

/** A point of the chart in short, for its axis. */
export function tickLabel(label: string, step: Step, format: Format): string {
  if (step === "hour") return `${label}:00`;
  return step === "month" ? format.month(label) : format.day(label);
}
