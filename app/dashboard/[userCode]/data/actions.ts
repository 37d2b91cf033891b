"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type FormState, outcome } from "#lib/owners/form-state.ts";
import { memberCall } from "#lib/supabase/call-as-member.ts";

/** Counts a day anew from its raw events. */
export async function rebuildDay(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const date = z.iso.date().safeParse(form.get("date"));
  if (!date.success) return outcome("invalid", "");
  const { data, fault } = await memberCall<{ rebuilt: boolean }>("analytics_rebuild_owner_day", {
    p_user_code: userCode,
    p_date: date.data,
  });
  if (fault) return outcome(fault, "");
  revalidatePath(`/dashboard/${userCode}/data`);
  return data.rebuilt
    ? { done: "Counted anew." }
    : { errors: { form: "Its raw events are gone, so it stays as it is." } };
}
