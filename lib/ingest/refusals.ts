import type { BatchError, BatchErrorCode } from "#lib/contract.ts";

/** Every reason to refuse a whole request: its HTTP status and the sentence the sender reads. */
const REFUSALS: Record<BatchErrorCode, { status: number; message: string }> = {
  invalid_json: { status: 400, message: "The body is not JSON in UTF-8." },
  invalid_batch: { status: 400, message: "The body is JSON, but not a batch of events." },
  origin_not_allowed: { status: 403, message: "This owner does not accept events from this origin." },
  unknown_owner: { status: 404, message: "There is no owner with this user_code." },
  too_large: { status: 413, message: "A batch may have at most 65,536 bytes and 100 events." },
  rate_limited: { status: 429, message: "Too many events in a short time. Send them again later." },
  unavailable: { status: 503, message: "The events could not be stored now. Send them again later." },
};

/** Ends the pipeline early. `retryAfter` in seconds: when sending the same batch again makes sense. */
export type Refusal = { refused: BatchErrorCode; message: string; retryAfter?: number };

/** A refusal with the table's message, or a more exact one. */
export function refuse(
  code: BatchErrorCode,
  detail: { message?: string; retryAfter?: number } = {},
): Refusal {
  return { refused: code, message: detail.message ?? REFUSALS[code].message, retryAfter: detail.retryAfter };
}

/** A refusal as the sender reads it, with `Retry-After` where waiting helps. */
export function refusalAnswer(
  { refused, message, retryAfter }: Refusal,
  headers: Record<string, string>,
): Response {
  const body: BatchError = { error: { code: refused, message } };
  const wait: Record<string, string> = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  return Response.json(body, {
    status: REFUSALS[refused].status,
    headers: { ...wait, ...headers },
  });
}
