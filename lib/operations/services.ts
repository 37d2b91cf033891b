import { environment } from "#lib/http/environment.ts";
import { logFault } from "#lib/http/faults.ts";
import type { Services } from "#lib/ingest/arrival.ts";
import { callsOverApi, directCalls } from "#lib/ingest/database-calls.ts";
import { ownerLookup } from "#lib/ingest/owner-lookup.ts";
import { ingestLimits } from "#lib/ingest/rate-limit.ts";
import { saltLookup } from "#lib/ingest/visitor-salt.ts";
import { Coalescer, DEFAULT_LIMITS } from "#lib/ingest/write/coalescer.ts";
import { type Outage, Outages } from "#lib/ingest/write/outages.ts";
import type { FlushBatch } from "#lib/ingest/write/payload.ts";
import { Refresher } from "#lib/ingest/write/refresher.ts";
import { writeBatches } from "#lib/ingest/write/write-batches.ts";
import { flushFunction, startDualWrite } from "#lib/legacy/dual-write.ts";
import {
  type AnalyticsHealthReader,
  analyticsHealthReader,
  type DualWriteReader,
  dualWriteReader,
} from "#lib/operations/health.ts";
import { IngestMetrics } from "#lib/operations/prometheus.ts";
import { type ShareLookup, shareLookup } from "#lib/share-link/share-lookup.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

type Running = Services & {
  findShare: ShareLookup;
  coalescer: Coalescer;
  metrics: IngestMetrics;
  analyticsHealth: AnalyticsHealthReader;
  /** Absent: the dual write is off. */
  dualWrite?: DualWriteReader;
};

/**
 * Kept on `globalThis`: Next.js bundles every route by itself and reloads modules in development, while two queues or
 * two counts of a limit in one process would be wrong.
 */
const KEY = Symbol.for("daybook.ingest.services");
const DRAINS = Symbol.for("daybook.ingest.shutdown");
const running = globalThis as { [KEY]?: Running; [DRAINS]?: true };

const WATCHED_TIMEOUT_MS = 5_000;
const REFRESH_TIMEOUT_MS = 30_000;
const NOTE_TIMEOUT_MS = 5_000;

/** What differs between the doors of ingest: the pace where INGEST_PACE_MS is not set, and whether DATABASE_URL is used. */
export type Door = { paceMs: number; isDirect: boolean };

/**
 * Functions of a platform are billed while they wait, and have connections of their own, of which a database has not many. The pace is
 * the least that spares 95 % of the writes of 100,000 visitors a day.
 */
const ROUTE: Door = { paceMs: 2_500, isDirect: false };

/**
 * This process's one set of services, made at first use. Here the parts that ingest uses are put together.
 * @param door counts at first use
 */
export function services(door = ROUTE): Running {
  running[KEY] ??= makeServices(door);
  return running[KEY];
}

function makeServices(door: Door): Running {
  const settings = environment();
  const client = serviceClient();
  const call =
    door.isDirect && settings.databaseUrl ? directCalls(settings.databaseUrl) : callsOverApi(client);
  const metrics = new IngestMetrics();
  const isWatched = async (userCodes: string[]) => {
    const { data, error } = await call(
      "analytics_is_watched",
      { p_user_codes: userCodes },
      WATCHED_TIMEOUT_MS,
    );
    if (error) logFault("analytics_is_watched", error);
    return data === true;
  };
  const refresh = async (userCode: string) => {
    const { error } = await call("analytics_refresh_days", { p_user_code: userCode }, REFRESH_TIMEOUT_MS);
    if (error) logFault("analytics_refresh_days", error);
  };
  const refresher = new Refresher({ refresh, isWatched });
  const outages = new Outages();
  const noteOutage = async ({ userCodes, from, to }: Outage) => {
    const parameters = {
      p_user_codes: userCodes,
      p_began_at: new Date(from).toISOString(),
      p_ended_at: new Date(to).toISOString(),
    };
    const { error } = await call("analytics_note_outage", parameters, NOTE_TIMEOUT_MS);
    if (error) logFault("analytics_note_outage", error);
  };
  const write = async (batches: FlushBatch[]) => {
    const result = await writeBatches(call, flushFunction(settings.legacyDualWrite), batches);
    const userCodes = batches.map((batch) => batch.user_code);
    if (!result.ok && result.fault === "unavailable") outages.failed(userCodes, Date.now());
    if (result.ok) {
      for (const outage of outages.stored(userCodes, Date.now())) void noteOutage(outage);
      for (const [index, batch] of batches.entries()) {
        refresher.stored(batch.user_code, result.stored[index]?.stored ?? 0);
      }
    }
    return result;
  };
  const pace = { ms: settings.paceMs ?? door.paceMs, isWatched };
  const coalescer = new Coalescer(write, pace, DEFAULT_LIMITS, metrics.flushed);
  const analyticsHealth = analyticsHealthReader(client);
  metrics.watch(coalescer);
  metrics.watchAnalytics(analyticsHealth);
  const dualWrite = settings.legacyDualWrite ? dualWriteReader(client) : undefined;
  if (dualWrite) metrics.watchDualWrite(dualWrite);
  return {
    findOwner: ownerLookup(call),
    findShare: shareLookup(client),
    findSalt: saltLookup(call),
    limits: ingestLimits(settings),
    coalescer,
    metrics,
    analyticsHealth,
    dualWrite,
    now: Date.now,
  };
}

/**
 * Called once when the app starts: checks the environment, or ends the process with one sentence that says what is
 * wrong. When the process is told to stop, what waits is written; the server itself ends the process.
 */
export function startIngest(): void {
  try {
    environment();
  } catch (error) {
    // Thrown on, Next.js would print it twice with its stack and go on without having started.
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  if (running[DRAINS]) return;
  running[DRAINS] = true;
  void proveDualWrite();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void drainIngest());
}

/** With LEGACY_DUAL_WRITE=on. Events are taken meanwhile, and also if it fails: they do not depend on the old table. */
export async function proveDualWrite(): Promise<void> {
  if (!environment().legacyDualWrite) return;
  const fault = await startDualWrite(serviceClient()).catch((error) => String(error));
  if (fault) console.error(`LEGACY_DUAL_WRITE=on: ${fault}. Run npm run doctor.`);
}

/** Writes what waits. Nothing acknowledged depends on it: what is cut off here is still in its browser's queue. */
export async function drainIngest(): Promise<void> {
  await running[KEY]?.coalescer.drain();
}
