import type { SupabaseClient } from "@supabase/supabase-js";
import { LRUCache } from "lru-cache";
import { logFault } from "#lib/ingest/log.ts";

const LOOKUP_TIMEOUT_MS = 5_000;
/** So long a day's end may go unnoticed: its salt is deleted 48 h after it, so an hour is little. */
const KNOWN_MS = 60 * 60 * 1000;

/** A day's salt in base64, `null` when the day is over for good, `"unavailable"` when the database cannot say. */
export type SaltLookup = (day: string) => Promise<{ salt: string | null } | "unavailable">;

/** Asks `visitor_salt` once per day and hour. @see visitorOfDay */
export function saltLookup(client: SupabaseClient): SaltLookup {
  const cache = new LRUCache<string, Promise<{ salt: string | null } | "unavailable">>({
    max: 32,
    ttl: KNOWN_MS,
  });

  async function ask(day: string): Promise<{ salt: string | null } | "unavailable"> {
    const { data, error } = await client
      .rpc("visitor_salt", { p_date: day })
      .abortSignal(AbortSignal.timeout(LOOKUP_TIMEOUT_MS));
    if (!error && (data === null || typeof data === "string")) return { salt: data };
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
