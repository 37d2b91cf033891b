"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { failed } from "#lib/owners/form-state.ts";
import { erasureStep } from "#lib/owners/owner-data.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

const wish = z.object({
  share_code: z.string().max(64).nullable(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
});

/** What a step of an erasure came to, or the sentence that says why it did not go on. */
export type ErasureProgress =
  | { erasure_id: string; done: boolean; sessions: number; events: number; next_date: string | null }
  | { error: string };

/** Asks for an erasure: of a share, of a period or of both. Nothing is erased before `continueErasure`. */
export async function beginErasure(userCode: string, asked: z.infer<typeof wish>): Promise<ErasureProgress> {
  const parsed = wish.safeParse(asked);
  if (!parsed.success) return sentence("invalid_query");
  const { share_code, from, to } = parsed.data;
  const { data, error } = await callAsMember(
    "analytics_begin_erasure",
    { p_user_code: userCode, p_share_code: share_code, p_from: from, p_to: to },
    z.object({ erasure_id: z.string() }),
  );
  if (error) return sentence(error.code);
  return { ...data, done: false, sessions: 0, events: 0, next_date: null };
}

/** Goes on with an erasure for some seconds. */
export async function continueErasure(userCode: string, erasureId: string): Promise<ErasureProgress> {
  const { data, error } = await callAsMember(
    "analytics_continue_erasure",
    { p_user_code: userCode, p_erasure_id: erasureId },
    erasureStep,
  );
  if (error) return sentence(error.code);
  if (data.done) revalidatePath(`/dashboard/${userCode}`, "layout");
  return { ...data, erasure_id: erasureId };
}

function sentence(code: Parameters<typeof failed>[0]): ErasureProgress {
  return { error: failed(code).errors?.form ?? "" };
}
