import type { SupabaseClient } from "@supabase/supabase-js";
import { type NextRequest, NextResponse } from "next/server";
import { currentMember } from "#lib/auth/confirmation.ts";
import { nextPath, signInPath } from "#lib/auth/next-path.ts";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";
import { senderOfForm } from "#lib/http/request-origin.ts";
import { FOUND_LINK_HEADER, findLink, handOn } from "#lib/links/link-door.ts";
import { AUTH_AWAY_HEADER, isAuthAway } from "#lib/supabase/auth-fetch.ts";
import { memberClient } from "#lib/supabase/member-client.ts";

/** The pages that are shown to nobody who is not signed in. */
const MEMBERS = /^\/(?:dashboard(?:\/|$)|account$|welcome$|new-password$)/;

/** The pages that know who is signed in, and are shown to others too. */
const DOORS = /^\/(?:sign-in$|sign-up$|auth\/confirm$|join\/)/;

/** Cards and what stands for them, in whatever case their address is printed. */
const CARDS = /^\/[cs]\//i;

/** The dashboards for people without an account. */
const LINKS = /^\/(?:l|embed|demo)(?:\/|$)/;

/** The only pages that others may frame: the owner and the token of a link. */
const FRAMED = /^\/embed\/([^/]+)\/([^/]+)$/;

/** Routes that answer with data, which come here only where their address has escapes. */
const DATA = /^\/(?:api\/|s\/[^/]+\/[^/]+$|_next\/)/;

/** Takes the password of a link. Its page names no sender, as it names its address to nobody; and it does nothing in a member's name. */
const PASSWORDS = /^\/(?:l|embed)\/[^/]+\/[^/]+\/password$/;

/** Runs before every page: each gets a policy of its own, those for members the check below, and cards and links have a limit. */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname } = request.nextUrl;
  if (!canBeDecoded(pathname)) return unreadable(pathname);
  if (DATA.test(pathname)) return NextResponse.next();
  const door = CARDS.test(pathname) ? "card" : LINKS.test(pathname) ? "link" : null;
  const wait = door ? await waitAt(door, request.headers) : 0;
  if (wait > 0) return tooMany(wait);
  const { host, refusal } = senderOfForm(request.headers);
  const isReading = request.method === "GET" || request.method === "HEAD";
  if (refusal && !isReading && !PASSWORDS.test(pathname)) return inWords(refusal, 403);

  request.headers.delete(FOUND_LINK_HEADER);
  const policy = contentSecurityPolicy(Buffer.from(crypto.randomUUID()).toString("base64"), {
    development: process.env.NODE_ENV === "development",
    frameOrigins: await frameOriginsOf(request),
  });
  // Next reads the nonce from the request and puts it on its scripts.
  request.headers.set("Content-Security-Policy", policy);
  // Next compares a form's origin with this one; whatever somebody wrote here is gone.
  request.headers.set("x-forwarded-host", host);
  request.headers.delete(AUTH_AWAY_HEADER);
  const response =
    MEMBERS.test(pathname) || DOORS.test(pathname) ? await guard(request) : NextResponse.next({ request });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/**
 * Who may frame a page: the origins that a link's owner named, and nobody where none is open or this cannot be known. The page is
 * handed what was found, so that it does not look again.
 */
async function frameOriginsOf(request: NextRequest): Promise<string[]> {
  const [, userCode, token] = FRAMED.exec(request.nextUrl.pathname) ?? [];
  if (!userCode || !token) return [];
  const link = await findLink(userCode, token).catch(() => undefined);
  if (link !== undefined) request.headers.set(FOUND_LINK_HEADER, handOn(link));
  return link?.frameOrigins ?? [];
}

/**
 * Renews the session's cookies (pages cannot set any) and leads people to where they have to be first. It is a
 * convenience: every page and every SQL function checks for itself, and the database verifies the session at each call. So
 * whether there is a session is enough here, and costs no question unless it has to be renewed.
 */
async function guard(request: NextRequest): Promise<NextResponse> {
  let response = NextResponse.next({ request });
  const client = memberClient(request.headers, {
    getAll: () => request.cookies.getAll(),
    setAll: (changes, headers) => {
      for (const { name, value } of changes) request.cookies.set(name, value);
      response = NextResponse.next({ request });
      for (const { name, value, options } of changes) response.cookies.set(name, value, options);
      // They forbid caches to keep an answer that carries somebody's session.
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    },
  });
  const { data, error } = await client.auth.getSession();
  // Only reading is led elsewhere; a form that is being sent is answered by its own action.
  const isReading = request.method === "GET";
  if (isAuthAway(error) && !data.session) {
    // While Auth is out of reach nobody knows whose session it is; signing in would not help.
    request.headers.set(AUTH_AWAY_HEADER, "1");
    return isReading
      ? NextResponse.rewrite(new URL("/auth-away", request.url), { request, status: 503 })
      : NextResponse.next({ request });
  }
  if (!isReading) return response;

  const { pathname, search, searchParams } = request.nextUrl;
  if (MEMBERS.test(pathname)) {
    return data.session ? response : leadTo(signInPath(pathname + search), request, response);
  }
  if (pathname !== "/sign-in" && pathname !== "/sign-up") return response;
  // A session that has ended must not lead away from the sign-in page: the next page would lead back to it.
  const isKnown = data.session !== null && (await isSomebody(client));
  return isKnown ? leadTo(nextPath(searchParams.get("next")), request, response) : response;
}

/** Whether the session is somebody's. While nobody can say it is not: then the sign-in page stays. */
async function isSomebody(client: SupabaseClient): Promise<boolean> {
  return (await currentMember(client).catch(() => null)) !== null;
}

/** A redirect that carries the cookies which the check has just renewed or removed. */
function leadTo(path: string, request: NextRequest, checked: NextResponse): NextResponse {
  const redirect = NextResponse.redirect(new URL(path, request.url));
  for (const cookie of checked.cookies.getAll()) redirect.cookies.set(cookie);
  redirect.headers.set("Cache-Control", "private, no-store");
  return redirect;
}

/** False for escapes that are no UTF-8, over which Next would answer 500. */
function canBeDecoded(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

/** The answer to an address that nobody can read, in the form of what would have answered. */
function unreadable(pathname: string): Response {
  const message = "This address cannot be read.";
  if (!pathname.startsWith("/api/")) return inWords(message, 400);
  return Response.json(
    { error: { code: "invalid_request", message } },
    { status: 400, headers: { "Cache-Control": "no-store" } },
  );
}

/** A refusal in one sentence: in just these words Next shows it where a script has sent a form. */
function inWords(sentence: string, status: number): Response {
  return new Response(sentence, {
    status,
    headers: { "Content-Type": "text/plain", "Cache-Control": "no-store" },
  });
}

// Everything but routes that answer with data, and files; of these, those whose address has escapes, which may be unreadable.
export const config = {
  matcher: ["/((?!api/|s/[^/]+/[^/]+$|_next/|.*\\.(?:js|svg|ico|png|txt)$).*)", "/(.*%.*)"],
};
