import { type AuthError, isAuthRetryableFetchError } from "@supabase/supabase-js";
import type { CredentialErrors } from "#lib/auth/credentials.ts";

/**
 * What Supabase Auth answered, in words for the person at the form. Wrong password and unknown address read the
 * same, so that the form does not tell strangers who has an account.
 */
export function explainAuthError(error: AuthError): CredentialErrors {
  if (isAuthRetryableFetchError(error)) {
    return { form: "Daybook cannot reach its sign-in service just now. Please try again in a minute." };
  }
  switch (error.code) {
    case "invalid_credentials":
      return { form: "E-mail address or password is not right." };
    case "email_not_confirmed":
      return { form: "Please open the link in the mail we sent you first; then sign in here." };
    case "user_already_exists":
    case "email_exists":
      return { email: "There is an account with this address already. Sign in instead." };
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
