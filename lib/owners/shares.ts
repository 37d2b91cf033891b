import { z } from "zod";
import type { Role } from "#lib/owners/owners.ts";

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

/** What the SQL function `owner_shares` returns. */
export type OwnerShares = {
  role: Role;
  owner: { user_code: string; name: string; time_zone: string; card_url: string | null; today: string };
  groups: Group[];
  shares: Share[];
};

export const CODE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

const contact = z.string().trim().max(120, "Use at most 120 characters.").default("");
const groupCode = z.string().trim().regex(CODE, "Choose a group from the list.").or(z.literal(""));

/** A share as its form sends it; without a code one is made. */
export const shareSchema = z.object({
  share_code: z
    .string()
    .trim()
    .regex(CODE, "Use 1 to 64 letters, digits, - or _, beginning with a letter or digit.")
    .or(z.literal("")),
  contact,
  group_code: groupCode,
});

export const groupSchema = z.object({
  group_code: z.string().trim().regex(CODE).or(z.literal("")),
  name: z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters."),
});

/** The link to hand out. It leads to the owner's card, wherever that stands, and carries the share. */
export function shareLink(origin: string, userCode: string, shareCode: string): string {
  return `${origin}/s/${encodeURIComponent(userCode)}/${encodeURIComponent(shareCode)}`;
}

/** Who may change things. */
export function canEdit(role: Role): boolean {
  return role !== "viewer";
}
