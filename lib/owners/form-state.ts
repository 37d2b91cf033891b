import type { z } from "zod";
import type { MemberFault } from "#lib/supabase/call-as-member.ts";

/** What a form shows after it was sent: what was done, or what is wrong with which field (`form`: with the whole). */
export type FormState = { done?: string; errors?: Record<string, string> };

export const FAULTS: Record<MemberFault, string> = {
  signed_out: "You have been signed out. Sign in again in another tab, then repeat this.",
  not_allowed: "Your role does not allow this. Ask an owner of this card.",
  taken: "There is one with this code already.",
  invalid: "This was not accepted. Please check what you entered.",
  not_found: "It is no longer there. Reload the page.",
  unavailable:
    "Daybook cannot reach its database just now, so this may not have been saved. Please try again.",
};

/** The first fault of each field of a form that was not understood. */
export function fieldErrors(error: z.ZodError): FormState {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) errors[String(issue.path[0] ?? "form")] ??= issue.message;
  return { errors };
}

/** What a form shows after a call: `done` in words, or the call's fault. */
export function outcome(fault: MemberFault | undefined, done: string): FormState {
  return fault ? { errors: { form: FAULTS[fault] } } : { done };
}
