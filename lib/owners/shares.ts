import { z } from "zod";
import { SHARE_CODE } from "#lib/owners/codes.ts";
import type { Role } from "#lib/owners/roles.ts";

export type Group = { group_code: string; name: string; archived: boolean };

export type Share = {
  share_code: string;
  /** The person or place it was given to; `""`: nobody named. */
  contact: string;
  group_code: string;
  created_at: string;
  archived: boolean;
  /** Day of the latest visit, and moment of the latest preview of its link. */
  last_seen: string | null;
  last_preview: string | null;
};

/** What the SQL function `analytics_owner_shares` returns. */
export type OwnerShares = {
  role: Role;
  owner: { user_code: string; name: string; time_zone: string; card_url: string | null; today: string };
  groups: Group[];
  shares: Share[];
};

const contact = z.string().trim().max(120, "Use at most 120 characters.").default("");
const groupCode = z.string().trim().regex(SHARE_CODE, "Choose a group from the list.").or(z.literal(""));

/** A share as its form sends it; without a code one is made. */
export const shareSchema = z.object({
  share_code: z
    .string()
    .trim()
    .regex(SHARE_CODE, "Use 1 to 64 letters, digits, - or _, beginning with a letter or digit.")
    .or(z.literal("")),
  contact,
  group_code: groupCode,
});

export const groupSchema = z.object({
  group_code: z.string().trim().regex(SHARE_CODE).or(z.literal("")),
  name: z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters."),
});
