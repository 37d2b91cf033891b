import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Figure } from "#tests/bench/figures.ts";
import { NOT_MEASURED, type Results, section } from "#tests/bench/performance-page.ts";

const root = new URL("../..", import.meta.url).pathname;
const DOCUMENTS = [
  "README.md",
  "ARCHITECTURE.md",
  ...readdirSync(`${root}docs`).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));

/** A figure as a document quotes it: `19,300<!-- bench ingest/standalone -->`. */
const QUOTED = /(-?[\d.,]*\d)[^\d<]{0,12}<!-- bench ([\w-]+)\/([\w-]+) -->/g;

/** Times that are no measurement: what the code waits for, and what other systems do. */
const SET_BY_THE_CODE = [/asks every 750 ms/, /waits at most 300 ms/, /the aim is 5 ms/];

function resultsOf(benchmark: string): Figure[] {
  const file = `${root}bench/results/${benchmark}.json`;
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { figures: Figure[] }).figures : [];
}

test("docs/performance.md shows the newest results as they are kept", () => {
  const text = readFileSync(`${root}docs/performance.md`, "utf8");
  const shown = [...text.matchAll(/<!-- results of ([\w-]+) -->\n([\s\S]*?)<!-- end of \1 -->/g)];
  expect(shown.length).toBeGreaterThan(5);
  for (const [, benchmark, printed] of shown) {
    const file = `${root}bench/results/${benchmark}.json`;
    expect(printed).toBe(
      existsSync(file) ? section(JSON.parse(readFileSync(file, "utf8")) as Results) : NOT_MEASURED,
    );
  }
});

describe.each(DOCUMENTS)("%s", (document) => {
  const text = readFileSync(root + document, "utf8");

  test("quotes the newest results of the benchmarks, to the digits that it shows", () => {
    for (const [, quoted = "", benchmark = "", id] of text.matchAll(QUOTED)) {
      const measured = resultsOf(benchmark).find((figure) => figure.id === id);
      expect(measured, `${benchmark}/${id} is not among the results`).toBeDefined();
      const digits = quoted.split(".")[1]?.length ?? 0;
      const value = Number(quoted.replaceAll(",", ""));
      // 19,300 stands for what rounds to it: zeros at the end of a whole number are no digits.
      const zeros = digits === 0 ? (/0*$/.exec(String(value))?.[0].length ?? 0) : 0;
      const step = 10 ** (zeros - digits);
      expect(
        Math.abs((measured?.value ?? 0) - value),
        `${benchmark}/${id} is ${measured?.value}`,
      ).toBeLessThanOrEqual(step / 2 + 1e-9);
    }
  });

  test("shows no time or speed that no benchmark holds", () => {
    const unmarked = text
      .replaceAll(/```[\s\S]*?```/g, "")
      .replaceAll(/<!-- results of ([\w-]+) -->[\s\S]*?<!-- end of \1 -->/g, "")
      .replaceAll(QUOTED, "")
      .split("\n")
      .filter((line) => /\d ?(?:ms|µs)\b|events\/s|times as (?:long|fast)/.test(line))
      .filter((line) => !SET_BY_THE_CODE.some((known) => known.test(line)));
    expect(unmarked).toEqual([]);
  });
});
