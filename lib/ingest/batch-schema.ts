import { z } from "zod";
import {
  DAY_MS,
  type EventErrorCode,
  MAX_AGE_MS,
  MAX_AHEAD_MS,
  MAX_DROPPED,
  MAX_EVENTS,
  type Rejection,
} from "#lib/contract.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import { cleanText, cut } from "#lib/ingest/clean-text.ts";
import { pagePath } from "#lib/ingest/page-path.ts";
import { linkedSite } from "#lib/ingest/referrer-channel.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import { readShareCode } from "#lib/owners/codes.ts";
import { sessionUuid } from "#lib/session-id.ts";

/** Postgres compares UUIDs without case; so do we, or a repeat within one batch would not be seen. */
const uuid = z.uuid().toLowerCase();

/** A session's id, whatever its site calls it; what is empty is none. */
const sessionId = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/\S/, "must not be empty").transform(sessionUuid));

/** An ISO 8601 time with its zone, as milliseconds since 1970. The value itself is never corrected. */
const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));

/** The same, or NaN for what is no time. */
const perhapsTime = time.catch(Number.NaN);

/** Text as it can be kept: cleaned and cut, and `""` for what is no text. No text costs its event. */
const text = (max: number) =>
  z
    .unknown()
    .optional()
    .transform((value) => cleanText(value, max));

const utm = z
  .object({ source: text(120), medium: text(120), campaign: text(120) })
  .catch({ source: "", medium: "", campaign: "" });

/** How many events the browser says it has lost: as many as a tracker keeps, at most. What is no number counts as none. */
const dropped = z
  .unknown()
  .optional()
  .transform((said) => {
    const count = typeof said === "number" && said > 0 ? Math.floor(said) : 0;
    return Math.min(count, MAX_DROPPED);
  });

/** A batch without its events, which are checked one by one. Unknown fields are dropped. */
const envelope = z.object({
  v: z.literal(1),
  user_code: text(64)
    .transform((code) => code.toLowerCase())
    .pipe(z.string().min(1)),
  // What cannot be a share's code counts as a direct visit: the visit is real.
  share_code: text(256).transform(readShareCode),
  session: z.object({
    id: sessionId,
    started_at: perhapsTime,
    referrer: text(4096),
    utm,
    language: text(64),
  }),
  dropped,
  events: z.array(z.unknown()).min(1).max(MAX_EVENTS),
});

export type Envelope = z.infer<typeof envelope>;

const page = z.unknown().optional().transform(pagePath);

/**
 * A contact method (`whatsapp`, `save_contact`) in any case, or the owner's own name for one (`custom:<name>`). A click that
 * names neither is none.
 */
const target = text(64)
  .transform((name) => (/^[a-z][a-z0-9_]*$/i.test(name) ? name.toLowerCase() : name))
  .pipe(
    z
      .string()
      .regex(/^(?:[a-z][a-z0-9_]*|custom:.*\S.*)$/u, "must be a known target's name, or custom:<name>"),
  );

const site = text(4096).transform(linkedSite);

/** One event; `at` in milliseconds since 1970. */
const event = z.discriminatedUnion("type", [
  z.object({ id: uuid, type: z.literal("page_view"), at: time, page }),
  z.object({
    id: uuid,
    type: z.literal("click"),
    at: time,
    page,
    target,
    outcome: z.enum(["opened", "stayed"]).optional().catch(undefined),
    site,
  }),
]);

export type IngestEvent = z.infer<typeof event>;

/** What is wrong, in one line: `session.id: must not be empty`. Never longer than 200 characters. */
function faultOf(error: z.ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path.join(".") ?? "";
  return cut(`${path ? `${path}: ` : ""}${issue?.message ?? "not valid"}`, 200);
}

/** A batch whose events are either good or rejected. */
export type Judged = { batch: Envelope; events: IngestEvent[]; rejected: Rejection[] };

/** Step "schema": refuses what is no batch, and checks its events one by one, so that a bad one costs only itself. */
export function schema({ json, receivedAt }: Arrival & { json: unknown }): Judged | Refusal {
  if (eventCount(json) > MAX_EVENTS) return refuse("too_large");
  const parsed = envelope.safeParse(json);
  if (!parsed.success) return refuse("invalid_batch", { message: `Not a batch: ${faultOf(parsed.error)}.` });

  const judged: Judged = { batch: parsed.data, events: [], rejected: [] };
  const firsts = new Map<string, IngestEvent>();
  parsed.data.events.forEach((candidate, index) => {
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
  return { ...judged, batch: withPlausibleStart(judged, receivedAt) };
}

/**
 * A session's start that cannot be read is that of its first event, and one that is impossible for events of today is moved to
 * the nearest possible time: Postgres would refuse the year 0, and `analytics_ingest_events` lets such a session begin with its
 * first event anyway. Events' times never change.
 */
function withPlausibleStart({ batch, events }: Judged, receivedAt: number): Envelope {
  const { session } = batch;
  const said = Number.isNaN(session.started_at)
    ? Math.min(receivedAt, ...events.map(({ at }) => at))
    : session.started_at;
  const earliest = receivedAt - MAX_AGE_MS - 2 * DAY_MS;
  const started_at = Math.min(Math.max(said, earliest), receivedAt + MAX_AHEAD_MS);
  return { ...batch, session: { ...session, started_at } };
}

const TIME_FAULTS = {
  too_old: "The event is more than 7 days old.",
  in_future: "The event is more than 10 minutes ahead: correct the clock by server_time.",
} as const;

function timeFault(at: number, receivedAt: number): keyof typeof TIME_FAULTS | null {
  if (receivedAt - at > MAX_AGE_MS) return "too_old";
  return at - receivedAt > MAX_AHEAD_MS ? "in_future" : null;
}

/** A rejection; only an event of a wrong clock can be sent again with a better time. */
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
