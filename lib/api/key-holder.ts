import { LRUCache } from "lru-cache";
import { z } from "zod";
import { ApiError, apiErrorOf } from "#lib/api/api-errors.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { environment } from "#lib/http/environment.ts";
import { logFault } from "#lib/http/faults.ts";
import { limitNamed } from "#lib/http/rate-limits.ts";
import { callsOverApi } from "#lib/ingest/database-calls.ts";
import { ABILITIES, type Ability } from "#lib/owners/api-keys.ts";
import { tokenHash } from "#lib/owners/tokens.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/** Whose numbers a request asks for, and the hash that the database knows its key by. */
export type Key = { userCode: string; hash: string };

/** The key in an `Authorization` header, whether or not it is in force; null for what can be none. */
function keyIn(authorization: string | null): Key | null {
  const [, userCode, token] =
    /^bearer +daybook_([a-z0-9][a-z0-9_-]{0,39})_([0-9a-f]{64}) *$/i.exec(authorization ?? "") ?? [];
  return userCode && token ? { userCode, hash: tokenHash("key", token) } : null;
}

/** So many requests of one key; those that send events, a visit each, have a limit of their own. */
export const KEY_RATES = {
  requests: { events: 600, seconds: 60 },
  events: { events: 6_000, seconds: 60 },
} as const;

export type KeyRate = keyof typeof KEY_RATES;

/** Requests of one network with keys that have not opened anything here. */
const STRANGERS = { events: 60, seconds: 60 };

const limits = {
  requests: () => limitNamed("key-requests", KEY_RATES.requests),
  events: () => limitNamed("key-events", KEY_RATES.events),
  strangers: () => limitNamed("key-strangers", STRANGERS),
};

/** Keys that have opened something here, which need no allowance of strangers. */
const KEPT = Symbol.for("daybook.api.known");
const kept = globalThis as { [KEPT]?: LRUCache<string, true> };

function known(): LRUCache<string, true> {
  // Kept on `globalThis`, since Next.js bundles every route by itself.
  kept[KEPT] ??= new LRUCache({ max: 10_000 });
  return kept[KEPT];
}

/** A key that may ask now, with the headers that tell how often it may ask on. */
export type Admitted = { key: Key; headers: Record<string, string> };

/**
 * Reads a request's key and takes one of its allowance. Whether the key is in force is the database's to say, in the call that
 * answers, so that a revoked key opens nothing more. `INGEST_CLIENT_RATE=off` lifts these limits too.
 * @throws ApiError `invalid_key`, `rate_limited`
 */
export async function admit(headers: Headers, rate: KeyRate): Promise<Admitted> {
  const key = keyIn(headers.get("authorization"));
  if (!key) throw new ApiError("invalid_key");
  if (environment().clientRate === null) return { key, headers: {} };
  if (!known().has(key.hash)) {
    const wait = await limits.strangers().take(clientNetwork(clientAddress(headers)), 1);
    if (wait > 0) throw new ApiError("rate_limited", undefined, wait);
  }
  const wait = await limits[rate]().take(key.hash, 1);
  if (wait > 0) throw new ApiError("rate_limited", undefined, wait);
  return { key, headers: rateHeaders(rate, key) };
}

/** `RateLimit-Policy` and `RateLimit`: the allowance, what is left of it, and in how many seconds it is whole again. */
function rateHeaders(rate: KeyRate, key: Key): Record<string, string> {
  const { events, seconds } = KEY_RATES[rate];
  const left = limits[rate]().left(key.hash);
  return {
    "RateLimit-Policy": `"${rate}";q=${events};w=${seconds}`,
    RateLimit: `"${rate}";r=${left.events};t=${left.seconds}`,
  };
}

const CALL_TIMEOUT_MS = 20_000;

/**
 * Calls a SQL function that opens the key and answers, in one.
 * @throws ApiError of any code
 */
export async function callWithKey<Data>(
  name: string,
  key: Key,
  parameters: Record<string, unknown>,
  shape: z.ZodType<Data>,
): Promise<Data> {
  const call = callsOverApi(serviceClient());
  const { data, error } = await call(
    name,
    { p_user_code: key.userCode, p_key_hash: key.hash, ...parameters },
    CALL_TIMEOUT_MS,
  );
  if (error) throw apiErrorOf(name, error);
  known().set(key.hash, true);
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  logFault(name, {
    message: `the answer has not the agreed shape: ${parsed.error.issues[0]?.path.join(".")}`,
  });
  throw new ApiError("unavailable", undefined, 5);
}

export const openedKey = z.object({
  owner: z.object({ user_code: z.string(), name: z.string(), time_zone: z.string() }),
  key: z.object({
    name: z.string(),
    abilities: z.array(z.enum(ABILITIES)),
    expires_at: z.string().nullable(),
  }),
});

/** Whose key it is and what it may do. @throws ApiError `missing_ability` for one without the ability, and others */
export function openKey(key: Key, ability: Ability | null): Promise<z.infer<typeof openedKey>> {
  return callWithKey("analytics_open_key", key, { p_ability: ability }, openedKey);
}
