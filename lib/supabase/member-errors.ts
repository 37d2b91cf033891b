import type { z } from "zod";

/**
 * Why what a member asked for was not done. `not_a_member` also covers owners that do not exist, which nobody may learn,
 * and members whose role does not allow it: the database does not say which.
 */
export type MemberErrorCode =
  | "signed_out"
  | "auth_away"
  | "not_a_member"
  | "invalid_query"
  | "taken"
  | "last_owner"
  | "not_found"
  | "too_much"
  | "too_slow"
  | "not_kept"
  | "unavailable";

/** Each code's HTTP status, and the sentence that a reader of JSON or of a dashboard sees. */
export const MEMBER_ERRORS: Record<MemberErrorCode, { status: number; message: string }> = {
  signed_out: { status: 401, message: "Sign in to see this dashboard." },
  auth_away: {
    status: 503,
    message:
      "Daybook cannot reach its sign-in service just now. You are still signed in: try again in a moment.",
  },
  not_a_member: { status: 403, message: "You are not a member of this owner." },
  invalid_query: { status: 400, message: "The query could not be read." },
  taken: { status: 409, message: "There is one with this code already." },
  last_owner: { status: 409, message: "This is the last owner of the card." },
  not_found: { status: 404, message: "There is no such thing." },
  too_much: {
    status: 503,
    message:
      "A day of this period has more new events than can be counted at once. Its numbers come with the nightly run; the data page says which day it is, and periods without it are shown as ever.",
  },
  too_slow: {
    status: 503,
    message:
      "Counting this from raw events takes longer than 5 seconds, so it was stopped. Ask for fewer days, or with no filter but a group or a contact.",
  },
  not_kept: {
    status: 410,
    message:
      "The raw events of these days are no longer kept, so they cannot be asked with these filters. Later days can, and these days with no filter but a group or a contact.",
  },
  unavailable: { status: 503, message: "The numbers cannot be read just now. Try again in a moment." },
};

/** The SQLSTATE and PostgREST codes that are a member's doing; every other one is `unavailable`. */
const CODES: Record<string, MemberErrorCode> = {
  "42501": "not_a_member",
  "23505": "taken",
  "23001": "last_owner",
  "23503": "invalid_query",
  "23514": "invalid_query",
  "22008": "invalid_query",
  "22023": "invalid_query",
  "22P02": "invalid_query",
  // By its name PostgREST answers with a status; codes of no kind that it knows get lost on the embedded Supabase.
  PT404: "not_found",
  // The statement's time ended.
  "57014": "too_much",
  PT503: "too_slow",
  PT410: "not_kept",
  // The token is invalid or has expired.
  PGRST301: "signed_out",
  // Its session has ended.
  PT401: "signed_out",
  PGRST303: "signed_out",
};

/** The body of every error answer of a members' JSON route. */
export type MemberErrorBody = { error: { code: MemberErrorCode; message: string } };

/** An error on its way to whoever shows it; `message` is a sentence for people. */
export class MemberError extends Error {
  readonly code: MemberErrorCode;

  constructor(code: MemberErrorCode, message: string = MEMBER_ERRORS[code].message) {
    super(message);
    this.name = "MemberError";
    this.code = code;
  }
}

/** What the database answered a member: data of the agreed shape, or the error. */
export type MemberAnswer<Data> = { data: Data; error?: never } | { data?: never; error: MemberError };

type DatabaseAnswer = { data: unknown; error: { code: string; message: string } | null };

/** Reads what supabase-js answered. `what` is named in the log when the database failed. */
export function memberAnswer<Data>(
  what: string,
  { data, error }: DatabaseAnswer,
  shape: z.ZodType<Data>,
): MemberAnswer<Data> {
  if (!error) {
    const parsed = shape.safeParse(data);
    if (parsed.success) return { data: parsed.data };
    console.error(`${what}: the answer has not the agreed shape: ${parsed.error.issues[0]?.path.join(".")}`);
    return { error: new MemberError("unavailable") };
  }
  const code = CODES[error.code] ?? "unavailable";
  if (code === "unavailable") console.error(`${what} failed: ${error.code} ${error.message}`);
  return { error: new MemberError(code, code === "invalid_query" ? error.message : undefined) };
}

/** The data of an answer. @throws MemberError when there is none. */
export function dataOf<Data>({ data, error }: MemberAnswer<Data>): Data {
  if (error) throw error;
  return data as Data;
}
