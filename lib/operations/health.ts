import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { DAY_MS } from "#lib/contract.ts";
import type { Coalescer } from "#lib/ingest/write/coalescer.ts";
import { type DualWriteState, dualWriteState } from "#lib/legacy/dual-write.ts";

const KNOWN_MS = 15_000;
const TIMEOUT_MS = 5_000;
const DAY_SECONDS = DAY_MS / 1000;

/** `now() - marked_at` as Postgres writes it: `4 days 01:02:03.5`. */
const INTERVAL = /^(?:(\d+) days? ?)?(?:(\d+):(\d+):(\d+(?:\.\d+)?))?$/;

const seconds = z.string().transform((text, context) => {
  const parts = INTERVAL.exec(text);
  if (parts) {
    const [days = 0, hours = 0, minutes = 0, rest = 0] = parts.slice(1).map((part) => Number(part ?? 0));
    return days * DAY_SECONDS + hours * 3_600 + minutes * 60 + rest;
  }
  // A mark set while the question was under way has a negative age.
  if (text.startsWith("-")) return 0;
  context.addIssue({ code: "custom", message: "is no interval" });
  return z.NEVER;
});

const row = z
  .object({
    dirty_days: z.int(),
    oldest_dirty_day: z.string().nullable(),
    dirty_for: seconds.nullable(),
    set_aside_days: z.int(),
    overdue_days: z.int(),
    last_computed_at: z.string().nullable(),
    last_verified_at: z.string().nullable(),
    differing_days: z.int(),
    default_partition_rows: z.int(),
    last_partition: z.string().nullable(),
  })
  .transform(({ dirty_for, last_computed_at, last_verified_at, ...same }) => ({
    ...same,
    dirty_seconds: dirty_for ?? 0,
    last_aggregation: last_computed_at,
    last_verification: last_verified_at,
  }));

/**
 * Whether the nightly run does its work, from the view `analytics_health`: the days that wait and since how many seconds, how many
 * could not be rebuilt, how many have raw events that should be gone, when days were last aggregated and verified (null: never),
 * how many days a verification found to differ in 30 days, and whether the partitions are in order.
 */
export type AnalyticsHealth = z.output<typeof row>;

export type AnalyticsHealthReader = () => Promise<AnalyticsHealth | undefined>;

/** Asks the view at most every 15 s, since health is everybody's to ask; undefined when it does not answer. */
export function analyticsHealthReader(client: SupabaseClient): AnalyticsHealthReader {
  return remembered(async () => {
    const { data } = await client
      .from("analytics_health")
      .select(
        "dirty_days, oldest_dirty_day, dirty_for, set_aside_days, overdue_days, last_computed_at, last_verified_at, differing_days, default_partition_rows, last_partition",
      )
      .abortSignal(AbortSignal.timeout(TIMEOUT_MS))
      .single();
    return row.safeParse(data).data;
  });
}

export type DualWriteReader = () => Promise<DualWriteState | undefined>;

/** Asks how the dual write is doing, at most every 15 s; undefined when it is not known. */
export function dualWriteReader(client: SupabaseClient): DualWriteReader {
  return remembered(async () => {
    const { data } = await client
      .from("analytics_legacy_dual_write")
      .select("is_failing, missed, failed_at, code, message")
      .abortSignal(AbortSignal.timeout(TIMEOUT_MS))
      .maybeSingle();
    return dualWriteState.safeParse(data).data;
  });
}

/** Asks at most every 15 s, and again sooner when there was no answer. */
function remembered<T>(ask: () => Promise<T | undefined>): () => Promise<T | undefined> {
  let known: { at: number; answer: Promise<T | undefined> } | undefined;
  return async () => {
    if (known && performance.now() - known.at < KNOWN_MS) return known.answer;
    const question = { at: performance.now(), answer: ask().catch(() => undefined) };
    known = question;
    const answer = await question.answer;
    if (answer === undefined && known === question) known = undefined;
    return answer;
  };
}

/**
 * What to do about it, when there is something to do. A mark waits for its day's end, up to 36 hours away somewhere, and
 * then for the next run, up to 24 hours: one that is a day older than that has been passed over.
 */
