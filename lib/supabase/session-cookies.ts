import type { CookieOptionsWithName } from "@supabase/ssr";

/**
 * How the cookies that hold a member's session are set. No script of a page ever reads them: there is no Supabase
 * client in the browser. `lax` keeps them off requests that other sites make, except for following a link here.
 * @param headers of the request, whose protocol a proxy names; without one it came by plain http
 */
export function sessionCookies(headers: { get(name: string): string | null }): CookieOptionsWithName {
  const isHttps = headers.get("x-forwarded-proto")?.split(",")[0]?.trim() === "https";
  return { httpOnly: true, sameSite: "lax", secure: isHttps, path: "/" };
}

/** Whether a cookie holds a part of a session. */
export function isSessionCookie(name: string): boolean {
  return /^sb-.*-auth-token(\.\d+)?$/.test(name);
}
