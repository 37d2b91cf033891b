import { z } from "zod";
import { CORS_HEADERS } from "#lib/http/allowed-origins.ts";
import { waitAt } from "#lib/http/door-limits.ts";
import { logFault, pastDeadlocks } from "#lib/http/faults.ts";
import { parse, size } from "#lib/ingest/read-body.ts";
import { readUserCode } from "#lib/owners/codes.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

const TIMEOUT_MS = 15_000;

/** Whose visit: the owner's code, and the id of the session, which is the key to it. */
const question = z.object({
  user_code: z.string().max(200).transform(readUserCode),
  session_id: z.string().min(1).max(200),
});

/**
 * Whether an id can be known to its own tab only. A site's own name of a visit (`order-4711`) and the UUID that is made of it, a
 * version 5, can be guessed, so they open nothing.
 */
const isSecret = (id: string) => z.uuid().safeParse(id).success && id[14] !== "5";

const event = z.object({
  event_id: z.string(),
  type: z.enum(["page_view", "click"]),
  at: z.string(),
  /** The owner's day that it counts for. */
  date: z.string(),
  page: z.string(),
  target: z.string().nullable(),
  outcome: z.string().nullable(),
  site: z.string().nullable(),
});

const receipt = z.object({
  visits: z.array(
    z.object({
      session_id: z.string(),
      date: z.string(),
      started_at: z.string(),
      visitor_id: z.string(),
      share_code: z.string(),
      group_code: z.string(),
      referrer: z.string(),
      channel: z.string(),
      utm_source: z.string(),
      utm_medium: z.string(),
      utm_campaign: z.string(),
      country: z.string(),
      device: z.string(),
      browser: z.string(),
      os: z.string(),
      language: z.string(),
      events: z.array(event),
      /** Events beyond those listed. */
      more: z.number(),
    }),
  ),
});
/** All that is stored of a visit, as `POST /api/receipt` answers; without visits nothing is. */
export type Receipt = z.infer<typeof receipt>;

const erased = z.object({ done: z.boolean(), sessions: z.number(), events: z.number() });
/** What `POST /api/receipt/erase` answers: how much was erased. */
export type Erased = { sessions: number; events: number };

/** Why a visitor's request was refused: the status and the sentence that is read. */
const REFUSALS = {
  invalid_request: {
    status: 400,
    message: 'The body is JSON like { "user_code": "myclik", "session_id": "…" }.',
  },
  rate_limited: { status: 429, message: "Too many requests in a short time. Try again later." },
  unavailable: { status: 503, message: "This could not be looked up just now. Try again in a moment." },
} as const;

/** The answer to `POST /api/receipt`: what is stored of one visit. An id that is not known has nothing stored. */
export function answerReceipt(request: Request): Promise<Response> {
  return answer(
    "receipt",
    request,
    async (asked): Promise<Receipt> =>
      isSecret(asked.session_id) ? ask("analytics_visit_receipt", asked, receipt) : { visits: [] },
  );
}

/** The answer to `POST /api/receipt/erase`: removes one visit for good, and has its days counted anew. */
export function answerErasure(request: Request): Promise<Response> {
  return answer("erase", request, async (asked): Promise<Erased> => {
    if (!isSecret(asked.session_id)) return { sessions: 0, events: 0 };
    // The first call notes the erasure, the second removes what is there.
    let told = await ask("analytics_erase_visit", asked, erased);
    if (!told.done) told = await ask("analytics_erase_visit", asked, erased);
    return { sessions: told.sessions, events: told.events };
  });
}

async function answer(
  door: "receipt" | "erase",
  request: Request,
  work: (asked: z.infer<typeof question>) => Promise<object>,
): Promise<Response> {
  const wait = await waitAt(door, request.headers);
  if (wait > 0) return refused("rate_limited", { "Retry-After": String(wait) });
  const read = await size({ request });
  const parsed = "body" in read ? parse(read) : read;
  const asked = "json" in parsed ? question.safeParse(parsed.json) : undefined;
  if (!asked?.success) return refused("invalid_request");
  try {
    return Response.json(await work(asked.data), { headers: CORS_HEADERS });
  } catch (cause) {
    logFault(door, { message: cause instanceof Error ? cause.message : String(cause) });
    return refused("unavailable", { "Retry-After": "5" });
  }
}

async function ask<Data>(
  name: "analytics_visit_receipt" | "analytics_erase_visit",
  { user_code, session_id }: z.infer<typeof question>,
  shape: z.ZodType<Data>,
): Promise<Data> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const parameters = { p_user_code: user_code, p_session_id: session_id.toLowerCase() };
  const { data, error } = await pastDeadlocks(() =>
    serviceClient().rpc(name, parameters).abortSignal(signal),
  );
  // Postgres quotes values in its messages; whose visit it is has no place in a log.
  if (error) throw new Error(`${name} failed: ${error.code}`);
  return shape.parse(data);
}

function refused(code: keyof typeof REFUSALS, headers: Record<string, string> = {}): Response {
  const { status, message } = REFUSALS[code];
  return Response.json({ error: { code, message } }, { status, headers: { ...CORS_HEADERS, ...headers } });
}
