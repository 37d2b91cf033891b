import { createSecretKey, type KeyObject } from "node:crypto";
import type { SupabaseClient } from "@supabase/supabase-js";
import { LRUCache } from "lru-cache";
import { logFault } from "#lib/http/log-fault.ts";

const LOOKUP_TIMEOUT_MS = 5_000;
/** So long a day's end may go unnoticed: its salt is deleted 48 h after it, so an hour is little. */
const KNOWN_MS = 60 * 60 * 1000;

/** A day's salt as a key made once for many uses, `null` when the day is over for good, `"unavailable"` when the database cannot say. */
export type SaltLookup = (day: string) => Promise<{ salt: KeyObject | null } | "unavailable">;

/** Asks `visitor_salt` once per day and hour. @see visitorOfDay */
export function saltLookup(client: SupabaseClient): SaltLookup {
  const cache = new LRUCache<string, Promise<{ salt: KeyObject | null } | "unavailable">>({
    max: 32,
    ttl: KNOWN_MS,
    // A salt that nobody asks for any more must not stay in memory.
    ttlAutopurge: true,
  });

  async function ask(day: string): Promise<{ salt: KeyObject | null } | "unavailable"> {
    const { data, error } = await client
      .rpc("visitor_salt", { p_date: day })
      .abortSignal(AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
    if (!error && data === null) return { salt: null };
    if (!error && typeof data === "string") return { salt: createSecretKey(data, "base64") };
    logFault("visitor_salt", error ?? { code: "answer", message: "its answer has not the agreed shape" });
    return "unavailable";
  }

  return async (day) => {
    const known = cache.get(day);
    if (known) return known;
    const question = ask(day).catch(() => "unavailable" as const);
    cache.set(day, question);
    const found = await question;
    if (found === "unavailable") cache.delete(day);
    return found;
  };
}
