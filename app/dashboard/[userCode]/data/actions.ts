"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type FormState, failed } from "#lib/owners/form-state.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** Counts a day anew from its raw events. */
export async function rebuildDay(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const date = z.iso.date().safeParse(form.get("date"));
  if (!date.success) return failed("invalid_query");
  const { data, error } = await callAsMember(
    "analytics_rebuild_owner_day",
    {
      p_user_code: userCode,
      p_date: date.data,
    },
    z.object({ rebuilt: z.boolean() }),
  );
  if (error) return failed(error.code);
  revalidatePath(`/dashboard/${userCode}/data`);
  return data.rebuilt
    ? { done: "Counted anew." }
    : { errors: { form: "Its raw events are gone, so it stays as it is." } };
}
