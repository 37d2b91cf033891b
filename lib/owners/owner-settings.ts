import { z } from "zod";
import { isOriginPattern } from "#lib/http/allowed-origins.ts";
import { isTimeZone } from "#lib/owners/owner-day.ts";
import { cardUrl } from "#lib/owners/owners.ts";
import { ROLES } from "#lib/owners/roles.ts";

/** What the SQL function `analytics_owner_settings` returns. */
export const ownerSettings = z.object({
  role: z.enum(ROLES),
  user_code: z.string(),
  name: z.string(),
  card_url: z.string().nullable(),
  allowed_origins: z.array(z.string()),
  /** Keyed hashes. */
  excluded_addresses: z.array(z.string()),
  /** Null: raw events are kept for good. */
  retention_days: z.number().nullable(),
  time_zone: z.string(),
  /** The zone that days follow at this moment; another than `time_zone` until `time_zone_from`. */
  current_time_zone: z.string(),
  time_zone_from: z.string().nullable(),
  has_events: z.boolean(),
});
export type OwnerSettings = z.infer<typeof ownerSettings>;

export const RETENTION_CHOICES = [30, 90, 180, 365, 730, 1825] as const;

export const cardSchema = z.object({
  name: z.string().trim().min(1, "Enter the name on the card.").max(120, "Use at most 120 characters."),
  card_url: cardUrl.or(z.literal("")),
});

export const timeZoneSchema = z.object({
  time_zone: z.string().refine(isTimeZone, "Choose a time zone from the list."),
});

export const retentionSchema = z.object({
  retention_days: z
    .literal("")
    .transform(() => null)
    .or(z.coerce.number().int().min(8, "At least 8 days: late events may still come.").max(3660)),
});

/** One origin a line; what cannot be one is named. */
export const originsSchema = z.object({
  origins: z
    .string()
    .transform((text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))])
    .pipe(z.array(z.string().max(300)).max(50, "At most 50 origins."))
    .superRefine((origins, context) => {
      const bad = origins.filter((origin) => !isOriginPattern(origin));
      if (bad.length > 0) {
        context.addIssue({
          code: "custom",
          message: `${bad.map((one) => `“${one}”`).join(", ")} cannot be an origin: write https://example.com, without a path.`,
        });
      }
    }),
});
