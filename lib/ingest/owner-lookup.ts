import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";
import { type Lookup, rememberedLookup } from "#lib/http/remembered-lookup.ts";
import type { DatabaseCall } from "#lib/ingest/database-calls.ts";
import { isUserCode } from "#lib/owners/codes.ts";

const LOOKUP_TIMEOUT_MS = 5_000;

const owner = z.object({
  user_code: z.string(),
  name: z.string().default(""),
  time_zone: z.string(),
  allowed_origins: z.array(z.string()).default([]),
  card_url: z.string().nullable().default(null),
  excluded_addresses: z.array(z.string()).default([]),
});

/** What ingest and the share link need to know of an owner. */
export type IngestOwner = z.infer<typeof owner>;

export type OwnerLookup = Lookup<IngestOwner>;

/** Whose a code is, by `analytics_ingest_owner`; remembered as `rememberedLookup` says. */
export function ownerLookup(call: DatabaseCall): OwnerLookup {
  return rememberedLookup(async (userCode) => {
    const parameters = { p_user_code: userCode };
    const { data, error } = await call("analytics_ingest_owner", parameters, LOOKUP_TIMEOUT_MS);
    const parsed = owner.nullable().safeParse(data);
    if (!error && parsed.success) return parsed.data;
    logFault(
      "analytics_ingest_owner",
      error ?? { code: "answer", message: "its answer has not the agreed shape" },
    );
    return "unavailable";
  }, isUserCode);
}
