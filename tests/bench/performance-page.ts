import { readFileSync, writeFileSync } from "node:fs";
import { type Figure, isMet, rounded } from "#tests/bench/figures.ts";

/** What one run of a benchmark measured, and where. */
export type Results = {
  benchmark: string;
  date: string;
  seconds: number;
  machine: { processor: string; cores: number; memory_gib: number };
  versions: Record<string, string>;
  /** The machine's load over the last minute: two cores are busy at 2. */
  load: { before: number; after: number };
  figures: Figure[];
};

const page = new URL("../../docs/performance.md", import.meta.url).pathname;

/** What stands where a benchmark has no results: they are not what another version had. */
export const NOT_MEASURED = "Not measured yet.\n";

/** The name of a chart's file among the results. */
export function chartFile(benchmark: string, chart: string): string {
  return `${benchmark}-${chart.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.svg`;
}

/** Puts a benchmark's figures and charts between its two marks in docs/performance.md. */
export function writeResults(results: Results): void {
  const { benchmark } = results;
  const text = readFileSync(page, "utf8");
  const between = new RegExp(`(<!-- results of ${benchmark} -->\\n)[\\s\\S]*?(<!-- end of ${benchmark} -->)`);
  if (!between.test(text))
    throw new Error(`docs/performance.md has no place for the results of ${benchmark}.`);
  writeFileSync(
    page,
    text.replace(between, (_, begin, end) => begin + section(results) + end),
  );
}

/** The results as Markdown. */
export function section({ benchmark, date, seconds, machine, versions, load, figures }: Results): string {
  const charts = [...new Set(figures.flatMap(({ chart }) => chart ?? []))];
  return [
    ...charts.map((chart) => `![${chart}](../bench/results/${chartFile(benchmark, chart)})\n`),
    "| what | measured | aim |",
    "|---|---|---|",
    ...figures.map((one) => `| ${one.what} | ${rounded(one.value)} ${one.unit} | ${aimOf(one)} |`),
    "",
    `${date}, in ${seconds} s, on ${machine.cores} cores (${machine.processor}) and ${machine.memory_gib} GiB, with PostgreSQL ${versions.postgresql} and Node ${versions.node}; ` +
      `load ${load.before} before and ${load.after} after.`,
    "",
  ].join("\n");
}

function aimOf(figure: Figure): string {
  const met = isMet(figure);
  if (met === null) return "";
  const bound = figure.atMost === undefined ? `at least ${figure.atLeast}` : `at most ${figure.atMost}`;
  return `${bound}: ${met ? "met" : "**missed**"}`;
}
