import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";
import type { DatabaseCall } from "#lib/ingest/database-calls.ts";
import type { FlushBatch, FlushResult, Stored, WriteFault } from "#lib/ingest/write/payload.ts";

const FLUSH_TIMEOUT_MS = 10_000;

const answer = z.object({
  batches: z.array(z.object({ batch: z.int(), stored: z.int(), duplicates: z.int(), filtered: z.int() })),
});

/**
 * Writes many batches in one transaction: one call of `flushFunction`. Safe to repeat: events are keyed by their ids.
 * Never rejects; after a time-out the write may still commit, and its repeat finds duplicates.
 */
export async function writeBatches(
  call: DatabaseCall,
  flushFunction: string,
  batches: FlushBatch[],
): Promise<FlushResult> {
  const payload = { batches: batches.map((batch, index) => ({ batch: index, ...batch })) };
  const write = () => call(flushFunction, { payload }, FLUSH_TIMEOUT_MS);

  let { data, error } = await write();
  // A deadlock or a serialization failure has rolled back and asks to be repeated.
  if (error?.code?.startsWith("40")) ({ data, error } = await write());
  if (error) {
    const fault = faultOf(error);
    if (fault === "unavailable") logFault("analytics_ingest_events", error);
    // Postgres quotes the value at fault in its message; a visitor's data has no place in a log.
    else if (batches.length === 1)
      logFault("analytics_ingest_events", { code: error.code, message: `a batch is ${fault}` });
    return { ok: false, fault };
  }

  const parsed = answer.safeParse(data);
  if (!parsed.success) return unreadable("its answer has not the agreed shape");
  const stored = batches.map(() => ({ stored: 0, duplicates: 0, filtered: 0 }));
  for (const { batch, ...counts } of parsed.data.batches) stored[batch] = counts;
  return stored.every((counts, index) => accountsFor(counts, batches[index]))
    ? { ok: true, stored }
    : unreadable("it does not account for every event");
}

function accountsFor({ stored, duplicates, filtered }: Stored, batch: FlushBatch | undefined): boolean {
  return stored + duplicates + filtered === (batch ? batch.page_views.length + batch.clicks.length : 0);
}

/** Nothing is acknowledged by an answer that we cannot read. */
function unreadable(message: string): FlushResult {
  logFault("analytics_ingest_events", { code: "answer", message });
  return { ok: false, fault: "unavailable" };
}

/**
 * SQLSTATE classes 22 (data exception), 23 (integrity) and 54 (limit exceeded) are some batch's own doing; whatever
 * else goes wrong is the database's or the network's state and passes.
 */
function faultOf(error: { code?: string }): WriteFault {
  if (error.code === "23503") return "unknown_owner";
  return /^(22|23|54)[0-9A-Z]{3}$/.test(error.code ?? "") ? "poisoned" : "unavailable";
}
