import type { BatchResult } from "#lib/contract.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import type { IngestEvent, Judged } from "#lib/ingest/batch-schema.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type {
  FilterCode,
  FlushBatch,
  RejectCode,
  SessionRow,
  Stored,
  WriteFault,
} from "#lib/ingest/write/payload.ts";

type Known = Arrival &
  Judged & { body: Uint8Array; owner: IngestOwner; filter: FilterCode | null; session: SessionRow | null };

/** Step "flush": hands the batch to the coalescer and waits until its flush has committed. */
export async function flush(known: Known): Promise<Stored | Refusal> {
  const { services, body, batch } = known;
  const written = await services.coalescer.add(toFlushBatch(known), batch.events.length, body.byteLength);
  return written.ok
    ? { stored: written.stored, duplicates: written.duplicates, filtered: written.filtered }
    : refusalOf(written.fault, written.retryAfter);
}

function toFlushBatch({ owner, session, events, filter, rejected, batch }: Known): FlushBatch {
  const counted = session ? events : [];
  const rejections: FlushBatch["rejected"] = {};
  for (const { code } of rejected) rejections[code] = (rejections[code] ?? 0) + 1;
  if (batch.dropped > 0) rejections["lost_in_browser" satisfies RejectCode] = batch.dropped;
  return {
    user_code: owner.user_code,
    session,
    page_views: counted.flatMap((event) =>
      event.type === "page_view" ? [{ id: event.id, at: iso(event), page: event.page }] : [],
    ),
    clicks: counted.flatMap((event) =>
      event.type === "click"
        ? [
            {
              id: event.id,
              at: iso(event),
              page: event.page,
              target: event.target,
              outcome: event.outcome,
              site: event.site || undefined,
            },
          ]
        : [],
    ),
    filtered: filter && events.length > 0 ? { [filter]: events.length } : {},
    rejected: rejections,
  };
}

function iso({ at }: IngestEvent): string {
  return new Date(at).toISOString();
}

function refusalOf(fault: WriteFault, retryAfter: number): Refusal {
  switch (fault) {
    case "unavailable":
      return refuse("unavailable", { retryAfter });
    case "unknown_owner":
      return refuse("unknown_owner");
    case "poisoned":
      return refuse("invalid_batch", { message: "The database does not accept what this batch says." });
    default:
      return fault satisfies never;
  }
}

/** Step "answer": what the sender reads. Each of its events is in exactly one of the four numbers. */
export function answer(known: Arrival & Judged & Stored & { filter: FilterCode | null }): {
  result: BatchResult;
} {
  const { stored, duplicates, filtered, events, filter, rejected, receivedAt } = known;
  return {
    result: {
      accepted: stored,
      duplicates,
      filtered: filter === null ? filtered : events.length,
      rejected,
      // When the batch came, for the sender to compare with when it was sent: the answer may have waited for its flush.
      server_time: new Date(receivedAt).toISOString(),
    },
  };
}
