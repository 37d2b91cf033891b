import { environment } from "#lib/http/environment.ts";
import { bearerAllowed } from "#lib/http/secrets.ts";
import { type NightlyResult, rollUp } from "#lib/operations/nightly.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

export const dynamic = "force-dynamic";
/** Seconds; the longest a request may take on Vercel's smallest plan. */
export const maxDuration = 60;
const LONGEST_MS = 55_000;

const headers = { "Cache-Control": "no-store" };

export async function GET(request: Request): Promise<Response> {
  if (!bearerAllowed(request, environment().cronSecret)) {
    const message = "Send Authorization: Bearer followed by CRON_SECRET.";
    return Response.json({ error: { code: "unauthorized", message } }, { status: 401, headers });
  }
  const result = await rollUp(serviceClient(), LONGEST_MS);
  return Response.json(result, { status: statusOf(result), headers });
}

/**
 * What could not be done must not look like success in the log of whoever calls: a day that could not be rebuilt, raw events
 * or an owner that could not be removed, and above all a roll-up that did not answer.
 */
function statusOf({ error, failed, set_aside, retention, deletions }: NightlyResult): number {
  if (error?.call === "aggregate_analytics_daily") return 503;
  const inRemovals = (retention?.failed.length ?? 0) + (deletions?.failed.length ?? 0);
  return error || failed.length + set_aside.length + inRemovals > 0 ? 500 : 200;
}

/** Says whether the secret is right, and runs nothing: Next.js would answer HEAD by running GET. */
export function HEAD(request: Request): Response {
  return new Response(null, {
    status: bearerAllowed(request, environment().cronSecret) ? 204 : 401,
    headers,
  });
}
