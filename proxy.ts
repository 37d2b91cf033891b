import { createServerClient } from "@supabase/ssr";
import { isAuthRetryableFetchError } from "@supabase/supabase-js";
import { type NextRequest, NextResponse } from "next/server";
import { nextPath, signInPath } from "#lib/auth/next-path.ts";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";
import { environment } from "#lib/http/environment.ts";
import { patientFetch, sessionCookies } from "#lib/supabase/session-cookies.ts";

/** Every page waits for this check, so it waits less than they do. */
const PATIENCE_MS = 4_000;

/** The pages that know who is signed in. */
const MEMBERS = /^\/(?:dashboard(?:\/|$)|welcome$|new-password$|sign-in$|sign-up$)/;

/** Cards and what stands for them, in whatever case their address is printed. */
const CARDS = /^\/[cs]\//i;

/** Runs before every page: each gets a policy of its own, those for members the check below, and cards have a limit. */
export async function proxy(request: NextRequest): Promise<Response> {
  const wait = CARDS.test(request.nextUrl.pathname) ? await waitAt("card", request.headers) : 0;
  if (wait > 0) return tooMany(wait);
  const policy = contentSecurityPolicy(Buffer.from(crypto.randomUUID()).toString("base64"), {
    development: process.env.NODE_ENV === "development",
  });
  // Next reads the nonce from the request and puts it on its scripts.
  request.headers.set("Content-Security-Policy", policy);
  const response = MEMBERS.test(request.nextUrl.pathname)
    ? await guard(request)
    : NextResponse.next({ request });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/**
 * Renews the session's cookies (pages cannot set any) and leads people to where they have to be first. It is a
 * convenience: every page and every SQL function checks for itself, and the database verifies the session's token at
 * each call. So whether there is a session is enough here, and costs no question to Auth unless it has to be renewed.
 */
async function guard(request: NextRequest): Promise<NextResponse> {
  let response = NextResponse.next({ request });
  const client = createServerClient(environment().supabaseUrl, environment().publishableKey, {
    global: { fetch: patientFetch(PATIENCE_MS) },
    cookieOptions: sessionCookies(request.headers),
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
  const { data, error } = await client.auth.getSession();
  // While Auth is out of reach nobody knows whose session it is. The page says so; signing in would not help.
  if (isAuthRetryableFetchError(error)) return response;
  // Only reading is led elsewhere; a form that is being sent is answered by its own action.
  if (request.method !== "GET") return response;

  const { pathname, search, searchParams } = request.nextUrl;
  const isSignInPage = pathname === "/sign-in" || pathname === "/sign-up";
  if (!isSignInPage)
    return data.session ? response : leadTo(signInPath(pathname + search), request, response);

  // A session that Auth does not know must not lead away from the sign-in page: the next page would lead back to it.
  const isKnown = data.session !== null && (await client.auth.getClaims()).data !== null;
  return isKnown ? leadTo(nextPath(searchParams.get("next")), request, response) : response;
}

/** A redirect that carries the cookies which the check has just renewed or removed. */
function leadTo(path: string, request: NextRequest, checked: NextResponse): NextResponse {
  const redirect = NextResponse.redirect(new URL(path, request.url));
  for (const cookie of checked.cookies.getAll()) redirect.cookies.set(cookie);
  redirect.headers.set("Cache-Control", "private, no-store");
  return redirect;
}

// Everything but routes that answer with data, and files.
export const config = { matcher: ["/((?!api/|s/[^/]+/[^/]+$|_next/|.*\\.(?:js|svg|ico|png|txt)$).*)"] };
