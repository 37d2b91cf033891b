import Papa from "papaparse";
import type { ExportRow } from "#lib/export/export-tables.ts";
import { toCell } from "#lib/http/csv-cell.ts";

/**
 * CSV by RFC 4180 with a byte order mark, without which spreadsheets misread names. Text that could run as a formula is
 * made harmless; numbers stay numbers.
 */
export function toCsv(rows: readonly ExportRow[], columns: readonly string[]): string {
  const cell = (value: unknown) => (typeof value === "string" ? toCell(value) : (value ?? ""));
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  return `\uFEFF${Papa.unparse(lines as unknown[][], { newline: "\r\n" })}\r\n`;
}
