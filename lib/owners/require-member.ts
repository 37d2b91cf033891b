import "server-only";
import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { z } from "zod";
import { signInPath } from "#lib/auth/next-path.ts";
import { memberOwners } from "#lib/owners/owners.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { dataOf, MemberError } from "#lib/supabase/member-errors.ts";

/** An owner as a member sees it before any number is read. `limited`: the member may see some groups or shares only. */
export type OwnerOfScreen = z.infer<typeof memberOwners>[number];

/**
 * The owner, its time zone and the member's role there: whoever is no member gets an error. Asked once per request.
 * @throws MemberError `signed_out`, `not_a_member` (or no such owner), `unavailable`
 */
export const requireMember = cache(async (userCode: string): Promise<OwnerOfScreen> => {
  const answer = await callAsMember("analytics_member_owners", { p_user_code: userCode }, memberOwners);
  const [found] = dataOf(answer);
  if (!found) throw new MemberError("not_a_member");
  return found;
});

/**
 * The same for a page: sends whoever is signed out to sign in, and answers 404 to strangers and for unknown owners.
 * Called before anything is streamed: afterwards the status could only be 200.
 * @param path where to come back to after signing in
 */
export async function requireMemberOfPage(userCode: string, path: string): Promise<OwnerOfScreen> {
  return requireMember(userCode).catch((error) => turnAway(error, path));
}

/** Answers a page whose numbers were refused, or that asks for what is not there. What went wrong otherwise is thrown on. */
export function turnAway(error: unknown, path: string): never {
  if (error instanceof MemberError && (error.code === "not_a_member" || error.code === "not_found"))
    notFound();
  if (error instanceof MemberError && error.code === "signed_out") redirect(signInPath(path));
  throw error;
}

/** What a document of an owner's screen is called: the screen, and the card by its name where the caller may know it. */
export async function screenMetadata(
  screen: string,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Metadata> {
  const owner = await requireMember((await params).userCode).catch(() => null);
  return { title: owner ? `${screen} of ${owner.name}` : screen, robots: { index: false } };
}

/** The address of a screen of an owner. */
export function ownerPath(userCode: string, screen = ""): string {
  return `/dashboard/${encodeURIComponent(userCode)}${screen && `/${screen}`}`;
}
