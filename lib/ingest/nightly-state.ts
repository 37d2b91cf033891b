import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

const KNOWN_MS = 15_000;
const TIMEOUT_MS = 5_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How far the nightly run has come; null: never, or nothing to do. */
export type NightlyState = {
  /** Oldest mark of a dirty day. */ dirty_since: string | null;
  last_aggregation: string | null;
};

const marks = z.array(z.object({ marked_at: z.string() }));
const runs = z.array(z.object({ computed_at: z.string() }));

let known: { at: number; state: NightlyState } | undefined;

/** Asks the bookkeeping tables, at most every 15 s since health is everybody's to ask; undefined when they do not answer. */
export async function nightlyState(client: SupabaseClient): Promise<NightlyState | undefined> {
  if (known && Date.now() - known.at < KNOWN_MS) return known.state;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const [dirty, last] = await Promise.all([
    client.from("analytics_dirty_days").select("marked_at").order("marked_at").limit(1).abortSignal(signal),
    client
      .from("analytics_days")
      .select("computed_at")
      .not("computed_at", "is", null)
      .order("computed_at", { ascending: false })
      .limit(1)
      .abortSignal(signal),
  ]);
  const [oldestMark, lastRun] = [marks.safeParse(dirty.data), runs.safeParse(last.data)];
  if (!oldestMark.success || !lastRun.success) return undefined;
  const state = {
    dirty_since: oldestMark.data[0]?.marked_at ?? null,
    last_aggregation: lastRun.data[0]?.computed_at ?? null,
  };
  known = { at: Date.now(), state };
  return state;
}

/**
 * True if a run was missed. A mark waits for its day's end, up to 36 hours away somewhere, and then for the next run, up
 * to 24 hours: one that is a day older than that has been passed over.
 */
export function isBehind({ dirty_since }: NightlyState, now: number): boolean {
  return dirty_since !== null && now - Date.parse(dirty_since) > 3.5 * DAY_MS;
}
