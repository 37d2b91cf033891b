"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { newKeySchema } from "#lib/owners/api-keys.ts";
import { type FormState, failed, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { ownerPath } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Makes a key, which the form shows this once. */
export async function makeKey(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = newKeySchema.safeParse({
    name: form.get("name"),
    abilities: form.getAll("abilities"),
    expires_in: form.get("expires_in"),
  });
  if (!parsed.success) return fieldErrors(parsed.error);
  const { name, abilities, expires_in } = parsed.data;
  const expiresAt = new Date();
  if (expires_in !== null) expiresAt.setUTCDate(expiresAt.getUTCDate() + expires_in);
  const { data, error } = await callAsMember(
    "analytics_create_key",
    {
      p_user_code: userCode,
      p_name: name,
      p_abilities: abilities,
      p_expires_at: expires_in === null ? null : expiresAt.toISOString(),
    },
    z.string(),
  );
  if (error?.code === "invalid_query")
    return { errors: { form: `This was not accepted: ${error.message}.` } };
  if (error) return failed(error.code);
  revalidatePath(ownerPath(userCode, "settings/keys"));
  return { secret: data };
}

/** Ends a key at once. */
export async function revokeKey(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_revoke_key",
    { p_user_code: userCode, p_key_hash: String(form.get("key_hash")) },
    z.unknown(),
  );
  if (!error) revalidatePath(ownerPath(userCode, "settings/keys"));
  return outcome(error, "Revoked.");
}
