import { health } from "#lib/ingest/health.ts";
import { serviceClient } from "#lib/supabase/service.ts";

export const dynamic = "force-dynamic";

export async function GET(): Promise<Response> {
  const state = await health(serviceClient());
  return Response.json(state, {
    status: state.status === "ok" ? 200 : 503,
    headers: { "Cache-Control": "no-store" },
  });
}
