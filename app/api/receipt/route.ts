import { preflight } from "#lib/http/allowed-origins.ts";
import { answerReceipt } from "#lib/privacy/visit-receipt.ts";

export function POST(request: Request): Promise<Response> {
  return answerReceipt(request);
}

export function OPTIONS(): Response {
  return preflight();
}
