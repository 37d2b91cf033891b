import type { NextRequest } from "next/server";
import { openSession } from "#lib/auth/confirmation.ts";
import { nextPath } from "#lib/auth/next-path.ts";
import { NEW_PASSWORD_PATH } from "#lib/auth/sign-in-limits.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

/** Where the links of mails lead: opens a session and goes on, or to the sign-in page, which says why not. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  const outcome = await openSession(await serverClient(), query);
  const next = nextPath(query.get("next"), "/welcome");
  const elsewhere = next === NEW_PASSWORD_PATH ? "/reset-password?link=expired" : `/sign-in?link=${outcome}`;
  const path = outcome === "opened" ? next : elsewhere;
  // Relative: behind a proxy the server does not know for sure under which name it was called.
  return new Response(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
}
