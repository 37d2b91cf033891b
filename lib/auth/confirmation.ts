import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { dataOf, MemberError, memberAnswer } from "#lib/supabase/member-errors.ts";

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

const caller = z.object({ user_id: z.string(), email: z.string() }).nullable();

/**
 * Who is signed in, as the database says, which verifies the token and looks whether its session has ended; null when
 * nobody is.
 * @throws MemberError `auth_away` or `unavailable` when nobody can say
 */
export async function currentMember(client: SupabaseClient): Promise<Member | null> {
  const { data: auth, error } = await client.auth.getSession();
  if (isAuthAway(error)) throw new MemberError("auth_away");
  if (!auth.session) return null;
  const answer = memberAnswer("analytics_caller", await client.rpc("analytics_caller"), caller);
  if (answer.error?.code === "signed_out") return null;
  const found = dataOf(answer);
  return found && { id: found.user_id, email: found.email };
}
