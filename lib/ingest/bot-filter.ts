import { isbot } from "isbot";
import { addressHash } from "#lib/http/secrets.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import { readOnce } from "#lib/ingest/device.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import type { FilterCode } from "#lib/ingest/write/payload.ts";

/** Step "bot": names the reason not to count this sender, if there is one. */
export function bot(known: Arrival & { owner: IngestOwner; address: string }): { filter: FilterCode | null } {
  const { request, owner, address, teller } = known;
  const filter = filterOf(request.headers, teller);
  if (filter || owner.excluded_addresses.length === 0 || address === "") return { filter };
  const excluded = owner.excluded_addresses.includes(addressHash(owner.user_code, address));
  return { filter: excluded ? "excluded_address" : null };
}

/**
 * Why a request's events are not a person's, or not to be counted; null for everyone else.
 * Filtered events are answered like stored ones: the sender is not to try again.
 */
function filterOf(headers: Headers, teller: Arrival["teller"]): FilterCode | null {
  if (headers.get("dnt") === "1" || headers.get("sec-gpc") === "1") return "privacy";
  if (isPrefetch(headers)) return "prefetch";
  const userAgent = headers.get("user-agent")?.trim() ?? "";
  // A browser always has one; a server may not have been told.
  if (userAgent === "") return teller ? null : "no_user_agent";
  return machineOf(userAgent).filter;
}

/** The filter of a user agent that says it is no person's. */
const machineOf = readOnce((userAgent): { filter: FilterCode | null } => {
  // Before isbot, which knows headless browsers too, so that the owner reads the more exact name.
  if (/headless|phantomjs|puppeteer|playwright/i.test(userAgent)) return { filter: "headless" };
  return { filter: isbot(userAgent) ? "bot" : null };
});

/** The page was loaded ahead of need (`Sec-Purpose: prefetch;prerender`; older: `Purpose`, `X-Moz`): nobody saw it. */
function isPrefetch(headers: Headers): boolean {
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ""),
  );
}
