import type { SupabaseClient } from "@supabase/supabase-js";

/** A signed-in person. */
export type Member = { id: string; email: string };

/** Who is signed in, as the verified access token says; null when nobody is. */
export async function currentMember(client: SupabaseClient): Promise<Member | null> {
  const { data } = await client.auth.getClaims();
  if (!data) return null;
  return { id: data.claims.sub, email: data.claims.email ?? "" };
}
