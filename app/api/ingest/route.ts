import { preflight } from "#lib/http/allowed-origins.ts";
import { ingest } from "#lib/ingest/ingest.ts";
import { services } from "#lib/operations/services.ts";

export function POST(request: Request): Promise<Response> {
  return ingest(request, services);
}

export function OPTIONS(): Response {
  return preflight();
}
