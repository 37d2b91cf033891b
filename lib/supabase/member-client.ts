import "server-only";
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";
import { cookies, headers } from "next/headers";
import { clientAddress } from "#lib/http/client-address.ts";
import { environment } from "#lib/http/environment.ts";
import { AUTH_AWAY_HEADER, memberFetch } from "#lib/supabase/auth-fetch.ts";
import { isSessionCookie, sessionCookies } from "#lib/supabase/session-cookies.ts";

type Cookie = { name: string; value: string };
type Changes = Parameters<NonNullable<Parameters<typeof createServerClient>[2]["cookies"]["setAll"]>>;

/** The cookies of one request, and what is done when some of them change. */
type Jar = { getAll(): Cookie[]; setAll(...changes: Changes): void };

/**
 * The client that acts as the signed-in member (role `authenticated`), known by the request's cookies. Not typed by the
 * schema: members' functions take null for "no filter", which generated types cannot say of an argument.
 */
export async function serverClient(): Promise<SupabaseClient> {
  const jar = await cookies();
  return memberClient(await headers(), {
    getAll: () => jar.getAll(),
    setAll: (changes) => {
      try {
        for (const { name, value, options } of changes) jar.set(name, value, options);
      } catch {
        // Server components cannot set cookies; proxy.ts refreshes the session instead.
      }
    },
  });
}

/** The same for a request that is known by its headers and cookies. */
export function memberClient(headers: Headers, jar: Jar): SupabaseClient {
  const settings = environment();
  const { fetch, isAway } = memberFetch(settings, {
    clientAddress: clientAddress(headers),
    isKnownAway: headers.has(AUTH_AWAY_HEADER),
  });
  return createServerClient(settings.supabaseUrl, settings.publishableKey, {
    global: { fetch },
    cookieOptions: sessionCookies(headers),
    cookies: {
      getAll: () => jar.getAll(),
      setAll: (...changes) => {
        // A session that Auth has not refused stays: the next request may renew it.
        if (!isAway()) jar.setAll(...changes);
      },
    },
  });
}

/** Makes this browser forget its session, whatever Auth says. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  for (const { name } of jar.getAll()) if (isSessionCookie(name)) jar.delete(name);
}
