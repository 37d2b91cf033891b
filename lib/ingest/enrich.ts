import { deviceOf } from "#lib/ingest/device.ts";
import type { IngestOwner } from "#lib/ingest/owners.ts";
import { placeOf } from "#lib/ingest/place.ts";
import { channelOf, referrerHost } from "#lib/ingest/referrer-channel.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";
import type { Judged } from "#lib/ingest/steps/schema.ts";
import { visitorOfDay, visitorOfSession } from "#lib/ingest/visitor.ts";
import type { FilterCode, SessionRow } from "#lib/ingest/write/payload.ts";
import { dayIn } from "#lib/owners/owner-day.ts";

type Known = Arrival & Judged & { owner: IngestOwner; address: string; filter: FilterCode | null };

/** Turns what the request says about its sender into the session's row; address and user agent end here. */
export async function enrich(known: Known): Promise<{ session: SessionRow | null } | Refusal> {
  // Who is not counted is not looked at.
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
      ...placeOf(request.headers),
      ...deviceOf(request.headers.get("user-agent") ?? ""),
      language: /^([a-z]{2,3})(-|$)/i.exec(session.language)?.[1]?.toLowerCase() ?? "",
    },
  };
}

/** Of the day on which the session began for the owner. */
async function visitorOf({ request, batch, owner, address, services }: Known): Promise<string> {
  const found = await services.findSalt(dayIn(owner.time_zone, batch.session.started_at));
  if (found === "unavailable") return found;
  if (found.salt === null) return visitorOfSession(owner.user_code, batch.session.id);
  return visitorOfDay(found.salt, owner.user_code, address, request.headers.get("user-agent") ?? "");
}
