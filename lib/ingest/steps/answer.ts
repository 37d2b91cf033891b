import type { BatchResult } from "#lib/contract.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";
import type { Judged } from "#lib/ingest/steps/schema.ts";
import type { FilterCode, Stored } from "#lib/ingest/write/payload.ts";

/** What the sender reads: all of its events, each in exactly one of the four numbers. */
export function answer(known: Arrival & Judged & Stored & { filter: FilterCode | null }): {
  result: BatchResult;
} {
  const { stored, duplicates, events, filter, rejected, services } = known;
  return {
    result: {
      accepted: stored,
      duplicates,
      filtered: filter === null ? 0 : events.length,
      rejected,
      server_time: new Date(services.now()).toISOString(),
    },
  };
}
