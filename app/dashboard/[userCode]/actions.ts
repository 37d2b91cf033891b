"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { type FormState, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

const annotationSchema = z.object({
  annotation_id: z.uuid().or(z.literal("").transform(() => null)),
  date: z.iso.date("Choose a day."),
  text: z
    .string()
    .trim()
    .min(1, "Say what happened.")
    .max(200, "Use at most 200 characters.")
    .regex(/^[^\p{Cc}]*$/u, "Use no control characters."),
});

const removalSchema = z.object({ annotation_id: z.uuid() });

/** Saves a note at a day, or with the field `remove` deletes it. */
export async function annotate(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const fields = Object.fromEntries(form);
  const parsed = (form.has("remove") ? removalSchema : annotationSchema).safeParse(fields);
  if (!parsed.success) return fieldErrors(parsed.error);
  const { data } = parsed;
  const { error } =
    "text" in data
      ? await callAsMember(
          "analytics_save_annotation",
          {
            p_user_code: userCode,
            p_annotation_id: data.annotation_id,
            p_date: data.date,
            p_text: data.text,
          },
          z.string(),
        )
      : await callAsMember(
          "analytics_delete_annotation",
          { p_user_code: userCode, p_annotation_id: data.annotation_id },
          z.unknown(),
        );
  if (!error) revalidatePath(`/dashboard/${userCode}`, "layout");
  return outcome(error, "text" in data ? "Saved." : "Deleted.");
}

/** What came since the member last looked has been read. */
export async function dismissNews(userCode: string): Promise<void> {
  await callAsMember("analytics_dismiss_news", { p_user_code: userCode }, z.unknown());
}
