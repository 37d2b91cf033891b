import { type EventErrorCode, MAX_AGE_MS, MAX_AHEAD_MS, MAX_EVENTS, type Rejection } from "#lib/contract.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import { type Envelope, envelope, event, faultOf, type IngestEvent } from "#lib/ingest/schema.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";

export type Judged = { batch: Envelope; events: IngestEvent[]; rejected: Rejection[] };

/** Refuses what is no batch; judges its events one by one, so that a bad one costs its neighbours nothing. */
export function schema({ json, receivedAt }: Arrival & { json: unknown }): Judged | Refusal {
  if (eventCount(json) > MAX_EVENTS) return refuse("too_large");
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refuse("invalid_batch", { message: `Not a batch: ${faultOf(parsed.error)}.` });

  const batch = parsed.data;
  const judged: Judged = { batch, events: [], rejected: [] };
  const firsts = new Map<string, IngestEvent>();
  batch.events.forEach((candidate, index) => {
    const result = event.safeParse(candidate);
    if (!result.success) {
      judged.rejected.push(rejection(index, idOf(candidate), "invalid_event", `${faultOf(result.error)}.`));
      return;
    }
    const code = timeFault(result.data.at, receivedAt) ?? timeFault(batch.session.started_at, receivedAt);
    if (code) {
      judged.rejected.push(rejection(index, result.data.id, code, TIME_FAULTS[code]));
      return;
    }
    // A repeated id is a repeat of the first event that had it, and is counted as a duplicate when it is written.
    const first = firsts.get(result.data.id) ?? result.data;
    firsts.set(first.id, first);
    judged.events.push(first);
  });
  return judged;
}

const TIME_FAULTS = {
  too_old: "The event or its session is more than 7 days old.",
  in_future: "The event or its session is more than 10 minutes ahead: correct the clock by server_time.",
} as const;

function timeFault(at: number, receivedAt: number): keyof typeof TIME_FAULTS | null {
  if (receivedAt - at > MAX_AGE_MS) return "too_old";
  return at - receivedAt > MAX_AHEAD_MS ? "in_future" : null;
}

/** Only a wrong clock can be put right. */
function rejection(index: number, id: string | null, code: EventErrorCode, message: string): Rejection {
  return { index, id, code, message, retryable: code === "in_future" };
}

function eventCount(json: unknown): number {
  const events = (json as { events?: unknown } | null)?.events;
  return Array.isArray(events) ? events.length : 0;
}

/** The id as it was sent, for the sender to find its event by. */
function idOf(candidate: unknown): string | null {
  const id = (candidate as { id?: unknown } | null)?.id;
  return typeof id === "string" && id.length <= 64 && id.isWellFormed() ? id : null;
}
