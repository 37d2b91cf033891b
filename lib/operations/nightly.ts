import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";

/** One call's share of the time: hosted Supabase ends a statement after 8 seconds. */
const CALL_BUDGET = "5 seconds";
/** A call that has not answered by then is given up. What it does is not lost by that: it commits, or it does nothing. */
const CALL_MS = 12_000;
/** Of the whole time, what rolling up may use, and with it retention, and deletions. The rest is for days that were set aside. */
const ROLL_UP_SHARE = 0.6;
const RETENTION_SHARE = 0.8;
const DELETION_SHARE = 0.9;

const ownerDay = z.looseObject({ user_code: z.string(), date: z.string() });

const rollUpAnswer = z.object({
  dates: z.array(z.string()),
  owners: z.int(),
  days: z.int(),
  rows: z.int(),
  raw_events: z.int(),
  purged: z.array(ownerDay),
  failed: z.array(ownerDay),
  set_aside: z.array(ownerDay),
  milliseconds: z.number(),
  remaining: z.int(),
});
type RollUpAnswer = z.infer<typeof rollUpAnswer>;

const removal = z.object({
  owners: z.int(),
  days: z.int(),
  raw_events: z.int(),
  remaining: z.int(),
  failed: z.array(ownerDay),
});
type Removal = z.infer<typeof removal>;

const deletion = z.object({
  owners: z.int(),
  rows: z.int(),
  remaining: z.int(),
  failed: z.array(z.looseObject({ user_code: z.string() })),
});
type Deletion = z.infer<typeof deletion>;

const proof = z.object({ days: z.int(), skipped: z.int(), differing: z.array(ownerDay) });

/** `call`: the function that failed or did not answer in time. */
type Fault = { call: string; code: string; message: string };

/**
 * What a run did. `set_aside`: the days that could not be rebuilt, this night or before, and why; they are counted live.
 * `retention`: what was removed because owners do not want it kept for longer. `deletions`: how many owners that somebody
 * deletes are gone now, and how many are not yet. `verification`: what recounting a random
 * sample of closed days found, which may fail without failing the run. Null for what could not be done; `error`: the
 * first reason for that.
 */
export type NightlyResult = RollUpAnswer & {
  calls: number;
  retention: Removal | null;
  deletions: Deletion | null;
  verification: z.infer<typeof proof> | null;
  error?: Fault;
};

/**
 * Rolls dirty days up until none remains or its share of the time is used, removes what owners do not want kept, goes on with
 * owners that are being deleted, verifies a sample
 * and, in the time that is left, finishes days that were set aside. Being called twice, cut off or not at all does no harm:
 * what remains is done next time. One day's or one part's trouble stops no other.
 * @param timeMs the longest it may take, whatever hangs
 */
export async function rollUp(client: SupabaseClient, timeMs: number): Promise<NightlyResult> {
  const started = performance.now();
  const run = new Run(client, started + timeMs);
  let total = NOTHING;
  let calls = 0;
  const add = (now: RollUpAnswer | null) => {
    calls += 1;
    if (now) total = sum(total, now);
    return now;
  };

  const rollUpUntil = started + timeMs * ROLL_UP_SHARE;
  const parameters = { p_budget: CALL_BUDGET, p_include_today: true };
  for (;;) {
    const now = add(await run.ask("aggregate_analytics_daily", rollUpAnswer, parameters));
    // Nothing rebuilt although days remain: another run is at work, or these days cannot be done now.
    if (!now || now.remaining === 0 || now.days === 0 || performance.now() >= rollUpUntil) break;
  }
  const retention = await removeUntil(run, started + timeMs * RETENTION_SHARE);
  const deletions = await finishDeletions(run, started + timeMs * DELETION_SHARE);
  const { fault } = run;
  const verification = await run.ask("analytics_verify_sample", proof);
  // Its limit of a statement is its own, so it is not given up before the whole run is.
  if (total.set_aside.length > 0) {
    add(await run.ask("analytics_rebuild_set_aside", rollUpAnswer, { p_budget: CALL_BUDGET }, timeMs));
  }
  const stillAside = new Set(total.set_aside.map(keyOf));
  return {
    ...total,
    failed: total.failed.filter((day) => stillAside.has(keyOf(day))),
    calls,
    retention,
    deletions,
    verification,
    ...(fault && { error: fault }),
  };
}

async function removeUntil(run: Run, until: number): Promise<Removal | null> {
  let [days, raw_events] = [0, 0];
  for (;;) {
    const now = await run.ask("analytics_apply_retention", removal, { p_budget: CALL_BUDGET });
    if (!now) return null;
    days += now.days;
    raw_events += now.raw_events;
    if (now.remaining > 0 && now.days + now.raw_events > 0 && performance.now() < until) continue;
    return { ...now, days, raw_events };
  }
}

async function finishDeletions(run: Run, until: number): Promise<Deletion | null> {
  let [owners, rows] = [0, 0];
  for (;;) {
    const now = await run.ask("analytics_finish_deletions", deletion, { p_budget: CALL_BUDGET });
    if (!now) return null;
    owners += now.owners;
    rows += now.rows;
    if (now.remaining > 0 && now.rows > 0 && performance.now() < until) continue;
    return { ...now, owners, rows };
  }
}

/** The calls of one run, all of which end by its deadline. */
class Run {
  fault: Fault | undefined;
  readonly #client: SupabaseClient;
  readonly #deadline: number;

  constructor(client: SupabaseClient, deadline: number) {
    this.#client = client;
    this.#deadline = deadline;
  }

  /** What a function answers; null when it fails, does not answer in time, or there is no time left to ask. */
  async ask<T>(name: string, shape: z.ZodType<T>, parameters = {}, longestMs = CALL_MS): Promise<T | null> {
    const left = Math.min(longestMs, Math.floor(this.#deadline - performance.now()));
    const { data, error } =
      left > 0
        ? await this.#client.rpc(name, parameters).abortSignal(AbortSignal.timeout(left))
        : { data: null, error: { code: "", message: `no time was left for ${name}` } };
    if (!error) return shape.parse(data);
    logFault(name, error);
    this.fault ??= { call: name, code: error.code || "unavailable", message: error.message };
    return null;
  }
}

const keyOf = ({ user_code, date }: z.infer<typeof ownerDay>) => `${user_code} ${date}`;

const NOTHING: RollUpAnswer = {
  dates: [],
  owners: 0,
  days: 0,
  rows: 0,
  raw_events: 0,
  purged: [],
  failed: [],
  set_aside: [],
  milliseconds: 0,
  remaining: 0,
};

/** A day that is refused or fails is tried at every call: its latest answer stands for it. */
function sum(before: RollUpAnswer, now: RollUpAnswer): RollUpAnswer {
  const latest = (days: RollUpAnswer["failed"]) => [
    ...new Map(days.map((day) => [keyOf(day), day])).values(),
  ];
  return {
    dates: [...new Set([...before.dates, ...now.dates])],
    owners: Math.max(before.owners, now.owners),
    days: before.days + now.days,
    rows: before.rows + now.rows,
    raw_events: before.raw_events + now.raw_events,
    purged: latest([...before.purged, ...now.purged]),
    failed: latest([...before.failed, ...now.failed]),
    set_aside: now.set_aside,
    milliseconds: before.milliseconds + now.milliseconds,
    remaining: now.remaining,
  };
}
