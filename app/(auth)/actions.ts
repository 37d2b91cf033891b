"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import {
  addressSchema,
  type CredentialsState,
  explainAuthError,
  newPasswordSchema,
  parseCredentials,
  signInSchema,
  signUpSchema,
} from "#lib/auth/credentials.ts";
import { nextPath } from "#lib/auth/next-path.ts";
import { NEW_PASSWORD_PATH, resetLimits, signInLimits } from "#lib/auth/sign-in-limits.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { forgetSession, serverClient } from "#lib/supabase/member-client.ts";

/** Signs in and redirects to the form's `next`, or answers with what is wrong. */
export async function signIn(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const email = String(form.get("email") ?? "");
  const { credentials, errors } = parseCredentials(signInSchema, form);
  if (errors) return { email, errors };

  const network = clientNetwork(clientAddress(await headers()));
  const wait = await signInLimits.take(network, credentials.email);
  if (wait > 0) return { email, errors: { form: tooManyTries(wait) } };

  const client = await serverClient();
  const { error } = await client.auth.signInWithPassword(credentials);
  if (error) return { email, errors: explainAuthError(error) };
  signInLimits.succeeded(network, credentials.email);
  redirect(nextPath(form.get("next")));
}

function tooManyTries(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `Too many tries have failed. Please wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`;
}

/** Makes an account and redirects, or says that a mail was sent, or answers with what is wrong. */
export async function signUp(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const email = String(form.get("email") ?? "");
  const { credentials, errors } = parseCredentials(signUpSchema, form);
  if (errors) return { email, errors };

  const next = nextPath(form.get("next"), "/welcome");
  const client = await serverClient();
  const { data, error } = await client.auth.signUp({
    ...credentials,
    options: {
      emailRedirectTo: `${await requestOrigin()}/auth/confirm?next=${encodeURIComponent(next)}`,
    },
  });
  if (error) return { email, errors: explainAuthError(error) };
  // No session: this Supabase project wants the address confirmed by a link first.
  if (!data.session) return { email, errors: {}, mailSent: true };
  redirect(next);
}

/** Signs this browser out, also while Auth is away; other devices of the member stay signed in. */
export async function signOut(): Promise<void> {
  const client = await serverClient();
  await client.auth.signOut({ scope: "local" });
  await forgetSession();
  redirect("/sign-in");
}

/** Sends a link to set a new password. The answer is the same whether there is such an account or not, so that nobody learns who has one. */
export async function askForReset(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const email = String(form.get("email") ?? "");
  const parsed = addressSchema.safeParse(email);
  if (!parsed.success) return { email, errors: { email: parsed.error.issues[0]?.message } };
  const network = clientNetwork(clientAddress(await headers()));
  if ((await resetLimits.take(network, parsed.data)) > 0) {
    return {
      email,
      errors: { form: "Too many links were asked for. Look into your mail, or try in an hour." },
    };
  }
  const client = await serverClient();
  const { error } = await client.auth.resetPasswordForEmail(parsed.data, {
    redirectTo: `${await requestOrigin()}/auth/confirm?next=${encodeURIComponent(NEW_PASSWORD_PATH)}`,
  });
  if (error) return { email, errors: explainAuthError(error) };
  return { email, errors: {}, mailSent: true };
}

/** Gives the signed-in member another password and signs every other browser out. */
export async function setPassword(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const parsed = newPasswordSchema.safeParse(String(form.get("password") ?? ""));
  if (!parsed.success) return { email: "", errors: { password: parsed.error.issues[0]?.message } };
  const client = await serverClient();
  const { error } = await client.auth.updateUser({ password: parsed.data });
  if (error) return { email: "", errors: explainAuthError(error) };
  await client.auth.signOut({ scope: "others" });
  redirect("/dashboard");
}
