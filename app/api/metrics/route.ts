import { metricsAnswer } from "#lib/ingest/operations.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return metricsAnswer(request);
}
