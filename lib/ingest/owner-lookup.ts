import type { SupabaseClient } from "@supabase/supabase-js";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { logFault } from "#lib/http/faults.ts";

const LOOKUP_TIMEOUT_MS = 5_000;
const KNOWN_MS = 30_000;
const UNKNOWN_MS = 5_000;

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

/** An owner, `null` for an unknown code, `"unavailable"` when the database cannot say. */
export type OwnerLookup = (userCode: string) => Promise<IngestOwner | null | "unavailable">;

/** Asks `analytics_ingest_owner`, and remembers: what an owner changes is in force after 30 s, a new owner after 5 s. */
export function ownerLookup(client: SupabaseClient): OwnerLookup {
  const cache = new LRUCache<string, { owner: IngestOwner | null }>({ max: 10_000, ttl: KNOWN_MS });
  const asking = new Map<string, Promise<IngestOwner | null | "unavailable">>();

  async function ask(userCode: string): Promise<IngestOwner | null | "unavailable"> {
    const { data, error } = await client
      .rpc("analytics_ingest_owner", { p_user_code: userCode })
      .abortSignal(AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
    const parsed = owner.nullable().safeParse(data);
    if (error || !parsed.success) {
      logFault(
        "analytics_ingest_owner",
        error ?? { code: "answer", message: "its answer has not the agreed shape" },
      );
      return "unavailable";
    }
    cache.set(userCode, { owner: parsed.data }, { ttl: parsed.data ? KNOWN_MS : UNKNOWN_MS });
    return parsed.data;
  }

  return (userCode) => {
    const known = cache.get(userCode);
    if (known) return Promise.resolve(known.owner);
    // Many requests may miss at once; one question is enough.
    const underWay = asking.get(userCode);
    if (underWay) return underWay;
    const question = ask(userCode)
      .catch(() => "unavailable" as const)
      .finally(() => asking.delete(userCode));
    asking.set(userCode, question);
    return question;
  };
}
