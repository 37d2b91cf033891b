import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";

/**
 * The dual write, for the weeks in which the old dashboard is still looked at: with LEGACY_DUAL_WRITE=on each flush also
 * writes the old table's rows, in the same transaction. A fault of the old table never costs an event.
 * @returns the SQL function that a flush calls
 */
export function flushFunction(
  isDualWrite: boolean,
): "analytics_ingest_events" | "analytics_ingest_events_with_legacy" {
  return isDualWrite ? "analytics_ingest_events_with_legacy" : "analytics_ingest_events";
}

/** How the dual write is doing: whether its last try failed, and how many events the old table lacks because of faults. */
export const dualWriteState = z.object({
  is_failing: z.boolean(),
  missed: z.int(),
  failed_at: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type DualWriteState = z.infer<typeof dualWriteState>;

/**
 * What `analytics_check_legacy_table` answers: what of the old table does not fit the mapping, and whether rows could be
 * added to it, which were taken back.
 */
export const tableCheck = z.object({
  exists: z.boolean(),
  faults: z.array(z.object({ column: z.string().nullable(), fault: z.string() })),
  dual_write: z
    .object({ ok: z.boolean(), code: z.string().nullable(), message: z.string().nullable() })
    .nullable(),
});
export type TableCheck = z.infer<typeof tableCheck>;

/**
 * Called when Daybook starts with the dual write on: hands lib/legacy/mapping.ts to the database and proves that a row of
 * the old table can be written.
 * @returns what is wrong, in one sentence; null when nothing is
 */
export async function startDualWrite(client: SupabaseClient): Promise<string | null> {
  const { data, error } = await client.rpc("analytics_start_dual_write", { p_mapping: LEGACY_MAPPING });
  if (error) return `the dual write could not be tried: ${error.message}`;
  const { exists, faults, dual_write } = tableCheck.parse(data);
  if (!exists) return "the dual write has no table analytics_events to write to";
  if (dual_write?.ok) return null;
  const columns = faults.map(({ column, fault }) => `; column ${column} ${fault}`).join("");
  return `the dual write cannot write to analytics_events: ${dual_write?.message}${columns}`;
}
