import type { SupabaseClient } from "@supabase/supabase-js";
import type { Coalescer } from "#lib/ingest/write/coalescer.ts";
import {
  type AnalyticsHealth,
  type AnalyticsHealthReader,
  analyticsAdvice,
} from "#lib/operations/analytics-health.ts";

const TIMEOUT_MS = 5_000;

export type Health = {
  status: "ok" | "unavailable";
  database: { reachable: boolean /** One whole call. */; latency_ms: number };
  ingest: { queued_events: number; flushes_in_flight: number; draining: boolean };
  analytics?: AnalyticsHealth;
  /** What to do, when there is something to do. */
  advice?: string;
};

type Watched = { coalescer: Pick<Coalescer, "depth">; analyticsHealth: AnalyticsHealthReader };

/** Asks the database the smallest question ingest has. Never rejects. */
export async function health(
  client: SupabaseClient,
  { coalescer, analyticsHealth }: Watched,
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
  const analytics = await analyticsHealth();
  return analytics ? { ...state, analytics, advice: analyticsAdvice(analytics) } : state;
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
