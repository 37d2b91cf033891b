import { originAllowed } from "#lib/http/allowed-origins.ts";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { lookupFor } from "#lib/http/remembered-lookup.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import type { Judged } from "#lib/ingest/batch-schema.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";

/** Step "owner and origin": finds the owner, and refuses pages that may not send for it. */
export async function ownerAndOrigin(
  known: Arrival & Judged,
): Promise<{ owner: IngestOwner; address: string } | Refusal> {
  const { request, services, socketAddress, batch } = known;
  const address = clientAddress(request.headers, socketAddress);
  const owner = await lookupFor(
    services.findOwner,
    batch.user_code,
    services.limits.unknownCodes,
    clientNetwork(address),
  );
  if (owner === "unavailable") return refuse("unavailable", { retryAfter: 5 });
  if (owner === null) return refuse("unknown_owner");
  if ("retryAfter" in owner) return refuse("rate_limited", owner);
  const { headers } = request;
  if (!originAllowed(headers.get("origin"), owner.allowed_origins, headers.get("host"))) {
    await countRefused(known, owner, address);
    return refuse("origin_not_allowed");
  }
  return { owner, address };
}

/** Counts the refused events for the owner to see, within the client's limit: a stranger could send any number. */
async function countRefused(known: Arrival & Judged, owner: IngestOwner, address: string): Promise<void> {
  const { services, batch } = known;
  const events = batch.events.length;
  if ((await services.limits.client(clientNetwork(address), events)) > 0) return;
  const counts = { filtered: {}, rejected: { origin_not_allowed: events } };
  const nothing = { user_code: owner.user_code, session: null, page_views: [], clicks: [] };
  await services.coalescer.add({ ...nothing, ...counts }, events, 0);
}
