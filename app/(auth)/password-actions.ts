"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import {
  addressSchema,
  type CredentialsState,
  explainAuthError,
  newPasswordSchema,
} from "#lib/auth/credentials.ts";
import { NEW_PASSWORD_PATH, resetLimits } from "#lib/auth/sign-in-limits.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

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
