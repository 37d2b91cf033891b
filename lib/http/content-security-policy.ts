/**
 * What a page may load. Scripts: our own files, and inline ones only with this answer's nonce, which Next puts on its
 * own. Styles may stand inline: charts and bars carry their sizes as style attributes, which no nonce can cover.
 * @param nonce unguessable and used once
 * @param frameOrigins the origins whose pages may frame this one; each is a scheme, a host and a port
 */
export function contentSecurityPolicy(
  nonce: string,
  { development = false, frameOrigins = [] }: { development?: boolean; frameOrigins?: string[] } = {},
): string {
  const directives: Record<string, string[]> = {
    "default-src": ["'self'"],
    // React's development build rebuilds server stacks with eval; the production build never does.
    "script-src": ["'self'", `'nonce-${nonce}'`, ...(development ? ["'unsafe-eval'"] : [])],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'", "data:"],
    "connect-src": ["'self'", ...(development ? ["ws:"] : [])],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": frameOrigins.length > 0 ? frameOrigins : ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ")}`)
    .join("; ");
}
