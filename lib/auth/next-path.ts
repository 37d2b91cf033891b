/** Only for resolving paths; no request ever goes there. */
const BASE = "https://daybook.invalid";

/**
 * Where to go after signing in: `value` if it is a path on this site, else `fallback`.
 * Anything that a browser could read as another site (`//evil.example`, `/\evil.example`, `/.//evil.example`,
 * `https:…`) is refused, so that a sign-in link can never be bent into leading elsewhere.
 */
export function nextPath(value: unknown, fallback = "/dashboard"): string {
  if (typeof value !== "string" || !value.startsWith("/") || !URL.canParse(value, BASE)) return fallback;
  const url = new URL(value, BASE);
  const path = `${url.pathname}${url.search}${url.hash}`;
  // Checked after parsing: `/.//evil.example` only turns into `//evil.example` there.
  return url.origin === BASE && !path.startsWith("//") ? path : fallback;
}

/** The address of the sign-in page that leads on to `path`. */
export function signInPath(path: string): string {
  return `/sign-in?next=${encodeURIComponent(path)}`;
}
