import { z } from "zod";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { plusDays } from "#lib/owners/owner-day.ts";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";

const step = z.object({
  /** Null: the rows without a time of arrival. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  rows: z.int(),
  done: z.int(),
});
const plan = z.object({ rows: z.int(), done: z.int(), steps: z.array(step) });
const outcome = z.object({
  rows: z.int(),
  imported: z.int(),
  duplicate: z.int(),
  dual_write: z.int(),
  filtered: z.int(),
  unmapped: z.int(),
  reasons: z.record(z.string(), z.int()),
  owners_created: z.array(z.string()),
});
const backfilled = z.object({ days: z.int(), purged: z.array(z.unknown()), failed: z.array(z.unknown()) });

export type ImportPlan = z.infer<typeof plan>;
export type ImportOutcome = z.infer<typeof outcome> & { days: number; failed: number };

export type ImportOptions = {
  from: string;
  to: string;
  /** About how many rows one step holds. */
  stepRows: number;
  createOwners: boolean;
};

/** Told how far the import has come. */
export type ImportProgress = {
  planned?(plan: ImportPlan): void;
  imported?(rows: number): void;
  rebuilding?(days: number): void;
  rebuilt?(days: number): void;
};

/** Stores the mapping of lib/legacy/mapping.ts, by which the database reads old rows. */
export async function storeMapping(database: FunctionCaller): Promise<void> {
  await database.call("analytics_set_legacy_mapping", { p_mapping: LEGACY_MAPPING });
}

/** What there is to import, in steps. Makes the partitions that the rows need. */
export async function planImport(database: FunctionCaller, options: ImportOptions): Promise<ImportPlan> {
  const { from, to, stepRows } = options;
  return plan.parse(
    await database.call("analytics_plan_legacy_import", { p_from: from, p_to: to, p_rows: stepRows }),
  );
}

/**
 * Imports the old rows that arrived from one day to another, both included, and rebuilds the days they belong to. Each
 * step is a transaction of its own: cut off anywhere, the next run goes on where this one ended; run twice, it changes
 * nothing.
 */
export async function importLegacy(
  database: FunctionCaller,
  options: ImportOptions,
  progress: ImportProgress = {},
): Promise<ImportOutcome> {
  await storeMapping(database);
  const planned = await planImport(database, options);
  progress.planned?.(planned);
  const total = noRows();
  for (const { from, to, rows, done } of planned.steps) {
    if (done < rows) {
      const args = { p_from: from, p_to: to, p_create_owners: options.createOwners };
      add(total, outcome.parse(await database.call("analytics_import_legacy_step", args)));
    }
    progress.imported?.(rows);
  }
  await database.call("analytics_finish_legacy_import");
  await rebuild(database, planned, total, progress);
  return total;
}

/** An event may be up to 7 days older than its row, and a day's date differs by one between time zones. */
async function rebuild(
  database: FunctionCaller,
  { steps }: ImportPlan,
  total: ImportOutcome,
  progress: ImportProgress,
): Promise<void> {
  const dated = steps.flatMap(({ from, to }) => (from && to ? [{ from, to }] : []));
  const [first, last] = [dated[0], dated.at(-1)];
  if (!first || !last || total.imported + total.duplicate === 0) return;
  const days: string[] = [];
  for (
    let day = plusDays(first.from.slice(0, 10), -8);
    day <= plusDays(last.to.slice(0, 10), 1);
    day = plusDays(day, 1)
  ) {
    days.push(day);
  }
  progress.rebuilding?.(days.length);
  for (const day of days) {
    const part = backfilled.parse(await database.call("backfill_aggregates", { p_from: day, p_to: day }));
    total.days += part.days;
    total.failed += part.failed.length;
    progress.rebuilt?.(1);
  }
}

function noRows(): ImportOutcome {
  return {
    rows: 0,
    imported: 0,
    duplicate: 0,
    dual_write: 0,
    filtered: 0,
    unmapped: 0,
    reasons: {},
    owners_created: [],
    days: 0,
    failed: 0,
  };
}

function add(total: ImportOutcome, part: z.infer<typeof outcome>): void {
  for (const name of ["rows", "imported", "duplicate", "dual_write", "filtered", "unmapped"] as const) {
    total[name] += part[name];
  }
  for (const [reason, rows] of Object.entries(part.reasons)) {
    total.reasons[reason] = (total.reasons[reason] ?? 0) + rows;
  }
  total.owners_created.push(...part.owners_created);
}
