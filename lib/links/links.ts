import { z } from "zod";
import { ROLES } from "#lib/owners/roles.ts";

/** What the SQL function `analytics_owner_links` returns. */
export const ownerLinks = z.object({
  role: z.enum(ROLES),
  name: z.string(),
  time_zone: z.string(),
  today: z.string(),
  links: z.array(
    z.object({
      /** Names the link for whoever revokes it. It opens nothing. */
      token_hash: z.string(),
      label: z.string(),
      group_code: z.string().nullable(),
      share_code: z.string().nullable(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      names: z.boolean(),
      has_password: z.boolean(),
      frame_origins: z.array(z.string()),
      created_at: z.string(),
      expires_at: z.string().nullable(),
      revoked_at: z.string().nullable(),
      is_open: z.boolean(),
      opens: z.number(),
      last_open_at: z.string().nullable(),
      /** The last days on which it was opened, the newest first. */
      days: z.array(z.object({ date: z.string(), opens: z.number() })),
    }),
  ),
  groups: z.array(z.object({ group_code: z.string(), name: z.string() })),
  shares: z.array(z.object({ share_code: z.string(), contact: z.string() })),
});
