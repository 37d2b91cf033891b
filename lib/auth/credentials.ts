import type { AuthError } from "@supabase/supabase-js";
import { z } from "zod";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";

export const addressSchema = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, "Enter your e-mail address.")
  .pipe(z.email("This does not look like an e-mail address. It should be like name@example.com."));

/** Bcrypt, which Supabase Auth uses, reads no more than 72 bytes: more would be cut without a word. */
export const newPasswordSchema = z
  .string()
  .min(8, "Use at least 8 characters.")
  .refine((value) => new TextEncoder().encode(value).length <= 72, "Use at most 72 characters.");

export const signInSchema = z.object({
  email: addressSchema,
  password: z.string().min(1, "Enter your password."),
});
export const signUpSchema = z.object({ email: addressSchema, password: newPasswordSchema });

export type Credentials = z.infer<typeof signInSchema>;

export type CredentialErrors = { email?: string; password?: string; form?: string };

/** What a form shows: the address as it was typed, and what was wrong with the last try. */
export type CredentialsState = {
  email: string;
  errors: CredentialErrors;
  mailSent?: boolean;
  /** The account is there now, if it was not before: which of both is not told. */
  accountMade?: boolean;
};

/** What is done with such a form, which also works without JavaScript. */
export type CredentialsAction = (before: CredentialsState, form: FormData) => Promise<CredentialsState>;

/** Parses a submitted form; `errors` holds one sentence for each field that is wrong. */
export function parseCredentials(
  schema: typeof signInSchema | typeof signUpSchema,
  form: FormData,
): { credentials: Credentials; errors?: never } | { credentials?: never; errors: CredentialErrors } {
  const result = schema.safeParse({ email: form.get("email") ?? "", password: form.get("password") ?? "" });
  if (result.success) return { credentials: result.data };
  const { fieldErrors } = z.flattenError(result.error);
  return { errors: { email: fieldErrors.email?.[0], password: fieldErrors.password?.[0] } };
}

/** Whether Auth refused an account because there is one. A project that confirms addresses by mail never says so. */
export function isTaken(error: AuthError): boolean {
  return error.code === "user_already_exists" || error.code === "email_exists";
}

/**
 * What Supabase Auth answered, in words for the person at the form. Wrong password and unknown address read the
 * same, so that the form does not tell strangers who has an account.
 */
export function explainAuthError(error: AuthError): CredentialErrors {
  if (isAuthAway(error) && error.status !== 429) {
    return { form: "Daybook cannot reach its sign-in service just now. Please try again in a minute." };
  }
  switch (error.code) {
    case "invalid_credentials":
      return { form: "E-mail address or password is not right." };
    case "email_not_confirmed":
      return { form: "Please open the link in the mail we sent you first; then sign in here." };
    case "weak_password":
      return { password: "This password is too easy to guess. Try a longer one." };
    case "email_address_invalid":
    case "validation_failed":
      return { email: "This e-mail address is not accepted. Please check it." };
    case "signup_disabled":
    case "email_provider_disabled":
      return { form: "New accounts are closed on this Daybook. Ask whoever runs it." };
    case "over_request_rate_limit":
    case "over_email_send_rate_limit":
      return { form: "Too many tries in a short time. Please wait a minute." };
    default:
      return { form: "That did not work, and the reason is not known. Please try again." };
  }
}
