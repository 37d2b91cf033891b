import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";

/** `confirmed`: the address is good, but this browser cannot be signed in by the link. `expired`: ask for a new one. */
export type LinkOutcome = "opened" | "confirmed" | "expired";

const hashSchema = z.object({
  token_hash: z.string().min(1),
  type: z.enum(["signup", "invite", "magiclink", "recovery", "email_change", "email"]),
});

/**
 * Opens a session with what a confirmation link carries. Supabase's own mail confirms the address first and then
 * passes a `code` that only the browser of the sign-up can use; a mail template of one's own passes a `token_hash`.
 */
export async function openSession(client: SupabaseClient, query: URLSearchParams): Promise<LinkOutcome> {
  const code = query.get("code");
  if (code) {
    const { error } = await client.auth.exchangeCodeForSession(code);
    return error ? "confirmed" : "opened";
  }
  const hash = hashSchema.safeParse(Object.fromEntries(query));
  if (!hash.success) return "expired";
  const { error } = await client.auth.verifyOtp(hash.data);
  return error ? "expired" : "opened";
}

/** A signed-in person. */
export type Member = { id: string; email: string };

/** Who is signed in, as the verified access token says; null when nobody is. */
export async function currentMember(client: SupabaseClient): Promise<Member | null> {
  const { data } = await client.auth.getClaims();
  if (!data) return null;
  return { id: data.claims.sub, email: data.claims.email ?? "" };
}
