import Papa from "papaparse";
import { toCell } from "#lib/http/csv-cell.ts";

/** A record of a file: the line it begins in, its cells, and what is wrong with it, if anything. */
export type FileRow = { line: number; cells: string[]; fault: string | null };

/** `isBroken`: a quotation mark is never closed, so that nobody can tell what was meant from there on. */
export type FileRows = { rows: FileRow[]; isBroken: boolean };

/**
 * Reads a CSV (comma, semicolon or tab, or what a line `sep=;` at its top says), or a JSON file that Daybook exported.
 * Lines are counted as an editor counts them. Damage is named at its row and leaves the others as they are.
 * @param names in small letters, of the columns that a first line may have: they tell best what divides it
 */
export function readRows(text: string, names: readonly string[]): FileRows {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return jsonRows(plain) ?? csvRows(plain, names);
}

const SEPARATOR_LINE = /^sep=(.)\n/i;

function csvRows(text: string, names: readonly string[]): FileRows {
  const [head = "", separator] = SEPARATOR_LINE.exec(text) ?? [];
  const body = text.slice(head.length);
  const delimiter = separator ?? delimiterOf(body, names);
  const rows: FileRow[] = [];
  let line = head === "" ? 1 : 2;
  let from = 0;
  let isBroken = false;
  Papa.parse<string[]>(body, {
    delimiter,
    newline: "\n",
    step: ({ data: cells, errors, meta }) => {
      const lines = countLines(body.slice(from, meta.cursor));
      const codes = errors.map(({ code }) => code);
      if (codes.includes("MissingQuotes")) isBroken = true;
      rows.push({ line, cells, fault: faultOfQuotes(codes, lines) ?? faultOfText(cells) });
      line += lines;
      from = meta.cursor;
    },
  });
  return { rows, isBroken };
}

const DELIMITERS = [",", ";", "\t", "|"];

/** What divides the first line into the most known names; where it has none, what divides the lines most evenly. */
function delimiterOf(text: string, names: readonly string[]): string {
  const known = (delimiter: string) => {
    const [cells = []] = Papa.parse<string[]>(text, { delimiter, newline: "\n", preview: 1 }).data;
    return cells.filter((cell) => names.includes(cell.trim().toLowerCase())).length;
  };
  const best = DELIMITERS.toSorted((a, b) => known(b) - known(a))[0] ?? ",";
  if (known(best) > 0) return best;
  return Papa.parse(text, { newline: "\n", preview: 20, skipEmptyLines: "greedy" }).meta.delimiter;
}

function countLines(text: string): number {
  return text.split("\n").length - 1;
}

function faultOfQuotes(codes: string[], lines: number): string | null {
  if (codes.includes("MissingQuotes")) {
    const behind = lines > 1 ? `, so neither this line nor the ${lines - 1} after it can be read` : "";
    return `A quotation mark is opened here and never closed${behind}.`;
  }
  if (codes.includes("InvalidQuotes")) {
    return "A quotation mark stands where none can: a cell in quotation marks ends with one, and doubles those within.";
  }
  return null;
}

/** All but the tab and the line end, which a cell in quotation marks may hold. */
const CONTROL = /[^\P{Cc}\t\n]/u;

function faultOfText(cells: string[]): string | null {
  const text = cells.join("");
  const control = CONTROL.exec(text)?.[0];
  if (control === "\0") return "It holds a NUL character.";
  if (control) {
    const code = control.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return `It holds a control character (U+${code}).`;
  }
  return text.includes("\uFFFD") || !text.isWellFormed()
    ? "It holds a character that could not be read (\uFFFD)."
    : null;
}

/** The rows of a JSON file as Daybook exports them, as they would stand in its CSV, field names first; null: it is none. */
function jsonRows(text: string): FileRows | null {
  if (!text.trimStart().startsWith("{")) return null;
  let rows: unknown;
  try {
    ({ rows } = JSON.parse(text));
  } catch {
    return null;
  }
  if (!Array.isArray(rows) || !rows.every((row) => row !== null && typeof row === "object")) return null;
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row: Record<string, unknown>) =>
    // A column may be called `constructor`, which every object has.
    names.map((name) => toCell(Object.hasOwn(row, name) ? String(row[name] ?? "") : "")),
  );
  return {
    rows: [names, ...cells].map((row, index) => ({ line: index + 1, cells: row, fault: faultOfText(row) })),
    isBroken: false,
  };
}
