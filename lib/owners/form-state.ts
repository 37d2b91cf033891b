import type { z } from "zod";
import type { MemberError, MemberErrorCode } from "#lib/supabase/member-errors.ts";

/** What a form shows after it was sent: what was done, or what is wrong with which field (`form`: with the whole). */
export type FormState = {
  done?: string;
  /** What was made and is shown this once, such as the link of an invitation. */
  secret?: string;
  errors?: Record<string, string>;
  /** The code of the share that was made. */
  made?: string;
  /** Why nothing was made: the same contact has this share already. */
  twin?: string;
};

/** What the person at a form reads about each error. */
const SENTENCES: Record<MemberErrorCode, string> = {
  signed_out: "You have been signed out. Sign in again in another tab, then repeat this.",
  auth_away:
    "Daybook cannot reach its sign-in service just now. Nothing was saved: please try again in a moment.",
  not_a_member: "Your role does not allow this. Ask an owner of this card.",
  taken: "There is one with this code already.",
  last_owner: "This is the last owner of the card. Make somebody else an owner first.",
  invalid_query: "This was not accepted. Please check what you entered.",
  not_found: "It is no longer there. Reload the page.",
  too_much: "This is too much for one call: the nightly run does it.",
  too_slow: "This takes longer than it may. Ask for fewer days.",
  not_kept: "The raw events of these days are no longer kept.",
  unavailable:
    "Daybook cannot reach its database just now, so this may not have been saved. Please try again.",
};

/** The first fault of each field of a form that was not understood. */
export function fieldErrors(error: z.ZodError): FormState {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) errors[String(issue.path[0] ?? "form")] ??= issue.message;
  return { errors };
}

/** What a form shows after a call: `done` in words, or the call's error. */
export function outcome(error: MemberError | undefined, done: string): FormState {
  return error ? failed(error.code) : { done };
}

/** A form whose wish was not done. */
export function failed(code: MemberErrorCode): FormState {
  return { errors: { form: SENTENCES[code] } };
}