export function analyticsAdvice(state: AnalyticsHealth): string | undefined {
  if (state.differing_days > 0) return DIFFERING;
  if (state.overdue_days > 0) return OVERDUE;
  if (state.set_aside_days > 0) return SET_ASIDE;
  return state.dirty_seconds > 3.5 * DAY_SECONDS ? BEHIND : undefined;
}

const BEHIND =
  "The nightly run is behind: nothing is lost and dashboards are right, but slower. See that something calls " +
  "/api/cron/aggregate-analytics with CRON_SECRET, and what it answers.";

const OVERDUE =
  "Raw events are kept for longer than their owner allows: the nightly run did not remove them, or failed to. Call " +
  "/api/cron/aggregate-analytics and read `retention` in its answer.";

const SET_ASIDE =
  "A day could not be rebuilt and is counted live meanwhile: analytics_days says which and why (set_aside_code; 57014: a statement " +
  "had no time for it). `call daybook.aggregate_nightly()` over a direct connection has no limit of time.";

const DIFFERING =
  "In the last 30 days a recount of a closed day differed from its daily rows. See analytics_verifications for the day and what differed; " +
  "backfill_aggregates counts it anew.";

const DUAL_WRITE_FAILS =
  "LEGACY_DUAL_WRITE is on and the old table cannot be written: events are stored in Daybook, but the old dashboard and the " +
  "way back lack them. Run `npm run doctor -- --phase client`: it says why.";

/** `degraded`: events are stored, but what was asked for besides fails. */
export type Health = {
  status: "ok" | "degraded" | "unavailable";
  database: { reachable: boolean /** One whole call. */; latency_ms: number };
  ingest: { queued_events: number; flushes_in_flight: number; draining: boolean };
  analytics?: AnalyticsHealth;
  /** With LEGACY_DUAL_WRITE=on: `missed_events` counts what the old table lacks because of faults. */
  legacy_dual_write?: {
    failing: boolean;
    missed_events: number;
    failed_at: string | null;
    code: string | null;
  };
  /** What to do, when there is something to do. */
  advice?: string;
};

type Watched = {
  coalescer: Pick<Coalescer, "depth">;
  analyticsHealth: AnalyticsHealthReader;
  dualWrite?: DualWriteReader;
};

/** Asks the database the smallest question ingest has. Never rejects. */
export async function health(
  client: SupabaseClient,
  { coalescer, analyticsHealth, dualWrite }: Watched,
): Promise<Health> {
  const started = performance.now();
  const { error, status } = await client
    .rpc("analytics_ingest_owner", { p_user_code: "" })
    .abortSignal(AbortSignal.timeout(TIMEOUT_MS));
  const latency = Math.round((performance.now() - started) * 10) / 10;
  const { depth } = coalescer;
  const state: Health = {
    status: error ? "unavailable" : "ok",
    database: { reachable: !error, latency_ms: latency },
    ingest: {
      queued_events: depth.events,
      flushes_in_flight: depth.inFlight,
      draining: depth.draining,
    },
  };
  if (error) return { ...state, advice: adviceFor(error.code, status) };
  const [analytics, oldTable] = await Promise.all([analyticsHealth(), dualWrite?.()]);
  if (analytics) Object.assign(state, { analytics, advice: analyticsAdvice(analytics) });
  if (oldTable) {
    // Not its message: the old table's faults may quote what a visitor sent.
    const { is_failing: failing, missed: missed_events, failed_at, code } = oldTable;
    state.legacy_dual_write = { failing, missed_events, failed_at, code };
    if (failing) Object.assign(state, { status: "degraded", advice: DUAL_WRITE_FAILS });
  }
  return state;
}

function adviceFor(code: string, status: number): string {
  if (code === "PGRST202" || code === "42883") {
    return "The database answers, but Daybook's functions are missing: run `npm run db:migrate`.";
  }
  if (code === "42501" || status === 401 || status === 403) {
    return "The database refuses the secret key: check SUPABASE_SECRET_KEY.";
  }
  return (
    "The database does not answer. A free Supabase project is paused after a week without use: open it on " +
    "https://supabase.com/dashboard and choose Restore. Otherwise check SUPABASE_URL and the project's status."
  );
}
