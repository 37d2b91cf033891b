import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { environment, type Rate } from "#lib/http/environment.ts";
import { accountLimits, type Buckets, limitNamed, tokenBuckets } from "#lib/http/rate-limits.ts";

/**
 * Requests of one client to one process, which they protect; those of ingest stand apart. A crowd in one hall that scans one code at once
 * gets through.
 */
const RATES = {
  share: { events: 600, seconds: 60 },
  card: { events: 600, seconds: 60 },
  health: { events: 120, seconds: 60 },
  /** Dashboards for people without an account, with their refreshes. */
  link: { events: 600, seconds: 60 },
  /** Questions with filters there, which are counted from raw events. */
  linkFilters: { events: 40, seconds: 60 },
  /** Previews of links that are recorded; further ones are made without a record. */
  preview: { events: 60, seconds: 60 },
  /** What is stored of a visit, for whoever made it. */
  receipt: { events: 60, seconds: 60 },
  /** Erasing a visit, which has a day counted anew. */
  erase: { events: 10, seconds: 60 },
} satisfies Record<string, Rate>;

export type Door = keyof typeof RATES;

/** Kept on `globalThis`, since Next.js bundles every route by itself. */
const KEY = Symbol.for("daybook.http.doors");
const kept = globalThis as { [KEY]?: Record<Door, Buckets> };

/** Seconds for which a client has to wait at a door; 0: it may pass, and has. `INGEST_CLIENT_RATE=off` opens all. */
export async function waitAt(door: Door, headers: Headers, socketAddress?: string): Promise<number> {
  if (environment().clientRate === null) return 0;
  return bucketsOf(door).take(clientNetwork(clientAddress(headers, socketAddress)), 1);
}

/** Wrong passwords of one network, at all links and at one of them. */
const LINK_PASSWORDS = { network: 30, account: 10, seconds: 900 };

/**
 * Tries a password at a link. Each network has a few wrong tries, also where `INGEST_CLIENT_RATE` is off; what is tried beyond them is
 * not looked at. Where nothing says which network asks, each link has as many tries as one network.
 */
export async function tryPassword(
  headers: Headers,
  tokenHash: string,
  isRight: () => Promise<boolean>,
): Promise<"right" | "wrong" | "wait"> {
  const network = clientNetwork(clientAddress(headers)) || `anywhere, at ${tokenHash}`;
  const limits = accountLimits(LINK_PASSWORDS, (name, rate) => limitNamed(`link-password:${name}`, rate));
  // Taken before the password is tried, so that many tries at once cannot slip through together.
  if ((await limits.take(network, tokenHash)) > 0) return "wait";
  if (!(await isRight())) return "wrong";
  limits.succeeded(network, tokenHash);
  return "right";
}

function bucketsOf(door: Door): Buckets {
  kept[KEY] ??= {
    share: tokenBuckets(RATES.share),
    card: tokenBuckets(RATES.card),
    health: tokenBuckets(RATES.health),
    preview: tokenBuckets(RATES.preview),
    receipt: tokenBuckets(RATES.receipt),
    erase: tokenBuckets(RATES.erase),
    link: tokenBuckets(RATES.link),
    linkFilters: tokenBuckets(RATES.linkFilters),
  };
  return kept[KEY][door];
}

/** The answer to a client who has to wait. */
export function tooMany(seconds: number): Response {
  return new Response("Too many requests in a short time. Please try again later.\n", {
    status: 429,
    headers: {
      "Retry-After": String(seconds),
      "Cache-Control": "no-store",
      "Content-Type": "text/plain; charset=utf-8",
    },
  });
}
