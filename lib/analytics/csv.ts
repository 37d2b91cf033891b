import Papa from "papaparse";
import type { ExportRow } from "#lib/analytics/export-tables.ts";

/** CSV by RFC 4180 with a byte order mark, without which spreadsheets misread names. Nothing in it runs as a formula. */
export function toCsv(rows: ExportRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `\uFEFF${Papa.unparse(rows, { columns, escapeFormulae: true, newline: "\r\n" })}\r\n`;
}
