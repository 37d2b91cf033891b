import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { environment } from "#lib/http/environment.ts";
import { memberFetch } from "#lib/supabase/auth-fetch.ts";

const session = z.object({
  /** Names it for whoever ends it. It opens nothing. */
  session_id: z.string(),
  is_current: z.boolean(),
  created_at: z.string(),
  used_at: z.string(),
});
/** One browser in which the account is signed in. What it calls itself is kept nowhere. */
export type OwnSession = z.infer<typeof session>;

/** What the SQL function `analytics_own_account` returns. */
export const ownAccount = z.object({
  /** Null where the database does not let them be read. */
  sessions: z.array(session).nullable(),
  /** Single sessions can be ended. */
  can_end: z.boolean(),
  /** The account is also that of the product whose guest Daybook is: it is not deleted here. */
  is_hosts: z.boolean(),
});
export type OwnAccount = z.infer<typeof ownAccount>;

/** What the SQL function `analytics_leave_all_owners` returns. */
export const leftOwners = z.object({
  last_owner_of: z.array(z.object({ user_code: z.string(), name: z.string() })),
  is_hosts: z.boolean(),
});

/**
 * Tries an account's password, in a session of its own that ends at once and touches no cookie.
 * @param clientAddress whose try it is, so that Auth's limits know it
 * @returns the error of Auth; null: the password is right
 */
export async function tryPassword(email: string, password: string, clientAddress: string) {
  const settings = environment();
  const { fetch } = memberFetch(settings, { clientAddress, isKnownAway: false });
  const client: SupabaseClient = createClient(settings.supabaseUrl, settings.publishableKey, {
    global: { fetch },
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  const { error } = await client.auth.signInWithPassword({ email, password });
  if (!error) await client.auth.signOut({ scope: "local" });
  return error;
}
