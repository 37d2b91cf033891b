import { isIP } from "node:net";
import { z } from "zod";
import { clientAddress } from "#lib/http/client-address.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import type { Judged } from "#lib/ingest/batch-schema.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";

/** Visitors as a server tells of them. What it does not know is absent or empty. */
const visitorSchema = z.object({
  address: z
    .string()
    .refine((address) => address === "" || isIP(address) !== 0, "must be an IP address")
    .default(""),
  user_agent: z.string().max(2000).default(""),
  country: z.string().max(64).default(""),
});

/** The header in which an address is handed on, which no client can set: these headers are made here. */
const ADDRESS = { headers: ["x-daybook-visitor"], nearOnly: false };

/**
 * Step "visitor", where a server sends for its visitors: puts the visitor's request, as far as the server tells of it, in the place of
 * the server's own, so that the steps after it read a browser's headers. Of neither address nor user agent is anything kept.
 */
export function visitor(
  known: Arrival & { json: unknown; keyHolder: string },
): { json: unknown; request: Request; address: string; teller: NonNullable<Arrival["teller"]> } | Refusal {
  const json = known.json as { visitor?: unknown; user_code?: unknown } | null;
  if (typeof json !== "object" || json === null) return { ...known, address: "", teller: "session" };
  const parsed = visitorSchema.safeParse(json.visitor ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = ["visitor", ...(issue?.path ?? [])].join(".");
    return refuse("invalid_batch", { message: `Not a batch: ${place}: ${issue?.message}.` });
  }
  const { address, user_agent, country } = parsed.data;
  const headers = new Headers({
    "user-agent": user_agent.replace(/[^\x20-\x7e]/g, ""),
    "cf-ipcountry": /^[A-Za-z]{2}$/.test(country) ? country : "",
    ...(address && { [ADDRESS.headers[0] ?? ""]: address }),
  });
  return {
    json: { ...json, user_code: json.user_code ?? known.keyHolder },
    request: new Request(known.request.url, { headers }),
    address: clientAddress(headers, undefined, ADDRESS),
    teller: address || user_agent ? "server" : "session",
  };
}

/** Step "owner", where a key says whose events these are: the batch can be no other owner's, and comes from no page. */
export async function ownerOfKey(
  known: Arrival & Judged & { keyHolder: string },
): Promise<{ owner: IngestOwner } | Refusal> {
  if (known.batch.user_code !== known.keyHolder) {
    return refuse("invalid_batch", {
      message: "Not a batch: user_code: must be the key's owner, or absent.",
    });
  }
  const owner = await known.services.findOwner(known.keyHolder);
  if (owner === "unavailable") return refuse("unavailable", { retryAfter: 5 });
  return owner ? { owner } : refuse("unknown_owner");
}
