import { z } from "zod";
import type { Dashboard, Filter } from "#lib/analytics/dashboard.ts";
import type { Compare, Row } from "#lib/analytics/query.ts";
import { DIMENSIONS } from "#lib/analytics/query.ts";
import { revision } from "#lib/owners/owner-data.ts";

/** The tables of a dashboard that can be exported: the course of days and hours, and every list. */
export const DASHBOARD_TABLES = [
  "days",
  "hours",
  "targets",
  "pages",
  "groups",
  "contacts",
  ...DIMENSIONS,
] as const;
export type DashboardTable = (typeof DASHBOARD_TABLES)[number];

export type ExportRow = Record<string, string | number | null>;

/** An exported table, with what it says of itself. In a JSON file all of it, in CSV the rows alone. */
export type Export = {
  owner: { user_code: string; time_zone: string };
  table: string;
  period: { from: string; to: string };
  /** The share that the rows belong to, `""` for direct visits; absent: not of one share. */
  contact?: string;
  filter?: Filter;
  row?: Row | null;
  compare?: Compare;
  computed_at: string;
  rows: ExportRow[];
};

export function isDashboardTable(name: string | null): name is DashboardTable {
  return DASHBOARD_TABLES.some((table) => table === name);
}

/** The rows of an exported table: the field names of the JSON, rates left to whoever reads it. */
export function exportRows(dashboard: Dashboard, table: DashboardTable): ExportRow[] {
  switch (table) {
    case "days": {
      const { days, previous, row } = dashboard;
      const before = (previous?.days ?? []).map((day, index) => ({ ...day, ...row?.previous?.days[index] }));
      // As in the chart: where the year before has a day more or less, the last days are matched, not the first.
      const offset = before.length - days.length;
      return days.map((day, index) => ({
        ...day,
        ...row?.days[index],
        ...(previous && beside(before[index + offset])),
      }));
    }
    case "hours":
      return (dashboard.hours ?? []).map((hour, index) => ({
        ...hour,
        ...beside(dashboard.previous?.hours?.[index]),
      }));
    case "targets":
    case "pages":
    case "groups":
    case "contacts":
      return dashboard[table].rows;
    default:
      return dashboard.dimensions[table].rows.map(({ value, ...row }) => ({ [table]: value, ...row }));
  }
}

/** The values that a point is compared with, under names of their own: `previous_sessions`. */
function beside(point: ExportRow | undefined): ExportRow {
  return Object.fromEntries(
    Object.entries(point ?? {})
      .filter(([name]) => !["hour", "state", "computed_at"].includes(name))
      .map(([name, value]) => [`previous_${name}`, value]),
  );
}

/** The tables of the data, shares and contact screens that can be exported. */
export const OWNER_TABLES = [
  "data_days",
  "accounting",
  "revisions",
  "verifications",
  "volume",
  "table_sizes",
  "visits",
  "previews",
  "shares",
  "share_groups",
  "legacy",
] as const;
/** The rows of the lists that the SQL function `analytics_owner_export` gives whole. */
const cells = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
export const OWNER_LISTS = {
  accounting: cells,
  revisions: z.looseObject({ former: revision.shape.former, present: revision.shape.present }),
  verifications: z.looseObject({ differences: z.unknown() }),
  visits: cells,
  previews: cells,
};

export type OwnerTable = (typeof OWNER_TABLES)[number];

export function isOwnerTable(name: string | null): name is OwnerTable {
  return OWNER_TABLES.some((table) => table === name);
}

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
