import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { isUserCode } from "#lib/owners/codes.ts";
import { isTimeZone } from "#lib/owners/owner-day.ts";
import { ROLES } from "#lib/owners/roles.ts";
import { type MemberErrorCode, memberAnswer } from "#lib/supabase/member-errors.ts";

/** What the SQL function `analytics_member_owners` returns. `limited`: a viewer of some groups or shares only. */
export const memberOwners = z.array(
  z.object({
    user_code: z.string(),
    name: z.string(),
    time_zone: z.string(),
    role: z.enum(ROLES),
    limited: z.boolean(),
  }),
);

/** An owner that the signed-in member may see, and as what. */
export type MemberOwner = z.infer<typeof memberOwners>[number];

/** The address of a card that stands elsewhere. `https://` may be missing, as people type it. */
export const cardUrl = z
  .string()
  .trim()
  .transform((typed) =>
    /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(typed) || typed === "" ? typed : `https://${typed}`,
  )
  .pipe(
    z
      .url({
        protocol: /^https?$/,
        error: "Enter a whole address, such as https://example.com/card.",
      })
      .max(500, "Use at most 500 characters."),
  );

/** What a member says about a new owner. */
export const newOwnerSchema = z.object({
  name: z.string().trim().min(1, "Enter the name on the card.").max(100, "Use at most 100 characters."),
  user_code: z
    .string()
    .trim()
    .toLowerCase()
    .min(1, "Choose an address for your card.")
    .refine(
      (value) => value === "" || isUserCode(value),
      "Use 1 to 40 letters a–z, digits, - or _, with a letter or digit at both ends.",
    ),
  time_zone: z.string().refine(isTimeZone, "Choose a time zone from the list."),
  /** Where the card stands already; null: it is to be made here. */
  card_url: cardUrl.optional().transform((address) => address ?? null),
});

export type NewOwner = z.infer<typeof newOwnerSchema>;

/**
 * Makes an owner that belongs to the signed-in member. `client` must act as the member.
 * Answers null when it is done, `taken` when the `user_code` belongs to somebody already.
 */
export async function createOwner(
  client: SupabaseClient,
  { user_code, name, time_zone, card_url }: NewOwner,
): Promise<MemberErrorCode | null> {
  const answer = await client.rpc("analytics_create_owner", {
    p_user_code: user_code,
    p_name: name,
    p_time_zone: time_zone,
  });
  const { error } = memberAnswer("analytics_create_owner", answer, z.unknown());
  if (error || card_url === null) return error?.code ?? null;
  const card = { p_user_code: user_code, p_name: name, p_card_url: card_url };
  const said = await client.rpc("analytics_set_owner_card", card);
  return memberAnswer("analytics_set_owner_card", said, z.unknown()).error?.code ?? null;
}
