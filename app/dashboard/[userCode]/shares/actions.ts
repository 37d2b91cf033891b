"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { groupKey, newGroupCode, newShareCode } from "#lib/owners/codes.ts";
import { type FormState, failed, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { groupSchema, newShareSchema, ownerShares, shareSchema } from "#lib/owners/shares.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Makes a share, and the group it is to lie in where there is none of that name. A contact that has one is pointed out first. */
export async function makeShare(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = newShareSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { contact, again, newGroup } = parsed.data;
  const known = await callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares);
  if (known.error) return failed(known.error.code);
  const { shares, groups } = known.data;
  const twin = shares.find(
    (share) => !share.archived && contact !== "" && groupKey(share.contact) === groupKey(contact),
  );
  if (twin && !again)
    return {
      errors: { contact: `${twin.contact} has a share already: “${twin.share_code}”.` },
      twin: twin.share_code,
    };

  let { group_code } = parsed.data;
  const called = newGroup && groups.find((group) => groupKey(group.name) === groupKey(newGroup));
  if (called) group_code = called.group_code;
  else if (newGroup) {
    group_code = newGroupCode(newGroup, new Set(groups.map((group) => group.group_code)));
    const { error } = await callAsMember(
      "analytics_save_group",
      { p_user_code: userCode, p_group_code: group_code, p_name: newGroup },
      z.unknown(),
    );
    if (error) return failed(error.code);
  }
  const code = parsed.data.share_code || newShareCode(new Set(shares.map((share) => share.share_code)));
  const { error } = await callAsMember(
    "analytics_create_share",
    { p_user_code: userCode, p_share_code: code, p_contact: contact, p_group_code: group_code },
    z.unknown(),
  );
  if (error?.code === "taken")
    return { errors: { share_code: `There is a share “${code}” already. Try another.` } };
  if (error) return failed(error.code);
  revalidatePath(`/dashboard/${userCode}`, "layout");
  return {
    done: contact ? `The link for ${contact} is ready.` : `The share “${code}” is ready.`,
    made: code,
  };
}

/** Changes whom a share was given to and the group it lies in. */
export async function changeShare(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = shareSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { share_code, contact, group_code } = parsed.data;
  const { error } = await callAsMember(
    "analytics_change_share",
    { p_user_code: userCode, p_share_code: share_code, p_contact: contact, p_group_code: group_code },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}`, "layout");
  return outcome(error, "Saved.");
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
  if (!error) revalidatePath(`/dashboard/${userCode}`, "layout");
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
  if (!error) revalidatePath(`/dashboard/${userCode}`, "layout");
  return outcome(error, archived ? "Archived." : "Taken out of the archive.");
}
