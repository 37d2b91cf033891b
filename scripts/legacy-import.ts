/**
 * `npm run legacy:import [-- --from 2024-01-01 --to 2025-12-31 --create-owners --step 20000]`: brings the rows of the old
 * table `analytics_events` into Daybook and rebuilds their days. Can be cut off and run again at any time. Uses
 * DATABASE_URL, the Supabase project of the environment, or what `npm start` runs.
 */
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { importLines } from "#lib/legacy/compare.ts";
import { importLegacy } from "#lib/legacy/import.ts";
import { parseDay } from "#lib/owners/owner-day.ts";
import { openFunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { operatorSettings } from "#scripts/embedded-environment.ts";

try {
  const settings = operatorSettings();
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1970-01-01" },
      to: { type: "string", default: new Date().toISOString().slice(0, 10) },
      step: { type: "string", default: "20000" },
      "create-owners": { type: "boolean", default: false },
    },
  });
  const stepRows = Number(values.step);
  if (!Number.isInteger(stepRows) || stepRows < 1) throw new Error("--step wants a number of rows.");
  const options = {
    from: parseDay(values.from, "from"),
    to: parseDay(values.to, "to"),
    stepRows,
    createOwners: values["create-owners"],
  };
  const database = await openFunctionCaller(settings);
  const bar = (unit: string) =>
    new SingleBar(
      {
        format: `{bar} {percentage} % · {value}/{total} ${unit} · {eta_formatted} left`,
        clearOnComplete: false,
      },
      Presets.shades_classic,
    );
  const [rows, days] = [bar("rows"), bar("days rebuilt")];
  try {
    const outcome = await importLegacy(database, options, {
      planned: (plan) => rows.start(plan.rows, 0),
      imported: (n) => rows.increment(n),
      rebuilding: (n) => {
        rows.stop();
        days.start(n, 0);
      },
      rebuilt: (n) => days.increment(n),
    });
    rows.stop();
    days.stop();
    console.log(importLines(outcome).join("\n"));
    if (outcome.failed > 0) process.exitCode = 1;
  } finally {
    rows.stop();
    days.stop();
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
