import { z } from "zod";
import { LEGACY_MAPPING, type Mapping } from "#lib/legacy/mapping.ts";
import { halvesOf, inSteps, type Step } from "#lib/legacy/steps.ts";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";

const plannedStep = z.object({
  /** Null: the rows without a time of arrival. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** Of so many parts of these rows the one with this number. */
  part: z.int(),
  parts: z.int(),
  rows: z.int(),
  done: z.int(),
});
const plan = z.object({ rows: z.int(), done: z.int(), steps: z.array(plannedStep) });
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
const rolledUp = z.object({ days: z.int(), remaining: z.int(), failed: z.array(z.unknown()) });
const undone = z.object({ rows: z.int(), days: z.int(), remaining: z.int() });

export type ImportPlan = z.infer<typeof plan>;
export type ImportOutcome = z.infer<typeof outcome> & { days: number; failed: number };

export type ImportOptions = {
  from: string;
  to: string;
  /** About how many rows one step holds; by default what a step under 8 seconds holds where the API ends it then. */
  stepRows?: number;
  createOwners: boolean;
  /** By default lib/legacy/mapping.ts. */
  mapping?: Mapping;
};

/** Told how far the import has come. */
export type ImportProgress = {
  planned?(plan: ImportPlan): void;
  /** So many rows are done. */
  imported?(rows: number): void;
  /** So many days wait to be rebuilt. */
  rebuilding?(days: number): void;
  rebuilt?(days: number): void;
};

/** Stores the mapping by which the database reads old rows. */
export async function storeMapping(database: FunctionCaller, mapping = LEGACY_MAPPING): Promise<void> {
  await database.call("analytics_set_legacy_mapping", { p_mapping: mapping });
}

/**
 * What there is to import, in steps.
 * @param prepare makes the partitions that the rows need; else nothing is changed
 */
export async function planImport(
  database: FunctionCaller,
  options: Pick<ImportOptions, "from" | "to" | "stepRows" | "mapping">,
  prepare = false,
): Promise<ImportPlan> {
  const { from, to, stepRows = STEP_ROWS[database.isDirect ? "direct" : "api"], mapping } = options;
  const args = {
    p_from: from,
    p_to: to,
    p_rows: stepRows,
    p_prepare: prepare,
    p_mapping: mapping ?? LEGACY_MAPPING,
  };
  return plan.parse(await database.call("analytics_plan_legacy_import", args));
}

const STEP_ROWS = { direct: 20_000, api: 4_000 };

/**
 * Imports the old rows that arrived from one day to another, both included, and rebuilds the days they belong to. Each
 * step is a transaction of its own: cut off anywhere, the next run goes on where this one ended; run twice, it changes
 * nothing. A step that the database ends because of its time is halved.
 */
export async function importLegacy(
  database: FunctionCaller,
  options: ImportOptions,
  progress: ImportProgress = {},
): Promise<ImportOutcome> {
  await storeMapping(database, options.mapping);
  const planned = await planImport(database, options, true);
  progress.planned?.(planned);
  const total = noRows();
  const importStep = async ({ from, to, part, parts }: Step) => {
    const args = {
      p_from: from,
      p_to: to,
      p_create_owners: options.createOwners,
      p_part: part,
      p_parts: parts,
    };
    add(total, outcome.parse(await database.call("analytics_import_legacy_step", args)));
  };
  for (const step of planned.steps) {
    if (step.done < step.rows) await inSteps(step, halvesOf, importStep);
    progress.imported?.(step.rows);
  }
  await database.call("analytics_finish_legacy_import");
  await rebuild(database, total, progress);
  return total;
}

/** Rolls up what the import has marked, in calls that end in time wherever they run. */
async function rebuild(
  database: FunctionCaller,
  total: ImportOutcome,
  progress: ImportProgress,
): Promise<void> {
  for (let first = true; ; first = false) {
    const part = rolledUp.parse(await database.call("aggregate_analytics_daily", { p_budget: "4 seconds" }));
    if (first) progress.rebuilding?.(part.days + part.remaining);
    total.days += part.days;
    total.failed = part.failed.length;
    progress.rebuilt?.(part.days);
    // Nothing rebuilt although days remain: they cannot be, or another run is at work.
    if (part.remaining === 0 || part.days === 0) return;
  }
}

/** Takes the import back, in calls that end in time. @param seen told how many old rows each call has forgotten */
export async function undoLegacy(
  database: FunctionCaller,
  seen: (rows: number) => void = () => {},
): Promise<{ rows: number; days: number }> {
  const total = { rows: 0, days: 0 };
  for (;;) {
    const part = undone.parse(await database.call("analytics_undo_legacy_import", { p_budget: "4 seconds" }));
    total.rows += part.rows;
    total.days += part.days;
    seen(part.rows);
    if (part.remaining === 0) return total;
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
