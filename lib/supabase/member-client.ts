import "server-only";
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";
import { cookies, headers } from "next/headers";
import { environment } from "#lib/http/environment.ts";
import { patientFetch, sessionCookies } from "#lib/supabase/session-cookies.ts";

/**
 * The client that acts as the signed-in member (role `authenticated`), known by the request's cookies. Not typed by the
 * schema: members' functions take null for "no filter", which generated types cannot say of an argument.
 */
export async function serverClient(): Promise<SupabaseClient> {
  const jar = await cookies();
  return createServerClient(environment().supabaseUrl, environment().publishableKey, {
    global: { fetch: patientFetch() },
    cookieOptions: sessionCookies(await headers()),
    cookies: {
      getAll: () => jar.getAll(),
      setAll: (changes) => {
        try {
          for (const { name, value, options } of changes) jar.set(name, value, options);
        } catch {
          // Server components cannot set cookies; proxy.ts refreshes the session instead.
        }
      },
    },
  });
}
