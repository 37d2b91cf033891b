import Papa from "papaparse";
import type { ExportRow } from "#lib/export/export-tables.ts";
import { toCell } from "#lib/http/csv-cell.ts";

/** First in a file: without a byte order mark spreadsheets misread names. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** What some spreadsheet splits a line at, whatever this file's separator is: such text is quoted, too. */
const SEPARATOR = /[;\t|]/;

/** One line of CSV by RFC 4180: the names of the columns. */
export function csvHead(columns: readonly string[]): string {
  return linesOf([columns]);
}

/**
 * Rows as lines of CSV by RFC 4180, each with its end. Text that could run as a formula is made harmless, text with
 * another separator in it is quoted, and numbers stay numbers.
 */
export function csvLines(rows: readonly ExportRow[], columns: readonly string[]): string {
  const cell = (value: unknown) => (typeof value === "string" ? toCell(value) : (value ?? ""));
  return linesOf(rows.map((row) => columns.map((column) => cell(row[column]))));
}

function linesOf(lines: readonly (readonly unknown[])[]): string {
  if (lines.length === 0) return "";
  const quotes = (value: unknown) => typeof value === "string" && SEPARATOR.test(value);
  return `${Papa.unparse(lines as unknown[][], { newline: "\r\n", quotes })}\r\n`;
}
