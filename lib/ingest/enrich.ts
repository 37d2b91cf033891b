import type { Arrival } from "#lib/ingest/arrival.ts";
import type { Judged } from "#lib/ingest/batch-schema.ts";
import { deviceOf } from "#lib/ingest/device.ts";
import type { IngestOwner } from "#lib/ingest/owner-lookup.ts";
import { channelOf, referrerHost } from "#lib/ingest/referrer-channel.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import { visitorOfDay, visitorOfSession } from "#lib/ingest/visitor-salt.ts";
import type { FilterCode, SessionRow } from "#lib/ingest/write/payload.ts";
import { dayIn } from "#lib/owners/owner-day.ts";

type Known = Arrival & Judged & { owner: IngestOwner; address: string; filter: FilterCode | null };

/** Step "enrich": makes the session's row of what the request says. Address and user agent go no further. */
export async function enrich(known: Known): Promise<{ session: SessionRow | null } | Refusal> {
  // A filtered batch stores no session.
  if (known.filter !== null || known.events.length === 0) return { session: null };
  const { request, batch } = known;
  const { session } = batch;
  const visitor = await visitorOf(known);
  if (visitor === "unavailable") return refuse("unavailable", { retryAfter: 5 });
  const host = referrerHost(session.referrer, request.headers.get("origin"));
  return {
    session: {
      id: session.id,
      started_at: new Date(session.started_at).toISOString(),
      visitor_id: visitor,
      share_code: batch.share_code,
      referrer: host,
      channel: channelOf(host, session.utm),
      utm_source: session.utm.source,
      utm_medium: session.utm.medium,
      utm_campaign: session.utm.campaign,
      country: countryOf(request.headers),
      ...deviceOf(request.headers.get("user-agent") ?? ""),
      language: /^([a-z]{2,3})(-|$)/i.exec(session.language)?.[1]?.toLowerCase() ?? "",
    },
  };
}

/** The visitor of the day on which the session began, by the owner's clock. */
async function visitorOf({ request, batch, owner, address, services, teller }: Known): Promise<string> {
  if (teller === "session") return visitorOfSession(owner.user_code, batch.session.id);
  const found = await services.findSalt(dayIn(owner.time_zone, batch.session.started_at));
  if (found === "unavailable") return found;
  if (found.salt === null) return visitorOfSession(owner.user_code, batch.session.id);
  return visitorOfDay(found.salt, owner.user_code, address, request.headers.get("user-agent") ?? "");
}

/**
 * Country (ISO 3166-1, `DE`) as the platform's edge says it; `""` where it does not. No address is looked up anywhere, and
 * no place smaller than a country is kept: nobody sees one, and it would tell people apart.
 */
export function countryOf(headers: Headers): string {
  const country = first(headers, ["x-vercel-ip-country", "cf-ipcountry"]).toUpperCase();
  // Cloudflare writes XX for "unknown" and T1 for Tor.
  return /^[A-Z]{2}$/.test(country) && country !== "XX" ? country : "";
}

function first(headers: Headers, names: string[]): string {
  return names.map((name) => headers.get(name)?.trim() ?? "").find((value) => value !== "") ?? "";
}
