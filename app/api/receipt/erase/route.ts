import { preflight } from "#lib/http/allowed-origins.ts";
import { answerErasure } from "#lib/privacy/visit-receipt.ts";

export function POST(request: Request): Promise<Response> {
  return answerErasure(request);
}

export function OPTIONS(): Response {
  return preflight();
}
