import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { env } from "#lib/env.ts";

let client: SupabaseClient | undefined;

/**
 * The client that may do everything (role `service_role`): ingest, the nightly run, the share link.
 * Never used to answer what a signed-in member asks: that is `serverClient`.
 */
export function serviceClient(): SupabaseClient {
  client ??= createClient(env().supabaseUrl, env().secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  return client;
}
