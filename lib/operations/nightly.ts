import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";

/** One call's share of the time: hosted Supabase ends a statement after 8 seconds. */
const CALL_BUDGET = "5 seconds";
/** After the budget a call under way may still finish: the platform ends the request at 60 seconds. */
const GRACE_MS = 8_000;

const ownerDay = z.looseObject({ user_code: z.string(), date: z.string() });

const answer = z.object({
  dates: z.array(z.string()),
  owners: z.int(),
  days: z.int(),
  rows: z.int(),
  raw_events: z.int(),
  purged: z.array(ownerDay),
  failed: z.array(ownerDay),
  milliseconds: z.number(),
  remaining: z.int(),
});

type Answer = z.infer<typeof answer>;

const proof = z.object({
  days: z.int(),
  skipped: z.int(),
  differing: z.array(z.looseObject({ user_code: z.string(), date: z.string() })),
});

const removal = z.object({ owners: z.int(), days: z.int(), raw_events: z.int() });

/**
 * `retention`: what was removed because owners do not want it kept for longer. `verification`: what recounting a random
 * sample of closed days found. Null for what could not be done.
 */
type Rollup = Answer & {
  calls: number;
  retention: z.infer<typeof removal> | null;
  verification: z.infer<typeof proof> | null;
};

export type NightlyResult = Rollup | { error: { code: string; message: string } };

/**
 * Rolls dirty days up until none remains or the time is used. Being called twice, cut off or not at all does no harm:
 * what remains is done next time. Today comes last and is rolled up as far as it goes.
 * @param budgetMs no new call is begun after so many milliseconds
 * @returns what `aggregate_analytics_daily` says, of all its calls together, what retention removed, and what verifying a sample found
 */
export async function rollUp(client: SupabaseClient, budgetMs: number): Promise<NightlyResult> {
  const deadline = performance.now() + budgetMs;
  let total: Answer | undefined;
  for (let calls = 1; ; calls += 1) {
    const { data, error } = await client
      .rpc("aggregate_analytics_daily", { p_budget: CALL_BUDGET, p_include_today: true })
      .abortSignal(AbortSignal.timeout(Math.ceil(deadline + GRACE_MS - performance.now())));
    if (error) return { error: { code: error.code || "unavailable", message: error.message } };
    const now = answer.parse(data);
    // Nothing rebuilt although days remain: another run is at work, or these days cannot be done now.
    const done = now.remaining === 0 || now.days === 0 || performance.now() >= deadline;
    total = total ? sum(total, now) : now;
    if (!done) continue;
    const retention = await ask(client, "analytics_apply_retention", removal);
    return { ...total, calls, retention, verification: await ask(client, "analytics_verify_sample", proof) };
  }
}

/** Calls a function of the nightly run that may fail without failing the run. */
async function ask<T>(client: SupabaseClient, name: string, shape: z.ZodType<T>): Promise<T | null> {
  const { data, error } = await client.rpc(name).abortSignal(AbortSignal.timeout(GRACE_MS));
  if (error) logFault(name, error);
  return error ? null : shape.parse(data);
}

/** Days that failed or were purged are tried at every call, so the last one names them all. */
function sum(before: Answer, now: Answer): Answer {
  return {
    dates: [...new Set([...before.dates, ...now.dates])],
    owners: Math.max(before.owners, now.owners),
    days: before.days + now.days,
    rows: before.rows + now.rows,
    raw_events: before.raw_events + now.raw_events,
    purged: now.purged,
    failed: now.failed,
    milliseconds: before.milliseconds + now.milliseconds,
    remaining: now.remaining,
  };
}
