"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { groupKey, newGroupCode, newShareCode } from "#lib/owners/codes.ts";
import { type FormState, failed, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { groupSchema, ownerShares, shareSchema } from "#lib/owners/shares.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Makes a share, or changes the one that the hidden field `existing` names. */
export async function saveShare(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = shareSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { contact, group_code } = parsed.data;
  const existing = String(form.get("existing") ?? "");
  const known = await callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares);
  if (known.error) return failed(known.error.code);
  const code =
    existing ||
    parsed.data.share_code ||
    newShareCode(new Set(known.data.shares.map((share) => share.share_code)));
  const { error } = await callAsMember(
    existing ? "analytics_change_share" : "analytics_create_share",
    {
      p_user_code: userCode,
      p_share_code: code,
      p_contact: contact,
      p_group_code: group_code,
    },
    z.unknown(),
  );
  if (error?.code === "taken")
    return { errors: { share_code: `There is a share “${code}” already. Try another.` } };
  if (!error) revalidatePath(`/dashboard/${userCode}/shares`);
  return outcome(error, existing ? "Saved." : `The share “${code}” is ready.`);
}

/** Makes a group, or renames the one that the form names. */
export async function saveGroup(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = groupSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { name } = parsed.data;
  const known = await callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares);
  if (known.error) return failed(known.error.code);
  const others = known.data.groups.filter((group) => group.group_code !== parsed.data.group_code);
  if (others.some((group) => groupKey(group.name) === groupKey(name))) {
    return { errors: { name: `There is a group “${name}” already.` } };
  }
  const { error } = await callAsMember(
    "analytics_save_group",
    {
      p_user_code: userCode,
      p_group_code:
        parsed.data.group_code || newGroupCode(name, new Set(others.map((group) => group.group_code))),
      p_name: name,
    },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/shares`);
  return outcome(error, "Saved.");
}

const archiveSchema = z.object({
  kind: z.enum(["share", "group"]),
  code: z.string().min(1),
  archived: z.enum(["yes", "no"]).transform((value) => value === "yes"),
});

/** Archives a share or group, or takes it out of the archive. */
export async function archive(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = archiveSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { kind, code, archived } = parsed.data;
  const { error } = await callAsMember(
    kind === "share" ? "analytics_archive_share" : "analytics_archive_group",
    {
      p_user_code: userCode,
      [kind === "share" ? "p_share_code" : "p_group_code"]: code,
      p_archived: archived,
    },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/shares`);
  return outcome(error, archived ? "Archived." : "Taken out of the archive.");
}
