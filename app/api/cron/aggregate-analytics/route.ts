import { environment } from "#lib/http/environment.ts";
import { bearerAllowed } from "#lib/http/secrets.ts";
import { type NightlyResult, rollUp } from "#lib/operations/nightly.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

export const dynamic = "force-dynamic";
/** Seconds; the longest a request may take on Vercel's smallest plan. */
export const maxDuration = 60;
const BUDGET_MS = 50_000;

const headers = { "Cache-Control": "no-store" };

export async function GET(request: Request): Promise<Response> {
  if (!bearerAllowed(request, environment().cronSecret)) {
    const message = "Send Authorization: Bearer followed by CRON_SECRET.";
    return Response.json({ error: { code: "unauthorized", message } }, { status: 401, headers });
  }
  const result = await rollUp(serviceClient(), BUDGET_MS);
  return Response.json(result, { status: statusOf(result), headers });
}

/** A day that could not be rebuilt, or retention that failed, must not look like success in the log of whoever calls. */
function statusOf(result: NightlyResult): number {
  if ("error" in result) return 503;
  return result.failed.length > 0 || result.retention === null ? 500 : 200;
}

/** Says whether the secret is right, and runs nothing: Next.js would answer HEAD by running GET. */
export function HEAD(request: Request): Response {
  return new Response(null, {
    status: bearerAllowed(request, environment().cronSecret) ? 204 : 401,
    headers,
  });
}
