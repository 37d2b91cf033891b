import { z } from "zod";
import { ROLES } from "#lib/owners/roles.ts";

const codes = z.array(z.string()).nullable();

/** Groups and shares that a viewer is limited to; null: everything of the owner. */
const limits = { groups: codes, shares: codes };

const member = z.object({
  user_id: z.string(),
  /** Null where the account has none, or was deleted. */
  email: z.string().nullable(),
  role: z.enum(ROLES),
  ...limits,
  /** Their first day, by the owner's clock. */
  since: z.string(),
  is_caller: z.boolean(),
  /** The account was deleted. */
  is_gone: z.boolean(),
});
export type PersonOfOwner = z.infer<typeof member>;

const invitation = z.object({
  token_hash: z.string(),
  role: z.enum(ROLES),
  ...limits,
  /** The address it is bound to; null: whoever has the link. */
  email: z.string().nullable(),
  invited_by: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string(),
});
export type Invitation = z.infer<typeof invitation>;

/** What the SQL function `analytics_owner_people` returns. */
export const ownerPeople = z.object({
  role: z.enum(ROLES),
  name: z.string(),
  members: z.array(member),
  invitations: z.array(invitation),
  groups: z.array(z.object({ group_code: z.string(), name: z.string() })),
  shares: z.array(z.object({ share_code: z.string(), contact: z.string() })),
});
export type OwnerPeople = z.infer<typeof ownerPeople>;

/** What the SQL function `analytics_read_invitation` returns of an invitation or claim that is open. */
export const openInvitation = z.object({
  user_code: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  limited: z.boolean(),
  email: z.string().nullable(),
  invited_by: z.string().nullable(),
  is_claim: z.boolean(),
  expires_at: z.string(),
});
export type OpenInvitation = z.infer<typeof openInvitation>;

const picked = z.array(z.string().max(64)).max(200, "Choose at most 200.");

/** A role with its limits as a form sends them. */
export const roleSchema = z
  .object({
    role: z.enum(ROLES, "Choose a role."),
    sight: z.enum(["everything", "some"]).default("everything"),
    groups: picked,
    shares: picked,
  })
  .refine(
    ({ role, sight, groups, shares }) =>
      role !== "viewer" || sight === "everything" || groups.length + shares.length > 0,
    { path: ["sight"], message: "Choose at least one group or contact." },
  )
  .transform(({ role, sight, groups, shares }) => {
    const limited = role === "viewer" && sight === "some";
    return { role, groups: limited ? groups : null, shares: limited ? shares : null };
  });

export const invitationSchema = z.object({
  email: z.email("Enter a whole e-mail address, or leave it empty.").max(254).or(z.literal("")),
  days: z.coerce.number().int().min(1).max(90).default(7),
});

/** A token as its link carries it: anything else is none. */
export const TOKEN = /^[0-9a-f]{64}$/;

/** The address at which an invitation is accepted, or a card claimed. */
export function joinAddress(origin: string, userCode: string, token: string): string {
  return `${origin}/join/${encodeURIComponent(userCode)}/${token}`;
}
