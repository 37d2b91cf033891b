import { type EventErrorCode, MAX_AGE_MS, MAX_AHEAD_MS, MAX_EVENTS, type Rejection } from "#lib/contract.ts";
import { type Envelope, envelope, event, faultOf, type IngestEvent } from "#lib/ingest/batch-schema.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export type Judged = { batch: Envelope; events: IngestEvent[]; rejected: Rejection[] };

/** Refuses what is no batch; judges its events one by one, so that a bad one costs its neighbours nothing. */
export function schema({ json, receivedAt }: Arrival & { json: unknown }): Judged | Refusal {
  if (eventCount(json) > MAX_EVENTS) return refuse("too_large");
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refuse("invalid_batch", { message: `Not a batch: ${faultOf(parsed.error)}.` });

  const batch = withPlausibleStart(parsed.data, receivedAt);
  const judged: Judged = { batch, events: [], rejected: [] };
  const firsts = new Map<string, IngestEvent>();
  batch.events.forEach((candidate, index) => {
    const result = event.safeParse(candidate);
    if (!result.success) {
      judged.rejected.push(rejection(index, idOf(candidate), "invalid_event", `${faultOf(result.error)}.`));
      return;
    }
    const code = timeFault(result.data.at, receivedAt);
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

/**
 * A start that no event of today's can belong to is moved to the edge of what can: `ingest_events` lets such a session
 * begin with its first event either way, and Postgres would refuse the year 0. Events' own times are never touched.
 */
function withPlausibleStart(batch: Envelope, receivedAt: number): Envelope {
  const earliest = receivedAt - MAX_AGE_MS - 2 * DAY_MS;
  const start = Math.min(Math.max(batch.session.started_at, earliest), receivedAt + MAX_AHEAD_MS);
  return { ...batch, session: { ...batch.session, started_at: start } };
}

const TIME_FAULTS = {
  too_old: "The event is more than 7 days old.",
  in_future: "The event is more than 10 minutes ahead: correct the clock by server_time.",
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
