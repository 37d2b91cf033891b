import { cleanText, cut } from "#lib/ingest/clean-text.ts";

const LONGEST_PAGE = 200;

/** One character as UTF-8 and percent-escaped. */
const ESCAPED =
  /%[0-7][\da-f]|%[cd][\da-f]%[89ab][\da-f]|%e[\da-f](?:%[89ab][\da-f]){2}|%f[0-7](?:%[89ab][\da-f]){3}/gi;

/** What stays escaped: bytes that are no UTF-8, and what is structural. */
const UNDECODED = /%[\da-f]{2}/gi;

/** What would mean something else in a path without its escape. */
const STRUCTURAL = new Set(["/", "?", "#", "%", "\\"]);

/** A visit's own id that some servers put into every address. */
const SESSION_IDS = [
  /;(?:jsessionid|phpsessid|aspsessionid\w*|session_?id|sess_?id|sid|cfid|cftoken)=[^/;]*/gi,
  /\/\([asf]\([^()/]{8,}\)\)/gi,
];

/** Parameters of an address whose `?` got lost. */
const STRAY_PARAMETERS = /&(?:utm_\w+|fbclid|gclid|msclkid|mc_\w+|igsh|si|s)=.*$/i;

/**
 * What is kept of a page: its path or its name, in one form however it was written, at most 200 long. Host, query and fragment
 * may hold personal data, and are dropped, as are session ids. Percent-escapes are decoded, repeated slashes are one, and a
 * slash at the end is none; upper and lower case stay apart. `""` for what cannot be read.
 */
export function pagePath(value: unknown): string {
  const page = cleanText(value, Number.POSITIVE_INFINITY);
  const path = page.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  // An address without a path is its site's first page.
  if (path.trim() === "") return page === "" ? "" : "/";
  let decoded = cleanText(
    path.replace(ESCAPED, decode).replace(UNDECODED, upperCase),
    Number.POSITIVE_INFINITY,
  );
  for (const id of SESSION_IDS) decoded = decoded.replace(id, "");
  const plain = decoded.replace(STRAY_PARAMETERS, "");
  if (!plain.startsWith("/")) return cut(plain, LONGEST_PAGE).trim();
  // Cut before the end is looked at, which may be a slash then, with spaces around it.
  return cut(plain.replace(/\/{2,}/g, "/"), LONGEST_PAGE).replace(/[/ ]+$/, "") || "/";
}

function decode(escaped: string): string {
  try {
    const character = decodeURIComponent(escaped);
    return STRUCTURAL.has(character) ? escaped : character;
  } catch {
    // Overlong forms and halves of surrogate pairs are no UTF-8.
    return escaped;
  }
}

function upperCase(escaped: string): string {
  return escaped.toUpperCase();
}
