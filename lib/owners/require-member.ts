import "server-only";
import { notFound, redirect } from "next/navigation";
import { type OwnerClock, ownerClock } from "#lib/analytics/api-analytics.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { AnalyticsError } from "#lib/supabase/member-errors.ts";

/**
 * The gate of a screen of an owner: sends whoever is signed out to sign in, and answers 404 to strangers and for
 * unknown owners. Called before anything is streamed: afterwards the status could only be 200.
 * @param path where to come back to after signing in
 */
export async function admit(userCode: string, path: string): Promise<OwnerClock> {
  return ownerClock(userCode).catch((error) => turnAway(error, path));
}

/** The same for a screen whose numbers were refused. What went wrong otherwise is thrown on. */
export function turnAway(error: unknown, path: string): never {
  if (error instanceof AnalyticsError && error.code === "not_a_member") notFound();
  if (error instanceof AnalyticsError && error.code === "signed_out") redirect(signInPath(path));
  throw error;
}

/** The address of a screen of an owner. */
export function ownerPath(userCode: string, screen = ""): string {
  return `/dashboard/${encodeURIComponent(userCode)}${screen && `/${screen}`}`;
}
