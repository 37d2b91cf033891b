import { type Refusal, refuse } from "#lib/ingest/refusals.ts";

/** The body as JSON; its type (`text/plain` from a beacon) does not matter. */
export function parse({ body }: { body: Uint8Array }): { json: unknown } | Refusal {
  try {
    return { json: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)) };
  } catch {
    return refuse("invalid_json");
  }
}
