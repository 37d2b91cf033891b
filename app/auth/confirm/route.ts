import type { NextRequest } from "next/server";
import { openSession } from "#lib/auth/confirmation.ts";
import { nextPath } from "#lib/auth/next-path.ts";
import { serverClient } from "#lib/supabase/server.ts";

/** Where the confirmation mail leads: opens a session and goes on, or to the sign-in page, which says why not. */
export async function GET(request: NextRequest): Promise<Response> {
  const query = request.nextUrl.searchParams;
  const outcome = await openSession(await serverClient(), query);
  const path = outcome === "opened" ? nextPath(query.get("next"), "/welcome") : `/sign-in?link=${outcome}`;
  // Relative: behind a proxy the server does not know for sure under which name it was called.
  return new Response(null, { status: 303, headers: { Location: path, "Cache-Control": "no-store" } });
}
