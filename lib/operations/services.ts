import { parseIngestSettings } from "#lib/http/ingest-settings.ts";
import { logFault } from "#lib/http/log-fault.ts";
import { type Limits, limitsOf } from "#lib/http/rate-limits.ts";
import { type OwnerLookup, ownerLookup } from "#lib/ingest/owners.ts";
import { type SaltLookup, saltLookup } from "#lib/ingest/salts.ts";
import { Coalescer, DEFAULT_LIMITS } from "#lib/ingest/write/coalescer.ts";
import type { FlushBatch } from "#lib/ingest/write/payload.ts";
import { Refresher } from "#lib/ingest/write/refresher.ts";
import { writeBatches } from "#lib/ingest/write/write-batches.ts";
import { type AnalyticsHealthReader, analyticsHealthReader } from "#lib/operations/analytics-health.ts";
import { IngestMetrics } from "#lib/operations/prometheus.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** What the steps use beyond the request itself. */
export type Services = {
  findOwner: OwnerLookup;
  findSalt: SaltLookup;
  limits: Limits;
  coalescer: Pick<Coalescer, "add" | "depth">;
  metrics: Pick<IngestMetrics, "answered" | "refused">;
  /** Milliseconds since 1970. */
  now: () => number;
};

type Running = Services & {
  coalescer: Coalescer;
  metrics: IngestMetrics;
  analyticsHealth: AnalyticsHealthReader;
};

/**
 * Kept on `globalThis`: Next.js bundles every route by itself and reloads modules in development, while two queues or
 * two counts of a limit in one process would be wrong.
 */
const KEY = Symbol.for("daybook.ingest.services");
const home = globalThis as { [KEY]?: Running };

/** This process's one set of services, made at first use. */
export function services(): Running {
  home[KEY] ??= makeServices();
  return home[KEY];
}

/** The same without making them: for a shutdown that may come before the first request. */
export function runningServices(): Running | undefined {
  return home[KEY];
}

function makeServices(): Running {
  const client = serviceClient();
  const metrics = new IngestMetrics();
  const refresher = new Refresher(async (userCode) => {
    const { error } = await client.rpc("refresh_analytics_days", { p_user_code: userCode });
    if (error) logFault("refresh_analytics_days", error);
  });
  const write = async (batches: FlushBatch[]) => {
    const result = await writeBatches(client, batches);
    if (result.ok) {
      for (const [index, batch] of batches.entries()) {
        refresher.stored(batch.user_code, result.stored[index]?.stored ?? 0);
      }
    }
    return result;
  };
  const coalescer = new Coalescer(write, DEFAULT_LIMITS, metrics.flushed);
  const analyticsHealth = analyticsHealthReader(client);
  metrics.watch(coalescer);
  metrics.watchAnalytics(analyticsHealth);
  return {
    findOwner: ownerLookup(client),
    findSalt: saltLookup(client),
    limits: limitsOf(parseIngestSettings(process.env)),
    coalescer,
    metrics,
    analyticsHealth,
    now: Date.now,
  };
}
