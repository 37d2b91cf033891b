import { z } from "zod";
import type { Dashboard, Filter } from "#lib/analytics/dashboard.ts";
import { type Compare, DIMENSIONS } from "#lib/analytics/query.ts";
import { dataDay, revision } from "#lib/owners/owner-data.ts";
import type { OwnerShares } from "#lib/owners/shares.ts";

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

/** What an exported table says of itself: in a JSON file, before its rows. */
export type ExportHead = {
  owner: { user_code: string; time_zone: string };
  table: string;
  period: { from: string; to: string };
  /** The share that the rows belong to, `""` for direct visits; absent: not of one share. */
  contact?: string;
  filter?: Filter;
  compare?: Compare;
  /** The days compared with, and the time of day until which the last of them is counted; null: all are whole. */
  previous?: { from: string; to: string; until: string | null } | null;
  computed_at: string;
};

/** An exported table. Its rows come page by page, so that no file has to fit into memory. */
export type Export = ExportHead & { pages: AsyncIterable<ExportRow[]> };

export function isDashboardTable(name: string | null): name is DashboardTable {
  return DASHBOARD_TABLES.some((table) => table === name);
}

/** The lists among a dashboard's tables, which come page by page; days and hours come with the dashboard. */
export type DashboardList = Exclude<DashboardTable, "days" | "hours">;

/** The steps of a dashboard's main chart: the field names of the JSON, rates left to whoever reads it. */
export function stepRows(dashboard: Dashboard, table: "days" | "hours"): ExportRow[] {
  switch (table) {
    case "days": {
      const { days, previous } = dashboard;
      const before = previous?.days ?? [];
      // As in the chart: where the year before has a day more or less, the last days are matched, not the first.
      const offset = before.length - days.length;
      return days.map((day, index) => ({
        ...day,
        ...(previous && beside(before[index + offset])),
        notes: notesOf(dashboard, day.date),
      }));
    }
    case "hours":
      return (dashboard.hours ?? []).map((hour, index) => ({
        ...hour,
        ...beside(dashboard.previous?.hours?.[index]),
      }));
    default:
      return table satisfies never;
  }
}

/** What is noted at a day, in one cell; Daybook's own remarks say what kind they are. */
function notesOf({ annotations }: Dashboard, date: string): string {
  return annotations
    .filter((one) => one.date === date)
    .map(({ kind, text }) => (kind === "note" ? text : `${kind}: ${text}`))
    .join("; ");
}

/** A table of what one dashboard shows, and no row that it leaves out. */
export function shownTable(dashboard: Dashboard, table: DashboardTable): Export {
  const { owner, period, filter, compare, computed_at, previous } = dashboard;
  return {
    owner,
    table,
    period,
    filter,
    compare,
    ...(isSteps(table) && { previous: comparedDays(previous, table) }),
    ...(filter.contact !== null && { contact: filter.contact }),
    computed_at,
    pages: onePage(
      isSteps(table) ? stepRows(dashboard, table) : listRows(shownList(dashboard, table), table),
    ),
  };
}

/** Whether a table is the course of days or hours, which comes with its dashboard. */
export function isSteps(table: DashboardTable): table is "days" | "hours" {
  return table === "days" || table === "hours";
}

function shownList(dashboard: Dashboard, table: DashboardList): readonly ExportRow[] {
  switch (table) {
    case "targets":
    case "pages":
    case "groups":
    case "contacts":
      return dashboard[table].rows;
    default:
      return dashboard.dimensions[table].rows;
  }
}

/** The days compared with. Hours are those of the whole day, whatever its totals are counted until. */
function comparedDays(previous: Dashboard["previous"], table: "days" | "hours"): Export["previous"] {
  return (
    previous && { from: previous.from, to: previous.to, until: table === "days" ? previous.until : null }
  );
}

/** Rows that fit on one page. */
export async function* onePage(rows: ExportRow[]): AsyncGenerator<ExportRow[]> {
  yield rows;
}

