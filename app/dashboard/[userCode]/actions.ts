"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { condition } from "#lib/analytics/parse-query.ts";
import { type FormState, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { ownerPath } from "#lib/owners/require-member.ts";
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

const segment = z.object({
  name: z.string().trim().min(1, "Give it a name.").max(60, "At most 60 characters."),
  filters: z.array(condition).min(1).max(20),
});

const filtersJson = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: "custom", message: "must be JSON" });
    return z.NEVER;
  }
});

/** Saves filters under a name, for everybody who sees the card. */
export async function saveSegment(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const filters = filtersJson.safeParse(form.get("filters"));
  const parsed = segment.safeParse({ name: form.get("name"), filters: filters.data });
  if (!parsed.success) return fieldErrors(parsed.error);
  const { error } = await callAsMember(
    "analytics_save_segment",
    { p_user_code: userCode, p_name: parsed.data.name, p_filters: parsed.data.filters },
    z.unknown(),
  );
  if (!error) revalidatePath(ownerPath(userCode));
  return outcome(error, "Saved.");
}

/** Forgets a segment. */
export async function deleteSegment(
  userCode: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> {
  const { error } = await callAsMember(
    "analytics_delete_segment",
    { p_user_code: userCode, p_name: String(form.get("name")) },
    z.unknown(),
  );
  if (!error) revalidatePath(ownerPath(userCode));
  return outcome(error, "Forgotten.");
}
