import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { environment } from "#lib/http/environment.ts";
import type { Database } from "#lib/supabase/database.types.ts";

let client: SupabaseClient<Database> | undefined;

/**
 * The client that may do everything (role `service_role`): ingest, the nightly run, the share link.
 * Never used to answer what a signed-in member asks: that is `serverClient`.
 */
export function serviceClient(): SupabaseClient<Database> {
  client ??= createClient<Database>(environment().supabaseUrl, environment().secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  return client;
}
