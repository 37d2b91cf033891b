import fc from "fast-check";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { BYTE_ORDER_MARK, csvHead, csvLines } from "#lib/export/csv.ts";
import { exportFile } from "#lib/export/export-file.ts";
import {
  columnsOf,
  DASHBOARD_TABLES,
  type ExportRow,
  listRows,
  OWNER_TABLES,
  stepRows,
} from "#lib/export/export-tables.ts";
import { fromCell, toCell } from "#lib/http/csv-cell.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

const toCsv = (rows: ExportRow[], columns: string[]) =>
  BYTE_ORDER_MARK + csvHead(columns) + csvLines(rows, columns);

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
  const rows: ExportRow[] = [
    { contact: 'Ana "A" Duarte, Lisboa' },
    { contact: "Bø", clicks: 2 },
    { contact: "a;b" },
    { contact: "a\tb|c" },
  ];
  expect(toCsv(rows, columnsOf("", rows))).toBe(
    '\uFEFFcontact,clicks\r\n"Ana ""A"" Duarte, Lisboa",\r\nBø,2\r\n"a;b",\r\n"a\tb|c",\r\n',
  );
});

const HEAD = {
  owner: { user_code: "myclik", time_zone: "UTC" },
  table: "pages",
  period: { from: "2026-11-01", to: "2026-11-22" },
  computed_at: "2026-11-22T11:03:10Z",
};

/** Pages of ten rows; `asked` counts those that were made. */
function manyPages(most: number, failsAt = Number.POSITIVE_INFINITY) {
  const counted = { asked: 0 };
  async function* pages(): AsyncGenerator<ExportRow[]> {
    for (let page = 0; page < most; page++) {
      counted.asked++;
      if (page === failsAt) throw new Error("the database went away");
      yield Array.from({ length: 10 }, (_, row) => ({ page: `p${page}-${row}`, page_views: row }));
    }
  }
  return { counted, pages: pages() };
}

test("a long file is read page by page, as fast as it leaves, and comes to the same rows as CSV and JSON", async () => {
  const endless = manyPages(Number.POSITIVE_INFINITY);
  const reader = (await exportFile({ ...HEAD, pages: endless.pages }, "csv")).body!.getReader();
  for (let chunk = 0; chunk < 5; chunk++) await reader.read();
  expect(endless.counted.asked).toBeLessThanOrEqual(7);
  await reader.cancel();

  const csv = await (await exportFile({ ...HEAD, pages: manyPages(40).pages }, "csv")).text();
  const read = Papa.parse<ExportRow>(csv.trim(), { header: true, dynamicTyping: true }).data;
  const json = await exportFile({ ...HEAD, pages: manyPages(40).pages }, "json");
  expect(json.headers.get("Content-Disposition")).toBe(
    'attachment; filename="myclik-pages-2026-11-01-2026-11-22.json"',
  );
  const { rows, ...head } = await json.json();
  expect(head).toEqual(HEAD);
  expect(rows).toHaveLength(400);
  expect(read.map(({ page, page_views }) => ({ page, page_views }))).toEqual(rows);
  const nothing = await exportFile({ ...HEAD, pages: manyPages(0).pages }, "json");
  expect((await nothing.json()).rows).toEqual([]);
});

test("a page that fails breaks the transfer off: no file looks whole that is not, and a first one fails the request", async () => {
  for (const format of ["csv", "json"] as const) {
    const answer = await exportFile({ ...HEAD, pages: manyPages(40, 7).pages }, format);
    await expect(answer.text(), format).rejects.toThrow("the database went away");
    await expect(exportFile({ ...HEAD, pages: manyPages(40, 0).pages }, format)).rejects.toThrow();
  }
});

test("a table without rows has its columns all the same, and those of a dashboard are the ones with rows", () => {
  for (const table of [...DASHBOARD_TABLES, ...OWNER_TABLES]) {
    expect(toCsv([], columnsOf(table, [])), table).toMatch(/^\uFEFF\w+(,\w+)+\r\n$/);
  }
  const dashboard = dashboardFixture({ from: "2026-11-22", compare: "none" });
  for (const table of DASHBOARD_TABLES) {
    const rows =
      table === "days" || table === "hours"
        ? stepRows(dashboard, table)
        : listRows(
            table in dashboard.dimensions
              ? dashboard.dimensions[table as "os"].rows
              : dashboard[table as "pages"].rows,
            table,
          );
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
