import { healthAnswer } from "#lib/operations/health-and-metrics.ts";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return healthAnswer(request);
}
