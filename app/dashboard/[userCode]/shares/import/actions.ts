"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { decodeText } from "#lib/owners/decode-text.ts";
import { type FormState, failed } from "#lib/owners/form-state.ts";
import {
  IMPORT_LIMITS,
  type ImportState,
  planImport,
  plannedGroupSchema,
  plannedShareSchema,
} from "#lib/owners/share-import.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Reads a list, pasted or from a file, and answers with what importing it would do. Changes nothing. */
export async function previewImport(userCode: string, form: FormData): Promise<ImportState> {
  const file = form.get("file");
  const isFile = file instanceof File && file.size > 0;
  if (isFile && file.size > IMPORT_LIMITS.bytes) return TOO_LARGE;
  const { text, encoding } = isFile
    ? decodeText(new Uint8Array(await file.arrayBuffer()))
    : { text: String(form.get("text") ?? ""), encoding: undefined };
  if (text.length > IMPORT_LIMITS.bytes) return TOO_LARGE;
  if (text.trim() === "") return { text, errors: { text: "Paste some lines or choose a file first." } };
  const known = await callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares);
  if (known.error) return { text, ...failed(known.error.code) };
  return { text, encoding, plan: planImport(text, known.data) };
}

const TOO_LARGE: ImportState = { text: "", errors: { text: "Use a file of at most 2 MB." } };

const plannedSchema = z
  .object({
    groups: z.array(plannedGroupSchema).max(IMPORT_LIMITS.lines),
    shares: z.array(plannedShareSchema).max(IMPORT_LIMITS.lines),
  })
  .refine(({ groups, shares }) => groups.length + shares.length > 0);

/** Makes what the preview showed, all or none, and goes to the shares. */
export async function importShares(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = plannedSchema.safeParse(parseJson(String(form.get("plan") ?? "")));
  if (!parsed.success) return failed("invalid_query");
  const { data, error } = await callAsMember(
    "analytics_import_shares",
    {
      p_user_code: userCode,
      p_groups: parsed.data.groups,
      p_shares: parsed.data.shares,
    },
    z.object({ shares: z.number(), groups: z.number() }),
  );
  if (error) return failed(error.code);
  revalidatePath(`/dashboard/${userCode}/shares`);
  redirect(`/dashboard/${userCode}/shares?imported=${data.shares}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