/** A list's rows as a file has them: a dimension's value stands under the dimension's name; of a site, what is counted of it. */
export function listRows(rows: readonly ExportRow[], table: DashboardList): ExportRow[] {
  if (table === "site") {
    return rows.map(({ value, visitors, sessions, clicks }) => ({
      site: value ?? "",
      visitors: visitors ?? 0,
      sessions: sessions ?? 0,
      clicks: clicks ?? 0,
    }));
  }
  const isDimension = DIMENSIONS.some((dimension) => dimension === table);
  return isDimension ? rows.map(({ value, ...row }) => ({ [table]: value ?? "", ...row })) : [...rows];
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
  "activity",
] as const;
/** A row of cells, as most lists have them. */
export const exportCells = z.record(z.string(), z.union([z.string(), z.number(), z.null()]));
/** The rows of the lists that the SQL function `analytics_owner_export` gives page by page. */
export const OWNER_LISTS = {
  data_days: dataDay,
  accounting: exportCells,
  revisions: z.looseObject({ former: revision.shape.former, present: revision.shape.present }),
  verifications: z.looseObject({ differences: z.unknown() }),
  visits: exportCells,
  previews: exportCells,
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

/**
 * The columns that each table has at least, so that a file without rows still says what it would hold, and the first page
 * of a long one what later pages hold.
 */
const COLUMNS: Record<string, readonly string[]> = {
  days: ["date", "state", "computed_at", ...TOTALS, "notes"],
  hours: ["hour", ...COUNTS],
  targets: ["target", "visitors", "sessions", "clicks", "opened", "stayed", "previous_clicks"],
  pages: ["page", "visitors", "sessions", "page_views", "clicks", "entries", "exits", "previous_page_views"],
  groups: ["group_code", "name", ...TOTALS],
  contacts: ["share_code", "contact", "group_code", "last_seen", ...TOTALS],
  ...Object.fromEntries(DIMENSIONS.map((dimension) => [dimension, [dimension, ...COUNTS]])),
  site: ["site", "visitors", "sessions", "clicks"],
  data_days: ["date", "state", "computed_at", "raw_events", "late", "waiting", "received", "stored"],
  accounting: ["date", "kind", "code", "events"],
  revisions: [
    "date",
    "revised_at",
    "reason",
    "computed_at",
    ...TOTALS.map((total) => `former_${total}`),
    ...TOTALS.map((total) => `present_${total}`),
  ],
  verifications: ["date", "verified_at", "differences", "details"],
  volume: ["table", "rows", "bytes"],
  table_sizes: ["table", "size", "bytes"],
  visits: ["visit", "date", "started_at", "visitor_of_day", "at", "page", "target", "outcome", "site"],
  previews: ["share_code", "at", "fetcher"],
  shares: [
    "share_code",
    "contact",
    "group_code",
    "group",
    "created_at",
    "archived",
    "visits",
    "taps",
    "last_seen",
    "last_preview",
  ],
  share_groups: ["group_code", "group", "archived"],
  activity: ["at", "actor", "email", "action", "about"],
  legacy: ["date", "metric", "value", "old", "new", "unexplained"],
};

/** The columns of a table: those it always has, first, then what its rows bring besides. */
export function columnsOf(table: string, rows: readonly Record<string, unknown>[]): string[] {
  return [
    ...new Set([
      ...(Object.hasOwn(COLUMNS, table) ? (COLUMNS[table] ?? []) : []),
      ...rows.flatMap((row) => Object.keys(row)),
    ]),
  ];
}

/** Shares as a file has them, so that an import makes the same ones again, and their groups. */
export function shareRows({ shares, groups }: Pick<OwnerShares, "shares" | "groups">): ExportRow[] {
  const names = new Map(groups.map(({ group_code, name }) => [group_code, name]));
  return shares.map(({ archived, ...share }) => ({
    ...share,
    group: names.get(share.group_code) ?? "",
    archived: archived ? "yes" : "no",
  }));
}

/** Groups as a file has them. Without contacts and codes of shares in it, an import knows it for a list of groups. */
export function groupRows({ groups }: Pick<OwnerShares, "groups">): ExportRow[] {
  return groups.map(({ group_code, name, archived }) => ({
    group_code,
    group: name,
    archived: archived ? "yes" : "no",
  }));
}
