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

/** Longer than a hosted Supabase lets a statement of its API take (8 s), so that only silence is cut off. */
const PATIENCE_MS = 12_000;

/** `fetch` that gives up when no answer comes: a database that hangs must not leave people before an empty page. */
export function patientFetch(patienceMs = PATIENCE_MS): typeof fetch {
  return (input, init) => {
    const limit = AbortSignal.timeout(patienceMs);
    return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
  };
}
