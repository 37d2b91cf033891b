"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { leftOwners, tryPassword } from "#lib/auth/account.ts";
import { COMMON_PASSWORD, isCommonPassword } from "#lib/auth/common-passwords.ts";
import { currentMember, type Member } from "#lib/auth/confirmation.ts";
import { addressSchema, explainAuthError, isTaken, newPasswordSchema } from "#lib/auth/credentials.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { limitsOfAccounts } from "#lib/auth/sign-in-limits.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { type FormState, failed } from "#lib/owners/form-state.ts";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { forgetSession, serverClient } from "#lib/supabase/member-client.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** Who sends the form, once its `old_password` has turned out right. */
async function confirmed(form: FormData): Promise<Member | { errors: Record<string, string> }> {
  const member = await currentMember(await serverClient());
  if (!member) redirect(signInPath("/account"));
  const password = String(form.get("old_password") ?? "");
  if (!password) return { errors: { old_password: "Enter your password." } };

  const address = clientAddress(await headers());
  const network = clientNetwork(address);
  const limits = limitsOfAccounts().signIn;
  const wait = await limits.take(network, member.email);
  if (wait > 0) {
    return { errors: { form: `Too many tries have failed. Please wait ${Math.ceil(wait / 60)} minutes.` } };
  }
  const error = await tryPassword(member.email, password, address);
  if (!error) {
    limits.succeeded(network, member.email);
    return member;
  }
  if (isAuthAway(error)) limits.giveBack(network, member.email);
  if (error.code === "invalid_credentials") return { errors: { old_password: "This is not your password." } };
  return { errors: { form: explainAuthError(error).form ?? "That did not work. Please try again." } };
}

/** Has the address changed, once the links in the mails to it have been opened. Wants the password. */
export async function changeEmail(_before: FormState, form: FormData): Promise<FormState> {
  const email = addressSchema.safeParse(String(form.get("email") ?? ""));
  if (!email.success) return { errors: { email: email.error.issues[0]?.message ?? "" } };
  const member = await confirmed(form);
  if ("errors" in member) return member;
  if (email.data === member.email) return { errors: { email: "This is your address already." } };
  const client = await serverClient();
  const { data, error } = await client.auth.updateUser(
    { email: email.data },
    { emailRedirectTo: `${await requestOrigin()}/auth/confirm?next=%2Faccount` },
  );
  // Who has an account is told to nobody: of an address that is taken no link comes.
  if (error && !isTaken(error)) return { errors: { form: "", ...explainAuthError(error) } };
  revalidatePath("/account");
  return data.user?.email === email.data
    ? { done: "Saved. Sign in with it from now on." }
    : {
        done: `Open the link in the mail to ${email.data}, and the one in the mail to ${member.email} if there is one. Until then nothing changes.`,
      };
}

/** Gives the account another password and signs every other browser out. Wants the old one. */
export async function changePassword(_before: FormState, form: FormData): Promise<FormState> {
  const password = newPasswordSchema.safeParse(String(form.get("password") ?? ""));
  if (!password.success) return { errors: { password: password.error.issues[0]?.message ?? "" } };
  const member = await confirmed(form);
  if ("errors" in member) return member;
  if (await isCommonPassword(password.data, member.email)) return { errors: { password: COMMON_PASSWORD } };
  const client = await serverClient();
  const { error } = await client.auth.updateUser({ password: password.data });
  if (error) return { errors: { form: "", ...explainAuthError(error) } };
  return endOthers("Saved. Other browsers are signed out.");
}

/** Signs one browser out: what it shows of members is refused from then on. */
export async function endSession(_before: FormState, form: FormData): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_end_own_session",
    { p_session_id: String(form.get("session") ?? "") },
    z.unknown(),
  );
  revalidatePath("/account");
  // Whoever presses twice, or in two tabs, finds it ended.
  return error && error.code !== "not_found" ? failed(error.code) : { done: "That browser is signed out." };
}

/** Signs every browser but this one out. */
export async function endOtherSessions(_before: FormState): Promise<FormState> {
  return endOthers("Every other browser is signed out.");
}

async function endOthers(done: string): Promise<FormState> {
  const client = await serverClient();
  const { error } = await client.auth.signOut({ scope: "others" });
  if (error)
    return { errors: { form: "Other browsers could not be signed out just now. Try it once more." } };
  revalidatePath("/account");
  return { done };
}

/**
 * Takes the person out of every card and deletes the account. Wants the password. Refuses the last owner of a card, and where
 * the account is also that of the product whose guest Daybook is: that one leaves its cards only.
 */
export async function deleteAccount(_before: FormState, form: FormData): Promise<FormState> {
  const member = await confirmed(form);
  if ("errors" in member) return member;
  const { data: left, error } = await callAsMember("analytics_leave_all_owners", {}, leftOwners);
  if (error) return failed(error.code);
  if (left.last_owner_of.length > 0) {
    const cards = left.last_owner_of.map(({ name, user_code }) => `${name} (${user_code})`).join(", ");
    return {
      errors: {
        form: `You are the last owner of ${cards}. Hand it over or delete it first; nothing has changed.`,
      },
    };
  }
  if (left.is_hosts) {
    revalidatePath("/account");
    return { done: "You have left all cards. The account itself is deleted where you made it." };
  }
  const { error: kept } = await serviceClient().auth.admin.deleteUser(member.id);
  if (kept) {
    console.error(`deleting an account failed: ${kept.code ?? kept.status}`);
    return {
      errors: { form: "You have left all cards, but the account could not be deleted. Try it once more." },
    };
  }
  await forgetSession();
  redirect("/sign-in");
}
