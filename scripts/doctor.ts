/**
 * `npm run doctor [-- --phase migration --phase client …]`: looks at every point of the checklists of docs/migrating.md
 * and prints a line for each; exit code 1 when one fails. The database is DATABASE_URL or the Supabase project of the
 * environment, the app DAYBOOK_URL; without these, what `npm start` runs.
 */
import { parseArgs } from "node:util";
import { examine } from "#lib/operations/doctor/examine.ts";
import { lineOf, PHASES, type Phase } from "#lib/operations/doctor/point.ts";
import { openFunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { operatorSettings } from "#scripts/embedded-environment.ts";

try {
  const settings = operatorSettings();
  const { values } = parseArgs({
    options: { phase: { type: "string", multiple: true } },
  });
  const phases = (values.phase ?? PHASES).map((name) => {
    const phase = PHASES.find((known) => known === name);
    if (!phase) throw new Error(`--phase is one of ${PHASES.join(", ")}.`);
    return phase satisfies Phase;
  });
  const database = await openFunctionCaller(settings);
  try {
    let [well, failed] = [0, 0];
    const points = examine(database, {
      phases,
      appUrl: settings.daybookUrl ?? null,
      cronSecret: settings.cronSecret,
    });
    for await (const point of points) {
      console.log(lineOf(point));
      if (point.todo === undefined) well++;
      else failed++;
    }
    console.log(`\n${well} ok, ${failed} failed`);
    if (!settings.daybookUrl) console.log("The app was not looked at: set DAYBOOK_URL.");
    if (failed > 0) process.exitCode = 1;
  } finally {
    await database.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
