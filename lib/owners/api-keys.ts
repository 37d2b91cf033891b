import { z } from "zod";

/** What a key may do: read numbers, contacts, shares and groups; register shares and groups; send events. */
export const ABILITIES = ["read", "shares", "events"] as const;
export type Ability = (typeof ABILITIES)[number];

/** What each ability means to who gives it. */
export const ABILITY_NAMES: Record<Ability, { name: string; meaning: string }> = {
  read: {
    name: "Read",
    meaning: "Numbers, contacts, shares and groups, also over MCP. Contacts are named.",
  },
  shares: {
    name: "Register shares",
    meaning: "Make shares and groups, and change whom a share was given to.",
  },
  events: { name: "Send events", meaning: "Page views and clicks that a server of yours saw." },
};

const apiKey = z.object({
  /** Tells keys apart, and opens nothing. */
  key_hash: z.string(),
  name: z.string(),
  abilities: z.array(z.enum(ABILITIES)),
  created_at: z.string(),
  /** To a minute; null: never. */
  last_used_at: z.string().nullable(),
  expires_at: z.string().nullable(),
  revoked_at: z.string().nullable(),
  in_force: z.boolean(),
});
export type ApiKey = z.infer<typeof apiKey>;

/** What the SQL function `analytics_owner_keys` returns. */
export const ownerKeys = z.object({ keys: z.array(apiKey), now: z.string() });

/** For how many days a new key is in force; `""`: until it is revoked. */
export const EXPIRY_CHOICES = [30, 90, 365] as const;

/** A new key as its form sends it. */
export const newKeySchema = z.object({
  name: z
    .string()
    .trim()
    .min(1, "Enter a name, such as what will use it.")
    .max(120, "Use at most 120 characters."),
  abilities: z.array(z.enum(ABILITIES)).min(1, "Choose at least one."),
  expires_in: z
    .literal("")
    .transform(() => null)
    .or(z.coerce.number().int().min(1).max(3660)),
});
