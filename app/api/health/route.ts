import { healthAnswer } from "#lib/ingest/operations.ts";

export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return healthAnswer();
}
