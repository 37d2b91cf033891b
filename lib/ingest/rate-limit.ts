import { clientNetwork } from "#lib/http/client-address.ts";
import type { IngestOwner } from "#lib/ingest/owners.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";
import type { Judged } from "#lib/ingest/steps/schema.ts";

/** A batch costs as many as it has events. The client's limit comes first, so that one client cannot use up its owner's. */
export async function rateLimit(
  known: Arrival & Judged & { owner: IngestOwner; address: string },
): Promise<Record<never, never> | Refusal> {
  const { services, batch, owner, address } = known;
  const cost = batch.events.length;
  const retryAfter =
    (await services.limits.client(clientNetwork(address), cost)) ||
    (await services.limits.owner(owner.user_code, cost));
  return retryAfter > 0 ? refuse("rate_limited", { retryAfter }) : {};
}
