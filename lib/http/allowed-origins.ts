/** Scheme, `*.`, host (or an IPv6 address in brackets) and port; each but the host may be missing. */
const PATTERN = /^(?:(https?):\/\/)?(\*\.)?([^\s:/*]+|\[[^\]\s/]+\])(?::(\d{1,5}|\*))?\/?$/;

/** Whether a text can be one of an owner's allowed origins. */
export function isOriginPattern(text: string): boolean {
  const host = PATTERN.exec(text)?.[3];
  return host !== undefined && asBrowsersWrite(host) !== undefined;
}

/** A host as an `Origin` has it: names in other scripts in their ASCII form. Undefined for what can be no host. */
function asBrowsersWrite(host: string): string | undefined {
  return /^[!-~]+$/.test(host) ? host : URL.parse(`https://${host}`)?.hostname;
}

/**
 * True if a browser's `Origin` may send events for an owner. No patterns: any origin may. A pattern is an origin
 * (`https://example.com`, `http://localhost:3000`); `*.` before the host stands for any subdomain, `:*` for any port.
 * Without a scheme either of http and https will do. Daybook's own pages (`host`) may always: it serves the cards.
 */
export function originAllowed(
  origin: string | null,
  patterns: readonly string[],
  host: string | null,
): boolean {
  if (patterns.length === 0) return true;
  const sender = parse(origin ?? "");
  if (!sender) return false;
  if (sender.authority === host?.toLowerCase()) return true;
  return patterns.some((pattern) => matches(sender, pattern.trim().toLowerCase()));
}

type Sender = { scheme: string; hostname: string; port: string; authority: string };

function parse(origin: string): Sender | null {
  const url = URL.parse(origin);
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  return { scheme: url.protocol.slice(0, -1), hostname: url.hostname, port: url.port, authority: url.host };
}

function matches(sender: Sender, pattern: string): boolean {
  const parts = PATTERN.exec(pattern);
  if (!parts) return false;
  const [, scheme, wildcard, name = "", port] = parts;
  const hostname = asBrowsersWrite(name);
  if (scheme && scheme !== sender.scheme) return false;
  if (port !== "*" && plainPort(port ?? "", sender.scheme) !== sender.port) return false;
  return wildcard ? sender.hostname.endsWith(`.${hostname}`) : sender.hostname === hostname;
}

/** As the URL parser writes a port: nothing for the scheme's own. */
function plainPort(port: string, scheme: string): string {
  const own = scheme === "https" ? "443" : "80";
  return port === own ? "" : port;
}

/**
 * Any origin may read the answers, errors too: they say nothing that a stranger could use, and which origins an owner
 * accepts is decided by the body, which a preflight does not carry. No credentials are ever read.
 */
export const CORS_HEADERS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Retry-After",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Cache-Control": "no-store",
};

/** The answer to `OPTIONS /api/ingest`, good for a day. */
export function preflight(): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...CORS_HEADERS,
      "Access-Control-Allow-Methods": "POST",
      "Access-Control-Allow-Headers": "Content-Type",
      "Access-Control-Max-Age": "86400",
    },
  });
}
