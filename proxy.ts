import { createServerClient } from "@supabase/ssr";
import { type NextRequest, NextResponse } from "next/server";
import { nextPath, signInPath } from "#lib/auth/next-path.ts";
import { env } from "#lib/env.ts";

/**
 * Runs before the pages that know who is signed in, and only before those. Renews the session's cookies (pages
 * cannot set any) and leads people to where they have to be first. It is a convenience: every page and every SQL
 * function checks for itself.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  let response = NextResponse.next({ request });
  const client = createServerClient(env().supabaseUrl, env().publishableKey, {
    cookies: {
      getAll: () => request.cookies.getAll(),
      setAll: (changes, headers) => {
        for (const { name, value } of changes) request.cookies.set(name, value);
        response = NextResponse.next({ request });
        for (const { name, value, options } of changes) response.cookies.set(name, value, options);
        // They forbid caches to keep an answer that carries somebody's session.
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      },
    },
  });
  const { data } = await client.auth.getClaims();
  // Only reading is led elsewhere; a form that is being sent is answered by its own action.
  if (request.method !== "GET") return response;

  const { pathname, search, searchParams } = request.nextUrl;
  const atTheDoor = pathname === "/sign-in" || pathname === "/sign-up";

  if (!data && !atTheDoor) return leadTo(signInPath(pathname + search), request, response);
  if (data && atTheDoor) return leadTo(nextPath(searchParams.get("next")), request, response);
  return response;
}

/** A redirect that carries the cookies which the check has just renewed or removed. */
function leadTo(path: string, request: NextRequest, checked: NextResponse): NextResponse {
  const redirect = NextResponse.redirect(new URL(path, request.url));
  for (const cookie of checked.cookies.getAll()) redirect.cookies.set(cookie);
  redirect.headers.set("Cache-Control", "private, no-store");
  return redirect;
}

export const config = { matcher: ["/dashboard/:path*", "/welcome", "/sign-in", "/sign-up"] };
