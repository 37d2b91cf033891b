import { preflight } from "#lib/http/cors.ts";
import { ingest } from "#lib/ingest/ingest.ts";
import { services } from "#lib/operations/services.ts";

export function POST(request: Request): Promise<Response> {
  return ingest(request, services);
}

export function OPTIONS(): Response {
  return preflight();
}
