import { preflight } from "#lib/http/cors.ts";
import { ingest } from "#lib/ingest/ingest.ts";

export function POST(request: Request): Promise<Response> {
  return ingest(request);
}

export function OPTIONS(): Response {
  return preflight();
}
