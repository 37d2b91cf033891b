import { healthAnswer } from "#lib/operations/operations.ts";

export const dynamic = "force-dynamic";

export function GET(): Promise<Response> {
  return healthAnswer();
}
