/**
 * `npm run legacy:compare [-- --from 2025-01-01 --to 2025-01-31 --tolerance 0 --json report.json]`: old numbers against
 * new ones, per owner and day, with every difference by class, and every old row that is not in Daybook. Exit code 0: equal
 * but for what is explained; 1: a number differs without explanation, or rows are missing, by more than the tolerance in
 * per cent of the old number; 2: it could not run. Uses DATABASE_URL, the Supabase project of the environment, or what
 * `npm start` runs.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compareLegacy, comparisonLines, isEqual } from "#lib/legacy/compare.ts";
import { planImport, storeMapping } from "#lib/legacy/import.ts";
import { parseDay, plusDays } from "#lib/owners/owner-day.ts";
import { openFunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { operatorSettings } from "#scripts/embedded-environment.ts";

try {
  const settings = operatorSettings();
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1970-01-01" },
      to: { type: "string", default: "9999-12-30" },
      tolerance: { type: "string", default: "0" },
      /** A file, or `-` for the report itself as JSON. */
      json: { type: "string" },
    },
  });
  const tolerance = Number(values.tolerance);
  if (!(tolerance >= 0)) throw new Error("--tolerance wants per cent, such as 0.5.");
  const asked = { from: parseDay(values.from, "from"), to: parseDay(values.to, "to") };
  const database = await openFunctionCaller(settings);
  try {
    await storeMapping(database);
    const { steps } = await planImport(database, { ...asked, stepRows: 1_000_000 });
    const [first, last] = [steps.find(({ from }) => from)?.from, steps.at(-1)?.to];
    if (!first || !last)
      throw new Error("The old table has no rows in this period: there is nothing to compare.");
    // The days that an owner's clock or a late event can move an old row to.
    const from = later(asked.from, plusDays(first.slice(0, 10), -8));
    const to = earlier(asked.to, plusDays(last.slice(0, 10), 1));
    const comparison = await compareLegacy(database, from, to);
    const json = JSON.stringify(comparison, null, 2);
    if (values.json && values.json !== "-") writeFileSync(values.json, `${json}\n`);
    console.log(values.json === "-" ? json : comparisonLines(comparison, tolerance).join("\n"));
    process.exitCode = isEqual(comparison, tolerance) ? 0 : 1;
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}
