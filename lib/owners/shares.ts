import { z } from "zod";
import { NEW_GROUP, SHARE_CODE } from "#lib/owners/codes.ts";
import { ROLES } from "#lib/owners/roles.ts";

const group = z.object({ group_code: z.string(), name: z.string(), archived: z.boolean() });
export type Group = z.infer<typeof group>;

const share = z.object({
  share_code: z.string(),
  /** The person or place it was given to; `""`: nobody named. */
  contact: z.string(),
  group_code: z.string(),
  created_at: z.string(),
  archived: z.boolean(),
  /** By its link, since it was made. */
  visits: z.number(),
  taps: z.number(),
  /** Day of the latest visit, and moment of the latest preview of its link. */
  last_seen: z.string().nullable(),
  last_preview: z.string().nullable(),
});
export type Share = z.infer<typeof share>;

/** What the SQL function `analytics_owner_shares` returns. */
export const ownerShares = z.object({
  role: z.enum(ROLES),
  owner: z.object({
    user_code: z.string(),
    name: z.string(),
    time_zone: z.string(),
    card_url: z.string().nullable(),
    today: z.string(),
  }),
  groups: z.array(group),
  shares: z.array(share),
});
export type OwnerShares = z.infer<typeof ownerShares>;

const contact = z
  .string()
  .trim()
  .max(120, "Use at most 120 characters.")
  .regex(/^[^\p{Cc}]*$/u, "Use no control characters.")
  .default("");
const groupCode = z.string().trim().regex(SHARE_CODE, "Choose a group from the list.").or(z.literal(""));

const shareCode = z
  .string()
  .trim()
  .regex(SHARE_CODE, "Use 1 to 64 letters, digits, - or _, beginning with a letter or digit.");

/** A share that exists, as its form sends it. */
export const shareSchema = z.object({ share_code: shareCode, contact, group_code: groupCode });

const groupName = z.string().trim().min(1, "Enter a name.").max(120, "Use at most 120 characters.");

/** A new share as its form sends it. Without a code one is made; `newGroup` names a group that may have to be made first. */
export const newShareSchema = z
  .object({
    share_code: shareCode.or(z.literal("")),
    contact,
    group_code: z.string().trim().default(""),
    new_group: z.string().default(""),
    /** A second one for the same contact is meant. */
    again: z.literal("yes").optional(),
  })
  .transform(({ group_code, new_group, ...share }, context) => {
    if (!group_code.startsWith(NEW_GROUP)) {
      const code = groupCode.safeParse(group_code);
      if (code.success) return { ...share, group_code: code.data, newGroup: null };
      context.addIssue({ code: "custom", path: ["group_code"], message: "Choose a group from the list." });
      return z.NEVER;
    }
    const name = groupName.safeParse(group_code.slice(NEW_GROUP.length) || new_group);
    if (name.success) return { ...share, group_code: "", newGroup: name.data };
    for (const { message } of name.error.issues)
      context.addIssue({ code: "custom", path: ["new_group"], message });
    return z.NEVER;
  });

export const groupSchema = z.object({
  group_code: z.string().trim().regex(SHARE_CODE).or(z.literal("")),
  name: groupName,
});
