import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { nextPath } from "#lib/auth/next-path.ts";
import { NEW_PASSWORD_PATH } from "#lib/auth/sign-in-limits.ts";
import { isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { dataOf, MemberError, memberAnswer } from "#lib/supabase/member-errors.ts";

/**
 * What came of a mail's link. `confirmed`: the address is good, but this browser cannot be signed in by the link. `half`: it was one
 * of the two links of an address that changes, and the other one is to be opened too. `expired`: ask for a new one. `away`: Auth
 * could not be asked, and the link is as good as before.
 */
export type LinkOutcome = "opened" | "confirmed" | "half" | "expired" | "away";

const hashSchema = z.object({
  token_hash: z.string().min(1),
  type: z.enum(["signup", "invite", "magiclink", "recovery", "email_change", "email"]),
});

/** What the link of a mail carries, of all that may stand beside it. */
export function mailLink(read: (name: string) => unknown): URLSearchParams {
  const link = new URLSearchParams();
  for (const name of ["token_hash", "type", "code", "next"]) {
    const value = read(name);
    if (typeof value === "string" && value) link.set(name, value);
  }
  return link;
}

/** Whether a link carries anything that could open a session. */
export function isMailLink(link: URLSearchParams): boolean {
  return link.has("code") || hashSchema.safeParse(Object.fromEntries(link)).success;
}

/** The page that says why a link opened nothing, and what to do. */
export function deadLinkPath(link: URLSearchParams, outcome: "confirmed" | "expired"): string {
  const next = nextPath(link.get("next"), "/welcome");
  return next === NEW_PASSWORD_PATH ? "/reset-password?link=expired" : `/sign-in?link=${outcome}`;
}

/**
 * Opens a session with what a mail's link carries, which is spent by that. Supabase's own mail confirms the address first and
 * then passes a `code` that only the browser of the sign-up can use; a mail template of one's own passes a `token_hash`.
 */
export async function openSession(client: SupabaseClient, link: URLSearchParams): Promise<LinkOutcome> {
  const code = link.get("code");
  if (code) {
    const { error } = await client.auth.exchangeCodeForSession(code);
    return error ? (isAuthAway(error) ? "away" : "confirmed") : "opened";
  }
  const hash = hashSchema.safeParse(Object.fromEntries(link));
  if (!hash.success) return "expired";
  const { data, error } = await client.auth.verifyOtp(hash.data);
  if (error) return isAuthAway(error) ? "away" : "expired";
  return data.session ? "opened" : "half";
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
