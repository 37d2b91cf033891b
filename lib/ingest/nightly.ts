import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

const answer = z.looseObject({ remaining: z.int().min(0) });

export type NightlyResult =
  | (z.infer<typeof answer> & { calls: number; complete: boolean })
  | { error: { code: string; message: string } };

/**
 * Rolls dirty days up until none remains or the time is used. Being called twice, cut off or not at all does no harm:
 * what remains is done next time.
 * @param budgetMs no new call is begun after so many milliseconds
 * @returns what the last call of `aggregate_analytics_daily` said, and how many calls there were
 */
export async function rollUp(client: SupabaseClient, budgetMs: number): Promise<NightlyResult> {
  const deadline = performance.now() + budgetMs;
  for (let calls = 1, before = Number.POSITIVE_INFINITY; ; calls += 1) {
    const { data, error } = await client
      .rpc("aggregate_analytics_daily", {})
      .abortSignal(AbortSignal.timeout(Math.max(1_000, deadline - performance.now())));
    if (error) return { error: { code: error.code || "unavailable", message: error.message } };
    const { remaining, ...rest } = answer.parse(data);
    // No fewer than before: another run is at work, or some days cannot be done now.
    const done = remaining === 0 || remaining >= before || performance.now() >= deadline;
    if (done) return { ...rest, remaining, calls, complete: remaining === 0 };
    before = remaining;
  }
}
