"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { type FormState, failed } from "#lib/owners/form-state.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import type { MemberAnswer } from "#lib/supabase/member-errors.ts";

const progress = z.object({ rows: z.number(), removed: z.number(), done: z.boolean() });

/** Takes the signed-in member out of a card's members. */
export async function leaveCard(userCode: string): Promise<FormState> {
  const { error } = await callAsMember("analytics_leave_owner", { p_user_code: userCode }, z.unknown());
  if (error) return failed(error.code);
  redirect("/dashboard?all");
}

const handOver = z.object({ user_id: z.guid() });

/** Makes another member the card's owner. */
export async function handOverCard(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = handOver.safeParse(Object.fromEntries(form));
  if (!parsed.success) return { errors: { user_id: "Choose who gets the card." } };
  const { error } = await callAsMember(
    "analytics_hand_over_owner",
    { p_user_code: userCode, p_user_id: parsed.data.user_id },
    z.unknown(),
  );
  if (error) return failed(error.code);
  redirect(`/dashboard/${encodeURIComponent(userCode)}/settings`);
}

/** Begins to delete a card whose code was typed; the list of cards shows how far it is, and goes on with it. */
export async function deleteCard(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  if (form.get("code") !== userCode) return { errors: { code: `Type ${userCode}, the code of this card.` } };
  const { error } = await callAsMember(
    "analytics_begin_deletion",
    { p_user_code: userCode },
    progress.pick({ rows: true }),
  );
  if (error) return failed(error.code);
  redirect("/dashboard?all");
}

/** Goes on with a deletion for two seconds. */
export async function continueDeletion(userCode: string): Promise<MemberAnswerOf<typeof progress>> {
  const answer: MemberAnswer<z.infer<typeof progress>> = await callAsMember(
    "analytics_continue_deletion",
    { p_user_code: userCode },
    progress,
  );
  return answer.error ? { fault: answer.error.message } : answer.data;
}

type MemberAnswerOf<Shape extends z.ZodType> = z.infer<Shape> | { fault: string };
