"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { currentMember } from "#lib/auth/confirmation.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { type FormState, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { mailInvitation } from "#lib/owners/invitation-mail.ts";
import { invitationSchema, joinAddress, roleSchema } from "#lib/owners/people.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

/** Invites somebody, and answers with the link, which is shown this once. */
export async function invite(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const [who, what] = [invitationSchema.safeParse(Object.fromEntries(form)), readRole(form)];
  if (!who.success) return fieldErrors(who.error);
  if (!what.success) return fieldErrors(what.error);
  const { email, days } = who.data;
  const { data, error } = await callAsMember(
    "analytics_invite_member",
    {
      p_user_code: userCode,
      p_role: what.data.role,
      p_email: email || null,
      p_groups: what.data.groups,
      p_shares: what.data.shares,
      p_days: days,
    },
    z.object({ token: z.string(), name: z.string() }),
  );
  if (error) return outcome(error, "");
  revalidatePath(`/dashboard/${userCode}/people`);
  const link = joinAddress(await requestOrigin(), userCode, data.token);
  if (!email) return { done: "Hand this link over. Whoever opens it first can use it, once.", secret: link };
  const sender = (await currentMember(await serverClient()).catch(() => null))?.id ?? "";
  const network = clientNetwork(clientAddress(await headers()));
  const { role } = what.data;
  const outcomeOfMail = await mailInvitation({
    to: email,
    userCode,
    cardName: data.name,
    role,
    link,
    days,
    sender,
    network,
  });
  return {
    done: `${MAIL_SENTENCES[outcomeOfMail](email)} Only who signs in with this address can use it, once.`,
    secret: link,
  };
}

const MAIL_SENTENCES = {
  sent: (email: string) => `Mailed to ${email}.`,
  no_server: (email: string) => `Send this link to ${email}.`,
  failed: (email: string) => `It could not be mailed just now: send this link to ${email} yourself.`,
};

/** Withdraws an open invitation. */
export async function withdraw(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_withdraw_invitation",
    { p_user_code: userCode, p_token_hash: String(form.get("invitation") ?? "") },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/people`);
  return outcome(error, "Withdrawn. Its link opens nothing any more.");
}

/** Gives a member another role, or other limits. */
export async function changeMember(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const what = readRole(form);
  if (!what.success) return fieldErrors(what.error);
  const { error } = await callAsMember(
    "analytics_change_member",
    {
      p_user_code: userCode,
      p_user_id: String(form.get("member") ?? ""),
      p_role: what.data.role,
      p_groups: what.data.groups,
      p_shares: what.data.shares,
    },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/people`);
  return outcome(error, "Saved. It holds at once.");
}

/** Takes a member's access away. */
export async function removeMember(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_remove_member",
    { p_user_code: userCode, p_user_id: String(form.get("member") ?? "") },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/people`);
  return outcome(error, "Removed. Whatever they have open shows nothing new.");
}

function readRole(form: FormData) {
  return roleSchema.safeParse({
    role: form.get("role"),
    sight: form.get("sight") ?? undefined,
    groups: form.getAll("groups"),
    shares: form.getAll("shares"),
  });
}
