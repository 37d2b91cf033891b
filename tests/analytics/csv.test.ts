import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { toCsv } from "#lib/export/csv.ts";
import {
  columnsOf,
  DASHBOARD_TABLES,
  type ExportRow,
  exportRows,
  OWNER_TABLES,
} from "#lib/export/export-tables.ts";
import { fromCell, toCell } from "#lib/http/csv-cell.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

test("nothing in a file can run as a formula, whatever lines follow it, and numbers stay numbers", () => {
  const contacts = ["=1+1", "+49 30", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=1+1\nmore", "＝1+1", "＋1"];
  const csv = toCsv(
    contacts.map((contact, index) => ({ contact, clicks: -1 - index })),
    ["contact", "clicks"],
  );
  const { data } = Papa.parse<Record<string, string>>(csv.replace(/^\uFEFF/, "").trim(), { header: true });
  expect(data.map((row) => row.contact)).toEqual(contacts.map(toCell));
  for (const { contact } of data) expect(contact).not.toMatch(/^\s*[=+\-@＝＋]/);
  expect(data.map((row) => Number(row.clicks))).toEqual(contacts.map((_, index) => -1 - index));
});

test("a file begins with a byte order mark, has every column that any row has, and quotes what needs it", () => {
  const rows: ExportRow[] = [{ contact: 'Ana "A" Duarte, Lisboa' }, { contact: "Bø", clicks: 2 }];
  expect(toCsv(rows, columnsOf("", rows))).toBe(
    '\uFEFFcontact,clicks\r\n"Ana ""A"" Duarte, Lisboa",\r\nBø,2\r\n',
  );
});

test("a table without rows has its columns all the same, and those of a dashboard are the ones with rows", () => {
  for (const table of [...DASHBOARD_TABLES, ...OWNER_TABLES]) {
    expect(toCsv([], columnsOf(table, [])), table).toMatch(/^\uFEFF\w+(,\w+)+\r\n$/);
  }
  const dashboard = dashboardFixture({ from: "2026-11-22", compare: "none" });
  for (const table of DASHBOARD_TABLES) {
    const rows = exportRows(dashboard, table);
    expect(columnsOf(table, []).sort(), table).toEqual(Object.keys(rows[0]!).sort());
  }
});

test("whatever a spreadsheet splits at, no cell of a text begins a formula, and the text comes back", () => {
  const pieces = fc.constantFrom(
    "=",
    "+",
    "-",
    "@",
    "'",
    ";",
    "|",
    "\t",
    "\r",
    "\n",
    " ",
    ",",
    '"',
    "a",
    "1",
    "＝",
  );
  fc.assert(
    fc.property(
      fc.array(pieces, { maxLength: 12 }).map((list) => list.join("")),
      (text) => {
        const cell = toCell(text);
        for (const separator of [/[;\r\n]/, /[\t\r\n]/, /[|\r\n]/]) {
          for (const part of cell.split(separator)) expect(part).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
        }
        expect(fromCell(cell)).toBe(text);
      },
    ),
    { numRuns: 2_000 },
  );
});
