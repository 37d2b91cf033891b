import { createHash, createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { LRUCache } from "lru-cache";
import { logFault } from "#lib/http/faults.ts";
import type { DatabaseCall } from "#lib/ingest/database-calls.ts";

/**
 * The pseudonym of a visitor for one day: the first 8 bytes of HMAC-SHA256(salt of the day, user_code | IP | user
 * agent) as a signed integer in decimal digits. Once the day's salt is deleted nobody can link it to its inputs.
 */
export function visitorOfDay(salt: KeyObject, userCode: string, address: string, userAgent: string): string {
  return firstBytes(createHmac("sha256", salt).update([userCode, address, userAgent].join("|")).digest());
}

/** The visitor of a session whose day has no salt any more: the session itself. */
export function visitorOfSession(userCode: string, sessionId: string): string {
  return firstBytes(createHash("sha256").update([userCode, sessionId].join("|")).digest());
}

function firstBytes(digest: Buffer): string {
  return digest.readBigInt64BE(0).toString();
}

const LOOKUP_TIMEOUT_MS = 5_000;
/** A salt is kept in memory for an hour at most; the database deletes it 48 hours after its day. */
const KNOWN_MS = 60 * 60 * 1000;

/** A day's salt as a key made once for many uses, `null` when the day is over for good, `"unavailable"` when the database cannot say. */
export type SaltLookup = (day: string) => Promise<{ salt: KeyObject | null } | "unavailable">;

/** Asks `analytics_visitor_salt` once per day and hour. @see visitorOfDay */
export function saltLookup(call: DatabaseCall): SaltLookup {
  const cache = new LRUCache<string, Promise<{ salt: KeyObject | null } | "unavailable">>({
    max: 32,
    ttl: KNOWN_MS,
    // Without this a salt that nobody asks for again would stay in memory.
    ttlAutopurge: true,
  });

  async function ask(day: string): Promise<{ salt: KeyObject | null } | "unavailable"> {
    const { data, error } = await call("analytics_visitor_salt", { p_date: day }, LOOKUP_TIMEOUT_MS);
    if (!error && data === null) return { salt: null };
    if (!error && typeof data === "string") return { salt: createSecretKey(data, "base64") };
    logFault(
      "analytics_visitor_salt",
      error ?? { code: "answer", message: "its answer has not the agreed shape" },
    );
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
