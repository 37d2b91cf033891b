import type { Dashboard } from "#lib/analytics/dashboard.ts";
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

export function isExportTable(name: string | null): name is ExportTable {
  return EXPORT_TABLES.some((table) => table === name);
}

/** The rows of a table as they leave Daybook: the field names of the JSON, rates left to whoever reads it. */
export function exportRows(dashboard: Dashboard, table: ExportTable): ExportRow[] {
  switch (table) {
    case "days":
      return dashboard.days.map((day, index) => ({ ...day, ...dashboard.row?.days[index] }));
    case "hours":
      return dashboard.hours ?? [];
    case "targets":
    case "pages":
    case "groups":
    case "contacts":
      return dashboard[table].rows;
    default:
      return dashboard.dimensions[table].rows.map(({ value, ...row }) => ({ [table]: value, ...row }));
  }
}
