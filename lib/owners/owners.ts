import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { isUserCode } from "#lib/owners/codes.ts";
import { isTimeZone } from "#lib/owners/owner-day.ts";
import { ROLES, type Role } from "#lib/owners/roles.ts";
import { dataOf, type MemberErrorCode, memberAnswer } from "#lib/supabase/member-errors.ts";

/** An owner that the signed-in member may see, and as what. */
export type OwnerOfMember = { userCode: string; name: string; role: Role };

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

/**
 * The owners the signed-in member may see, by name. `client` must act as the member.
 * @throws MemberError
 */
export async function listOwners(client: SupabaseClient): Promise<OwnerOfMember[]> {
  const answer = await client.rpc("analytics_member_owners");
  return dataOf(memberAnswer("analytics_member_owners", answer, memberOwners)).map((row) => ({
    userCode: row.user_code,
    name: row.name,
    role: row.role,
  }));
}

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
});

export type NewOwner = z.infer<typeof newOwnerSchema>;

/**
 * Makes an owner that belongs to the signed-in member. `client` must act as the member.
 * Answers null when it is done, `taken` when the `user_code` belongs to somebody already.
 */
export async function createOwner(
  client: SupabaseClient,
  { user_code, name, time_zone }: NewOwner,
): Promise<MemberErrorCode | null> {
  const answer = await client.rpc("analytics_create_owner", {
    p_user_code: user_code,
    p_name: name,
    p_time_zone: time_zone,
  });
  return memberAnswer("analytics_create_owner", answer, z.unknown()).error?.code ?? null;
}
