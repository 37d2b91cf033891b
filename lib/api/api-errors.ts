import { logFault } from "#lib/http/faults.ts";

/** Why what the holder of a key asked for was not done: its HTTP status and the sentence that a caller reads. */
export const API_ERRORS = {
  invalid_key: {
    status: 401,
    message:
      "Bring a key that is in force: Authorization: Bearer daybook_… Owners make keys in the settings of their card.",
  },
  missing_ability: { status: 403, message: "This key may not do that. An owner can make one that may." },
  invalid_request: { status: 400, message: "The request could not be read." },
  not_found: { status: 404, message: "There is no such thing." },
  method_not_allowed: { status: 405, message: "This address is not asked in this way." },
  too_large: { status: 413, message: "The body is too large." },
  rate_limited: { status: 429, message: "Too many requests in a short time. Ask again later." },
  too_much: {
    status: 503,
    message: "A day of this period has more new events than can be counted at once. Ask for other days.",
  },
  too_slow: {
    status: 503,
    message:
      "Counting this from raw events takes longer than 5 seconds, so it was stopped. Ask for fewer days.",
  },
  not_kept: {
    status: 410,
    message:
      "The raw events of these days are no longer kept, so they cannot be asked with filters. Ask for later days.",
  },
  unavailable: { status: 503, message: "Daybook cannot answer just now. Ask again later." },
} as const;

export type ApiErrorCode = keyof typeof API_ERRORS;

/** An error on its way to the caller; `message` is a sentence for people, `retryAfter` in seconds. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly retryAfter: number | undefined;

  constructor(code: ApiErrorCode, message: string = API_ERRORS[code].message, retryAfter?: number) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** The codes of SQLSTATE and PostgREST that are the caller's doing; every other one is `unavailable`. */
const CODES: Record<string, ApiErrorCode> = {
  PT401: "invalid_key",
  "42501": "missing_ability",
  PT404: "not_found",
  "23503": "invalid_request",
  "23514": "invalid_request",
  "22008": "invalid_request",
  "22023": "invalid_request",
  "22P02": "invalid_request",
  // The statement's time ended.
  "57014": "too_much",
  PT503: "too_slow",
  PT410: "not_kept",
};

/** What a database's refusal means to the caller. `what` is named in the log when the database failed. */
export function apiErrorOf(
  what: string,
  { code = "", message }: { code?: string; message: string },
): ApiError {
  const meant = CODES[code] ?? "unavailable";
  if (meant === "unavailable") logFault(what, { code, message });
  if (code === "23503") return new ApiError("invalid_request", "There is no such group.");
  return new ApiError(
    meant,
    meant === "invalid_request" ? `${message}.` : undefined,
    meant === "unavailable" ? 5 : undefined,
  );
}

/** Any fault as an error for the caller; what nobody foresaw is `unavailable`, and logged. */
export function toApiError(cause: unknown): ApiError {
  if (cause instanceof ApiError) return cause;
  logFault("api", { message: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  return new ApiError("unavailable", undefined, 5);
}
