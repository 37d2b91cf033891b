"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { draftSchema, nameSchema } from "#lib/card/card.ts";
import { isPicture } from "#lib/card/picture.ts";
import { type FormState, outcome } from "#lib/owners/form-state.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

/** What the editor sends: the card as JSON, and the picture in base64, `none` to remove it, or nothing to keep it. */
const sent = z.object({
  card: z.string().transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "The card could not be read." });
      return z.NEVER;
    }
  }),
  picture: z
    .literal("")
    .or(z.literal("none"))
    .or(z.string().refine(isPicture, "This picture cannot be used. Choose a photo.")),
});

/** Makes the owner's card here, or changes it. Errors are named by their place: `methods.0.value`. */
export async function saveCardHere(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = sent.safeParse(Object.fromEntries(form));
  if (!parsed.success) return faults(parsed.error);
  const draft = draftSchema.safeParse(parsed.data.card);
  const name = z.object({ name: nameSchema }).safeParse(parsed.data.card);
  if (!draft.success || !name.success) {
    const issues = [...(name.error?.issues ?? []), ...(draft.error?.issues ?? [])];
    return faults(new z.ZodError(issues));
  }
  const { picture } = parsed.data;
  const { error } = await callAsMember(
    "analytics_save_card",
    {
      p_user_code: userCode,
      p_name: name.data.name,
      p_card: draft.data,
      p_picture: picture === "" ? null : picture === "none" ? "" : picture,
    },
    z.unknown(),
  );
  if (!error) revalidatePath(`/dashboard/${userCode}/card`);
  return outcome(error, "Saved. Your card shows it now, and share links lead to it.");
}

function faults(error: z.ZodError): FormState {
  const errors: Record<string, string> = {};
  for (const { path, message } of error.issues) errors[path.join(".") || "form"] ??= message;
  return { errors };
}
