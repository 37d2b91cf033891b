import { filterOf } from "#lib/ingest/filters.ts";
import type { IngestOwner } from "#lib/ingest/owners.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";
import type { FilterCode } from "#lib/ingest/write/payload.ts";
import { addressHash } from "#lib/owners/excluded-addresses.ts";

/** Names the reason not to count this sender, if there is one. */
export function bot(known: Arrival & { owner: IngestOwner; address: string }): { filter: FilterCode | null } {
  const { request, owner, address } = known;
  const filter = filterOf(request.headers);
  if (filter || owner.excluded_addresses.length === 0 || address === "") return { filter };
  const excluded = owner.excluded_addresses.includes(addressHash(owner.user_code, address));
  return { filter: excluded ? "excluded_address" : null };
}
