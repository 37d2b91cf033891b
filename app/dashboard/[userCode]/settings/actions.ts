"use server";

import { revalidatePath } from "next/cache";
import { headers } from "next/headers";
import { z } from "zod";
import { clientAddress } from "#lib/http/client-address.ts";
import { addressHash } from "#lib/http/secrets.ts";
import { type FormState, fieldErrors, outcome } from "#lib/owners/form-state.ts";
import { cardSchema, originsSchema, retentionSchema, timeZoneSchema } from "#lib/owners/owner-settings.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import type { MemberAnswer } from "#lib/supabase/member-errors.ts";

/** Saves the owner's name, and the address that share links lead to. */
export async function saveCard(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = cardSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { name, card_url } = parsed.data;
  return saved(
    userCode,
    await callAsMember(
      "analytics_set_owner_card",
      {
        p_user_code: userCode,
        p_name: name,
        p_card_url: card_url,
      },
      z.unknown(),
    ),
    "Saved. Share links follow within half a minute.",
  );
}

/** Saves the origins that may send events. */
export async function saveOrigins(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = originsSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  const { origins } = parsed.data;
  return saved(
    userCode,
    await callAsMember(
      "analytics_set_owner_allowed_origins",
      { p_user_code: userCode, p_origins: origins },
      z.unknown(),
    ),
    origins.length === 0 ? "Saved. Any site may send." : "Saved. It is in force within half a minute.",
  );
}

/** Saves the time zone of the owner's days, from the next day that has not begun. */
export async function saveTimeZone(userCode: string, _before: FormState, form: FormData): Promise<FormState> {
  const parsed = timeZoneSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  return saved(
    userCode,
    await callAsMember(
      "analytics_set_owner_time_zone",
      {
        p_user_code: userCode,
        p_time_zone: parsed.data.time_zone,
      },
      z.unknown(),
    ),
    "Saved. The line below says from when.",
  );
}

/** Saves for how long raw events are kept. */
export async function saveRetention(
  userCode: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> {
  const parsed = retentionSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  return saved(
    userCode,
    await callAsMember(
      "analytics_set_owner_retention",
      {
        p_user_code: userCode,
        p_days: parsed.data.retention_days,
      },
      z.unknown(),
    ),
    "Saved. The next nightly run follows it.",
  );
}

const exclusionSchema = z.object({ wish: z.enum(["exclude", "include", "clear"]) });

/** Excludes visits from the member's own address or counts them again, or forgets every excluded address. */
export async function saveExclusion(
  userCode: string,
  _before: FormState,
  form: FormData,
): Promise<FormState> {
  const parsed = exclusionSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return fieldErrors(parsed.error);
  if (parsed.data.wish === "clear") {
    const answer = await callAsMember(
      "analytics_clear_owner_exclusions",
      { p_user_code: userCode },
      z.unknown(),
    );
    return saved(userCode, answer, "No address is excluded any more.");
  }
  const address = clientAddress(await headers());
  if (address === "") return { errors: { form: "Your address could not be read from this request." } };
  const excluded = parsed.data.wish === "exclude";
  const answer = await callAsMember(
    "analytics_exclude_owner_address",
    {
      p_user_code: userCode,
      p_hash: addressHash(userCode, address),
      p_excluded: excluded,
    },
    z.unknown(),
  );
  return saved(
    userCode,
    answer,
    excluded ? "Visits from here are not counted." : "Visits from here are counted.",
  );
}

function saved(userCode: string, { error }: MemberAnswer<unknown>, done: string): FormState {
  if (!error) revalidatePath(`/dashboard/${userCode}/settings`);
  return outcome(error, done);
}
