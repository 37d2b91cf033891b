"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { hashPassword } from "#lib/links/link-door.ts";
import { newLinkSchema } from "#lib/links/links.ts";
import { type FormState, failed, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Makes a link. Its token is the answer's secret, and is not kept. */
export async function makeLink(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = newLinkSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { label, what, days, from, to, names, password, expiry, origins } = parsed.data;
  const [kind, code = ""] = what.split(/:(.*)/s);
  const { data, error } = await callAsMember(
    "analytics_create_link",
    {
      p_user_code: userCode,
      p_label: label,
      p_group: kind === "group" ? code : null,
      p_contact: kind === "share" ? code : null,
      p_from: days === "some" ? from : null,
      p_to: days === "some" ? to : null,
      p_names: names === "yes",
      p_password_hash: password === "" ? null : await hashPassword(password),
      p_expires_at: expiry === "" ? null : new Date(Date.now() + expiry * 86_400_000).toISOString(),
      p_frame_origins: origins,
    },
    z.string(),
  );
  if (error) return failed(error.code);
  revalidatePath(`/dashboard/${userCode}/settings/links`);
  return { secret: data };
}

/** Closes a link at once and for good. */
export async function revokeLink(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_revoke_link",
    { p_user_code: userCode, p_token_hash: String(form.get("token_hash") ?? "") },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/settings/links`);
  return outcome(error, "The link is closed.");
}
