import Papa from "papaparse";
import type { ExportRow } from "#lib/export/export-tables.ts";

/** What spreadsheets take for a formula by its first character, also in full width and whatever lines follow. */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * CSV by RFC 4180 with a byte order mark, without which spreadsheets misread names. Text that
 * could run as a formula begins with an apostrophe; numbers stay numbers.
 */
export function toCsv(rows: readonly ExportRow[], columns: readonly string[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return `\uFEFF${Papa.unparse(lines as unknown[][], { escapeFormulae: FORMULA, newline: "\r\n" })}\r\n`;
}
