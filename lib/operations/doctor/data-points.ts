import { z } from "zod";
import { DAY_MS } from "#lib/contract.ts";
import { dualWriteState } from "#lib/legacy/dual-write.ts";
import { oldTablePoints } from "#lib/operations/doctor/old-table-points.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";
import { DatabaseFault, type FunctionCaller } from "#lib/supabase/call-as-operator.ts";

/** Before anything is changed: can the database be reached, and is the old table such as the mapping says? */
export async function beforePoints(database: FunctionCaller): Promise<Point[]> {
  try {
    const columns = await database.columnsOf("analytics_events");
    const reached = { name: `database reached ${database.isDirect ? "directly" : "through the API"}` };
    if (columns === null) return [reached, { name: "no old table analytics_events: nothing to import" }];
    return [reached, ...(await oldTablePoints(database))];
  } catch (error) {
    const reason = error instanceof DatabaseFault ? error.message : String(error);
    return [
      { name: "database reached", todo: `${reason}: check DATABASE_URL, or SUPABASE_URL and the secret key` },
    ];
  }
}

/** A member waits for a dashboard of 30 days no longer than this, in milliseconds. */
const DASHBOARD_MS = 1_000;

/** What `analytics_doctor_data()` answers: counts and times only. */
export const doctorData = z.object({
  owners: z.int(),
  owner: z.string().nullable(),
  stored_since_yesterday: z.int(),
  flushes: z.int(),
  flushed_events: z.int(),
  oldest_mark: z.string().nullable(),
  last_computed_at: z.string().nullable(),
  recounted: z.object({ days: z.int(), different: z.array(z.string()) }),
  dashboard_ms: z.number().nullable(),
  old_rows: z.int().nullable(),
  undecided_old_rows: z.int().nullable(),
  left_out_old_rows: z.int(),
  /** Null: it has never been on. */
  dual_write: dualWriteState.nullable(),
  compared_days: z.int(),
  unexplained: z.int(),
});

export type DoctorData = z.infer<typeof doctorData>;

/** After the client sends to Daybook. */
export function arrivalPoints({ owners, stored_since_yesterday }: DoctorData): Point[] {
  return [
    point("an owner exists", owners > 0, "sign up and pick an owner code, or import with --create-owners"),
    point(
      "data arriving since yesterday",
      stored_since_yesterday > 0,
      "no event came: open your card in a browser with data-debug on the script tag",
    ),
  ];
}

/** Where the dual write has been started: is every event in the old table too, and can the next one be written? */
export async function dualWritePoints(
  database: FunctionCaller,
  { dual_write }: DoctorData,
): Promise<Point[]> {
  if (!dual_write) return [];
  const { missed, failed_at, message } = dual_write;
  return [
    ...(await oldTablePoints(database)),
    point(
      "dual write: the old table has every event",
      missed === 0,
      `${missed} are missing there, the last since ${failed_at} (${message}): the old dashboard and the way back lack them. ` +
        "When you have seen to that: delete from public.analytics_legacy_dual_write where true",
    ),
  ];
}

/** After the dashboard reads Daybook. */
export function dashboardPoints(data: DoctorData, now: number): Point[] {
  const { recounted, dashboard_ms, oldest_mark } = data;
  return [
    point(
      `metrics equal: ${recounted.days} closed days recounted`,
      recounted.different.length === 0,
      `daily rows differ from raw for ${recounted.different.join(", ")}: select backfill_aggregates(day, day)`,
    ),
    point(
      dashboard_ms === null ? "dashboard speed: no member to ask as" : `dashboard speed: ${dashboard_ms} ms`,
      dashboard_ms === null || dashboard_ms <= DASHBOARD_MS,
      `30 days take more than ${DASHBOARD_MS} ms: see that the nightly run happens, then run analyze`,
    ),
    point(
      "the nightly run keeps up",
      oldest_mark === null || now - Date.parse(oldest_mark) < 3.5 * DAY_MS,
      `a day has waited since ${oldest_mark}: see that something calls /api/cron/aggregate-analytics`,
    ),
    ...legacyPoints(data),
  ];
}

/** Without old rows there is nothing that should be equal. */
function legacyPoints(data: DoctorData): Point[] {
  const { old_rows, undecided_old_rows, left_out_old_rows, compared_days, unexplained } = data;
  if (!old_rows) return [];
  return [
    point(
      "every old row considered",
      (undecided_old_rows ?? 0) <= 0,
      `${undecided_old_rows} were not: npm run legacy:import`,
    ),
    point(
      "every old row that could be mapped is",
      left_out_old_rows === 0,
      `${left_out_old_rows} are not: npm run legacy:import -- --dry-run says why`,
    ),
    point(
      `old and new numbers agree: ${compared_days} days compared`,
      compared_days > 0 && unexplained === 0,
      compared_days > 0 ? `${unexplained} unexplained: npm run legacy:compare` : "run npm run legacy:compare",
    ),
  ];
}
