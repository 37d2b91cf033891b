import type { Period } from "#lib/analytics/periods.ts";
import { NO_CONDITIONS, type Query } from "#lib/analytics/query.ts";

/** A key and the change of the dashboard's query that it makes. */
export type Shortcut = { key: string; label: string; change: Partial<Query> };

const period = (key: string, label: string, name: Period): Shortcut => ({
  key,
  label,
  change: { range: { kind: "period", period: name } },
});

/** Single letters, as nobody types on a dashboard; what they do stands in the sheet that `?` opens. */
export const SHORTCUTS: readonly Shortcut[] = [
  period("d", "Today", "today"),
  period("e", "Yesterday", "yesterday"),
  period("w", "Last 7 days", "7d"),
  period("t", "Last 30 days", "30d"),
  period("n", "Last 90 days", "90d"),
  period("y", "Last 12 months", "12mo"),
  period("m", "This month", "month"),
  period("a", "All time", "all"),
  { key: "p", label: "Compare with the previous period", change: { compare: "previous" } },
  { key: "l", label: "Compare with the year before", change: { compare: "year" } },
  { key: "o", label: "Compare with nothing", change: { compare: "none" } },
  { key: "x", label: "Remove all filters", change: NO_CONDITIONS },
];

/** The key that makes a change of the query, if one does. */
export function keyOf(change: Partial<Query>): string | undefined {
  const wanted = JSON.stringify(change);
  return SHORTCUTS.find((shortcut) => JSON.stringify(shortcut.change) === wanted)?.key;
}

/** Set in `localStorage` by who does not want single letters to do anything, such as people who speak to their device. */
const OFF = "daybook.keys.off";

export function areShortcutsOff(): boolean {
  return localStorage.getItem(OFF) !== null;
}

export function switchShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
}
