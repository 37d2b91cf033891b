"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { COMMON_PASSWORD, isCommonPassword } from "#lib/auth/common-passwords.ts";
import { currentMember, deadLinkPath, mailLink, openSession } from "#lib/auth/confirmation.ts";
import {
  addressSchema,
  type CredentialsState,
  explainAuthError,
  isTaken,
  newPasswordSchema,
  parseCredentials,
  signInSchema,
  signUpSchema,
} from "#lib/auth/credentials.ts";
import { nextPath, signInPath } from "#lib/auth/next-path.ts";
import { limitsOfAccounts, NEW_PASSWORD_PATH } from "#lib/auth/sign-in-limits.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { forgetSession, memberClient, serverClient } from "#lib/supabase/member-client.ts";

/** Signs in and redirects to the form's `next`, or answers with what is wrong. */
export async function signIn(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const email = String(form.get("email") ?? "");
  const { credentials, errors } = parseCredentials(signInSchema, form);
  if (errors) return { email, errors };

  const limits = limitsOfAccounts().signIn;
  const network = await clientsNetwork();
  const wait = await limits.take(network, credentials.email);
  if (wait > 0) return { email, errors: { form: tooManyTries(wait) } };

  const client = await serverClient();
  const { error } = await client.auth.signInWithPassword(credentials);
  if (error) {
    // What Auth did not decide is no failure of this person's.
    if (isAuthAway(error)) limits.giveBack(network, credentials.email);
    return { email, errors: explainAuthError(error) };
  }
  limits.succeeded(network, credentials.email);
  redirect(nextPath(form.get("next")));
}

async function clientsNetwork(): Promise<string> {
  return clientNetwork(clientAddress(await headers()));
}

function tooManyTries(seconds: number): string {
  const minutes = Math.ceil(seconds / 60);
  return `Too many tries have failed. Please wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`;
}

/** How long a sign-up takes at least where it could make an account at once: longer than what is done of it before the answer. */
const SIGN_UP_TAKES_MS = 1_000;

/**
 * Makes an account and says that a mail was sent, or answers with what is wrong. Where Auth confirms no address there is no mail, and
 * the account is good at once: then nobody is signed in, and whoever asks gets the same answer, the same cookies and after the same time
 * whether there was an account. If there was, a mail leads its owner to a new password.
 */
export async function signUp(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const email = String(form.get("email") ?? "");
  const { credentials, errors } = parseCredentials(signUpSchema, form);
  if (errors) return { email, errors };
  if (await isCommonPassword(credentials.password, credentials.email)) {
    return { email, errors: { password: COMMON_PASSWORD } };
  }
  if ((await limitsOfAccounts().signUp.take(await clientsNetwork(), credentials.email)) > 0) {
    return { email, errors: { form: "Too many accounts were asked for. Please try again in an hour." } };
  }

  const earliest = new Promise((resolve) => setTimeout(resolve, SIGN_UP_TAKES_MS));
  const next = nextPath(form.get("next"), "/welcome");
  // What Auth has this browser keep is kept only where it says nothing of the account.
  const kept: Parameters<Awaited<ReturnType<typeof cookies>>["set"]>[] = [];
  const client = memberClient(await headers(), {
    getAll: () => [],
    setAll: (changes) => {
      for (const { name, value, options } of changes) kept.push([name, value, options]);
    },
  });
  const { data, error } = await client.auth.signUp({
    ...credentials,
    options: { emailRedirectTo: await confirmAddress(next) },
  });
  if (error && !isTaken(error)) return { email, errors: explainAuthError(error) };
  // No session: this Supabase project wants the address confirmed by a link first, and never says that it is taken.
  if (!error && !data.session) {
    const jar = await cookies();
    for (const cookie of kept) jar.set(...cookie);
    return { email, errors: {}, mailSent: true };
  }
  const redirectTo = await confirmAddress(NEW_PASSWORD_PATH);
  after(async () => {
    if (data.session) await client.auth.admin.signOut(data.session.access_token, "local");
    else await client.auth.resetPasswordForEmail(credentials.email, { redirectTo });
  });
  await earliest;
  return { email, errors: {}, accountMade: true };
}

/** Where the links of mails lead, and where they go on to. */
async function confirmAddress(next: string): Promise<string> {
  return `${await requestOrigin()}/auth/confirm?next=${encodeURIComponent(next)}`;
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
  if ((await limitsOfAccounts().reset.take(await clientsNetwork(), parsed.data)) > 0) {
    return {
      email,
      errors: { form: "Too many links were asked for. Look into your mail, or try in an hour." },
    };
  }
  const client = await serverClient();
  const redirectTo = await confirmAddress(NEW_PASSWORD_PATH);
  const { error } = await client.auth.resetPasswordForEmail(parsed.data, { redirectTo });
  if (error) return { email, errors: explainAuthError(error) };
  return { email, errors: {}, mailSent: true };
}

/** Gives the signed-in member another password and signs every other browser out. */
export async function setPassword(_before: CredentialsState, form: FormData): Promise<CredentialsState> {
  const parsed = newPasswordSchema.safeParse(String(form.get("password") ?? ""));
  if (!parsed.success) return { email: "", errors: { password: parsed.error.issues[0]?.message } };
  const client = await serverClient();
  const member = await currentMember(client);
  if (!member) redirect(signInPath(NEW_PASSWORD_PATH));
  if (await isCommonPassword(parsed.data, member.email)) {
    return { email: "", errors: { password: COMMON_PASSWORD } };
  }
  const { error } = await client.auth.updateUser({ password: parsed.data });
  if (error) return { email: "", errors: explainAuthError(error) };
  const others = await client.auth.signOut({ scope: "others" });
  if (others.error) return { email: "", errors: { form: OTHERS_STAY } };
  redirect("/dashboard");
}

const OTHERS_STAY =
  "Your new password is saved, but other browsers could not be signed out just now. Save it once more in a moment.";

/**
 * Spends the link of a mail: opens its session and goes on, or to the page that says why not. Who was signed in when the
 * button was shown has been told; anybody else is asked first.
 */
export async function openMailLink(form: FormData): Promise<void> {
  const query = mailLink((name) => form.get(name));
  const client = await serverClient();
  const member = await currentMember(client).catch(() => null);
  // Another address than before, or the browser would go on showing the page that it has.
  if ((member?.id ?? "") !== form.get("leaving")) redirect(`/auth/confirm?${query}&as=${member?.id ?? ""}`);
  const outcome = await openSession(client, query);
  if (outcome === "away") redirect(`/auth/confirm?${query}&away`);
  if (outcome === "half") redirect("/auth/confirm?half");
  redirect(outcome === "opened" ? nextPath(query.get("next"), "/welcome") : deadLinkPath(query, outcome));
}
