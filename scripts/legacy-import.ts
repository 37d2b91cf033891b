/**
 * `npm run legacy:import [-- --from 2024-01-01 --to 2025-12-31 --create-owners --step 20000]`: brings the rows of the old
 * table `analytics_events` into Daybook and rebuilds their days. Can be cut off and run again at any time.
 * `--dry-run` says what would become of the rows and changes nothing; `--undo` takes every import back. Exit code 0: every
 * row is imported or left out on purpose; 1: rows are left out otherwise, or days could not be rebuilt; 2: it could not run.
 * Uses DATABASE_URL, the Supabase project of the environment, or what `npm start` runs.
 */
import { parseArgs } from "node:util";
import { Presets, SingleBar } from "cli-progress";
import { importLines, previewLines } from "#lib/legacy/compare.ts";
import { type ImportOptions, importLegacy, undoLegacy } from "#lib/legacy/import.ts";
import { previewLegacy } from "#lib/legacy/preview.ts";
import { parseDay } from "#lib/owners/owner-day.ts";
import { type FunctionCaller, openFunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { operatorSettings } from "#scripts/embedded-environment.ts";

try {
  const settings = operatorSettings();
  const { values } = parseArgs({
    options: {
      from: { type: "string", default: "1970-01-01" },
      // Rows of a clock that is ahead are rows too.
      to: { type: "string", default: "9999-12-30" },
      step: { type: "string" },
      "create-owners": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      undo: { type: "boolean", default: false },
    },
  });
  const stepRows = values.step === undefined ? undefined : Number(values.step);
  if (stepRows !== undefined && (!Number.isInteger(stepRows) || stepRows < 1))
    throw new Error("--step wants a number of rows.");
  const options = {
    from: parseDay(values.from, "from"),
    to: parseDay(values.to, "to"),
    stepRows,
    createOwners: values["create-owners"],
  };
  const database = await openFunctionCaller(settings);
  try {
    if (values["dry-run"]) {
      const preview = await previewLegacy(database, options);
      console.log(previewLines(preview).join("\n"));
      const meant = ({ left_out }: (typeof preview.eras)[number]) =>
        (left_out.bot ?? 0) + (left_out.ignored ?? 0);
      const isWhole = preview.eras.every((era) => era.understood + meant(era) === era.rows);
      process.exitCode = isWhole ? 0 : 1;
    } else if (values.undo) {
      const { rows, days } = await undoLegacy(database);
      console.log(`${rows} old rows forgotten, ${days} days of owners cleared of them.`);
    } else {
      await importWithBars(database, options);
    }
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function importWithBars(database: FunctionCaller, options: ImportOptions): Promise<void> {
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
    process.exitCode = outcome.unmapped === 0 && outcome.failed === 0 ? 0 : 1;
  } finally {
    rows.stop();
    days.stop();
  }
}
