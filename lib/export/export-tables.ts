import type { Compare, Dashboard, Filter, Row } from "#lib/analytics/dashboard.ts";
import { DIMENSIONS } from "#lib/analytics/dashboard.ts";

/** What can be taken along: the course of days and hours, and every list. */
export const EXPORT_TABLES = [
  "days",
  "hours",
  "targets",
  "pages",
  "groups",
  "contacts",
  ...DIMENSIONS,
] as const;
export type ExportTable = (typeof EXPORT_TABLES)[number];

export type ExportRow = Record<string, string | number | null>;

/** A table as it leaves Daybook, with what it says of itself. In a JSON file all of it, in CSV the rows alone. */
export type Takeaway = {
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

export function isExportTable(name: string | null): name is ExportTable {
  return EXPORT_TABLES.some((table) => table === name);
}

/** The rows of a table as they leave Daybook: the field names of the JSON, rates left to whoever reads it. */
export function exportRows(dashboard: Dashboard, table: ExportTable): ExportRow[] {
  switch (table) {
    case "days": {
      const { days, previous, row } = dashboard;
      const before = (previous?.days ?? []).map((day, index) => ({ ...day, ...row?.previous?.days[index] }));
      // As in the chart: where a year before has a day more or less, the ends are what belongs together.
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

/** What a point is compared with, under names of its own. */
function beside(point: ExportRow | undefined): ExportRow {
  return Object.fromEntries(
    Object.entries(point ?? {})
      .filter(([name]) => !["hour", "state", "computed_at"].includes(name))
      .map(([name, value]) => [`previous_${name}`, value]),
  );
}
