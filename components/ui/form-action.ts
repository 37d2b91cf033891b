import type { FormState } from "#lib/owners/form-state.ts";

/** A server action behind a form of an owner's screen. */
export type FormAction = (before: FormState, form: FormData) => Promise<FormState>;
