import { appendFileSync } from "node:fs";

/** One measured number of a benchmark. */
export type Figure = {
  /** Its name within the benchmark, by which docs quote it: letters, digits and hyphens. */
  id: string;
  /** What was measured, in words of a row in a table. */
  what: string;
  value: number;
  /** Such as `ms`, `%`, `events/s`. */
  unit: string;
  /** What is aimed at, where something is: not more, or not less. */
  atMost?: number;
  atLeast?: number;
  /** The chart that shows it, beside others of the same unit. */
  chart?: string;
};

/**
 * Hands a figure to `npm run bench`, which collects those of all benchmarks; a benchmark that runs alone only prints. The file is
 * named by BENCH_FIGURES.
 */
export function figure(measured: Figure): void {
  const file = process.env.BENCH_FIGURES;
  if (file) appendFileSync(file, `${JSON.stringify(measured)}\n`);
}

/** Whether a figure has what it aims at; null where it aims at nothing. */
export function isMet({ value, atMost, atLeast }: Figure): boolean | null {
  if (atMost === undefined && atLeast === undefined) return null;
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);
}

/** A value as a table and a chart show it: three digits that count, whole from 100 on. */
export function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", { maximumFractionDigits: digits });
}
