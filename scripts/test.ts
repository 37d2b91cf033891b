/**
 * `npm test`: every check and every test, each step even when one before it failed. `npm run check`, with `--quick`: what
 * needs neither a server nor a browser. The last line says how many passed and how many failed; the exit code is 0 only
 * when none failed.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environmentWith } from "#lib/http/environment.ts";
import { makeDataFolders } from "#supabase/local/data-folders.ts";

type Counts = { passed: number; failed: number };

const root = new URL("..", import.meta.url).pathname;
const results = join(root, "test-results");
/** Tells the runners where the databases are that they copy. */
let folders: Record<string, string> = {};
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

type Step = { name: string; run: () => Promise<Counts> };

const types: Step = { name: "types", run: () => check("npm", ["run", "--silent", "typecheck"]) };
const lint: Step = { name: "lint and format", run: () => check("npm", ["run", "--silent", "lint"]) };

/** Stages run one after the other; the steps of a stage run together, since none of them keeps two cores busy alone. */
const stages: Step[][] = process.argv.includes("--quick")
  ? [[types, lint], [{ name: "quick tests", run: () => vitest("unit", "database") }]]
  : [
      [types],
      [
        // Next warns of a missing build cache where CI is set; a clean clone has none.
        {
          name: "production build",
          run: () => check("npm", ["run", "--silent", "build"], { CI: "", TYPES_CHECKED: "1" }),
        },
        lint,
        { name: "demo data for the tests", run: seed },
      ],
      [{ name: "tests", run: () => vitest() }],
      [{ name: "tests in the browser", run: playwright }],
    ];

const total: Counts = { passed: 0, failed: 0 };
for (const together of stages) await Promise.all(together.map(take));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

async function take({ name, run }: Step): Promise<void> {
  console.log(`\n── ${name}`);
  const started = performance.now();
  const { passed, failed } = await run();
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`── ${name}: ${passed} passed, ${failed} failed, ${seconds} s`);
}

async function check(
  command: string,
  options: string[],
  environment?: Record<string, string>,
): Promise<Counts> {
  const code = await execute(command, options, environment);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Both runners copy the same databases; where they could not be made, each test makes its own. */
async function seed(): Promise<Counts> {
  try {
    const { migrated, seeded, remove } = await makeDataFolders();
    folders = { DAYBOOK_MIGRATED: migrated, DAYBOOK_SEEDED: seeded };
    process.on("exit", remove);
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

/** Runs the tests of some projects of vitest.config.ts, or of all. */
async function vitest(...projects: string[]): Promise<Counts> {
  const file = join(results, "vitest.json");
  const code = await execute("npx", [
    "vitest",
    "run",
    ...projects.map((project) => `--project=${project}`),
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${file}`,
  ]);
  const report = readReport<{ numPassedTests: number; numFailedTests: number }>(file);
  return counts(code, report?.numPassedTests, report?.numFailedTests);
}

async function playwright(): Promise<Counts> {
  const file = join(root, ".next/playwright.json");
  rmSync(file, { force: true });
  const code = await execute("npx", ["playwright", "test", "--reporter=list,json"], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  const report = readReport<PlaywrightReport>(file);
  for (const title of report?.suites.flatMap(flakyIn) ?? [])
    console.log(`Passed at the second try only: ${title}`);
  return counts(code, report && report.stats.expected + report.stats.flaky, report?.stats.unexpected);
}

type PlaywrightSuite = {
  suites?: PlaywrightSuite[];
  specs: { file: string; title: string; tests: { status: string }[] }[];
};
type PlaywrightReport = {
  stats: { expected: number; flaky: number; unexpected: number };
  suites: PlaywrightSuite[];
};

/** The tests that failed at first and passed at the second try: they count as passed, and are listed. */
function flakyIn({ suites = [], specs }: PlaywrightSuite): string[] {
  const flaky = specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky"));
  return [...flaky.map(({ file, title }) => `${file}: ${title}`), ...suites.flatMap(flakyIn)];
}

/** Counts a runner that failed without naming a failed test as one failure. */
function counts(code: number, passed = 0, failed = 0): Counts {
  return { passed, failed: code !== 0 ? Math.max(failed, 1) : failed };
}

/** @returns the exit code; 1 where there is none. */
async function execute(
  command: string,
  options: string[],
  environment: Record<string, string> = {},
): Promise<number> {
  const child = spawn(command, options, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: environmentWith({
      NEXT_TELEMETRY_DISABLED: "1",
      // Hundreds of processes of Node load the same modules: only the first compiles them.
      NODE_COMPILE_CACHE: join(root, "node_modules/.cache/compiled"),
      ...folders,
      ...environment,
    }),
  });
  const [code] = await once(child, "close");
  return code ?? 1;
}

function readReport<Report>(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
