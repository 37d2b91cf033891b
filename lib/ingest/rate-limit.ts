import { clientNetwork } from "#lib/http/client-address.ts";
import type { Environment } from "#lib/http/environment.ts";
import { hashedKey, sharedLimits, tokenBuckets } from "#lib/http/rate-limits.ts";
import type { Arrival, IngestLimits } from "#lib/ingest/arrival.ts";
import type { Judged } from "#lib/ingest/batch-schema.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";

/** Refuses with `Retry-After`. The client's limit comes first, so that one client cannot use up its owner's. */
export async function rateLimit(
  known: Arrival & Judged & { owner: IngestOwner; address: string },
): Promise<Record<never, never> | Refusal> {
  const { services, batch, owner, address, teller } = known;
  // What a browser says it has lost is counted too, so it costs as much.
  const cost = batch.events.length + batch.dropped;
  // Of visitors whose address a server does not know, each owner's count as one client.
  const client = teller && address === "" ? owner.user_code : clientNetwork(address);
  const retryAfter =
    (await services.limits.client(client, cost)) || (await services.limits.owner(owner.user_code, cost));
  return retryAfter > 0 ? refuse("rate_limited", { retryAfter }) : {};
}

/** The limits that the environment asks for. */
export function ingestLimits({
  clientRate,
  ownerRate,
  limitStore,
}: Pick<Environment, "clientRate" | "ownerRate" | "limitStore">): IngestLimits {
  // Every unknown code costs a call of the database, so they are limited apart from events, and not in the database.
  const unknownCodes = tokenBuckets(clientRate && { events: 120, seconds: 60 });
  if (limitStore.store === "memory") {
    return {
      client: tokenBuckets(clientRate).take,
      owner: tokenBuckets(ownerRate).take,
      unknownCodes,
    };
  }
  const shared = sharedLimits(limitStore.databaseUrl);
  return {
    client: shared("client", clientRate, hashedKey).take,
    owner: shared("owner", ownerRate, (userCode) => userCode).take,
    unknownCodes,
  };
}
