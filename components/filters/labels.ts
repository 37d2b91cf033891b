import type { Compare, Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Period, Range } from "#lib/analytics/query.ts";

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

export const COMPARE_LABELS: Record<Compare, string> = {
  previous: "Previous period",
  year: "Year before",
  none: "No comparison",
};

/** The name of a range: its period's, or its days. */
export function rangeLabel(range: Range, { period }: Dashboard, format: Format): string {
  return range.kind === "period" ? PERIOD_LABELS[range.period] : format.range(period.from, period.to);
}

/** What to call a group; `""` is the visits that belong to none. */
export function groupLabel(dashboard: Dashboard, code: string): string {
  if (code === "") return "No group";
  return dashboard.options.groups.find((group) => group.group_code === code)?.name || code;
}

/** What to call a contact; `""` is direct visits. A share may name nobody: then it is known by its code. */
export function contactLabel(dashboard: Dashboard, code: string): string {
  if (code === "") return "Direct visits";
  return (
    dashboard.options.contacts.find((contact) => contact.share_code === code)?.contact || `Share ${code}`
  );
}
