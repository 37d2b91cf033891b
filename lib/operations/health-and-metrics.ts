import { clientAddress } from "#lib/http/client-address.ts";
import { tooMany, waitAt } from "#lib/http/door-limits.ts";
import { environment } from "#lib/http/environment.ts";
import { bearerAllowed } from "#lib/http/secrets.ts";
import { health } from "#lib/operations/health.ts";
import { services } from "#lib/operations/services.ts";
import { serviceClient } from "#lib/supabase/service-client.ts";

/**
 * `GET /api/health`: 200 when events can be stored, 503 when not, with advice; `degraded` is 200 too. Who knows CRON_SECRET is
 * told as which address this request counts, too (the doctor holds it against what it knows); others may ask 120 times a minute.
 * @param socketAddress of the connection, where the server knows it
 */
export async function healthAnswer(request: Request, socketAddress?: string): Promise<Response> {
  const isOperator = bearerAllowed(request, environment().cronSecret);
  const wait = isOperator ? 0 : await waitAt("health", request.headers, socketAddress);
  if (wait > 0) return tooMany(wait);
  const state = await health(serviceClient(), services());
  const caller = isOperator ? { client_address: clientAddress(request.headers, socketAddress) } : {};
  return Response.json(
    { ...state, ...caller },
    {
      status: state.status === "unavailable" ? 503 : 200,
      headers: { "Cache-Control": "no-store" },
    },
  );
}

/** `GET /api/metrics`: for Prometheus, with `Authorization: Bearer $METRICS_TOKEN`; without a token it refuses everyone. */
export async function metricsAnswer(request: Request): Promise<Response> {
  if (!bearerAllowed(request, environment().metricsToken)) {
    const message = "Send Authorization: Bearer followed by METRICS_TOKEN.";
    return Response.json({ error: { code: "unauthorized", message } }, { status: 401 });
  }
  const { registry } = services().metrics;
  return new Response(await registry.metrics(), {
    headers: { "Content-Type": registry.contentType, "Cache-Control": "no-store" },
  });
}
