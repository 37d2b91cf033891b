import { DIMENSIONS } from "#lib/analytics/dashboard.ts";

const TOTALS = [
  "visitors",
  "sessions",
  "page_views",
  "clicks",
  "contacting_sessions",
  "bounces",
  "duration_seconds",
];
const COUNTS = ["visitors", "sessions", "page_views", "clicks", "contacting_sessions"];

/** The columns that each table has at least, so that a file without rows still says what it would hold. */
const COLUMNS: Record<string, readonly string[]> = {
  days: ["date", "state", "computed_at", ...TOTALS],
  hours: ["hour", ...COUNTS],
  targets: ["target", "visitors", "sessions", "clicks", "opened", "stayed", "previous_clicks"],
  pages: ["page", "visitors", "sessions", "page_views", "clicks", "entries", "exits", "previous_page_views"],
  groups: ["group_code", "name", ...TOTALS],
  contacts: ["share_code", "contact", "group_code", "last_seen", ...TOTALS],
  ...Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, [dimension, ...COUNTS]])),
  data_days: ["date", "state", "computed_at", "raw_events", "late", "waiting", "received", "stored"],
  accounting: ["date", "kind", "code", "events"],
  revisions: ["date", "revised_at", "reason", "computed_at"],
  verifications: ["date", "verified_at", "differences", "details"],
  volume: ["table", "rows", "bytes"],
  table_sizes: ["table", "size", "bytes"],
  visits: ["visit", "date", "started_at", "visitor_of_day", "at", "page", "target", "outcome"],
  previews: ["share_code", "at", "fetcher"],
  shares: ["share_code", "contact", "group_code", "created_at", "archived", "last_seen", "last_preview"],
  share_groups: ["group_code", "name", "archived"],
  legacy: ["date", "metric", "value", "old", "new", "unexplained"],
};

/** The columns of a table: those it always has, first, then what its rows bring besides. */
export function columnsOf(table: string, rows: readonly Record<string, unknown>[]): string[] {
  return [...new Set([...(COLUMNS[table] ?? []), ...rows.flatMap((row) => Object.keys(row))])];
}
