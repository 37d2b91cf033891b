import { metricsAnswer } from "#lib/operations/operations.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return metricsAnswer(request);
}
