import type { BatchError } from "#lib/contract.ts";
import { CORS_HEADERS } from "#lib/http/cors.ts";
import { logFault } from "#lib/http/log-fault.ts";
import { bot } from "#lib/ingest/bot-filter.ts";
import { enrich } from "#lib/ingest/enrich.ts";
import { ownerAndOrigin } from "#lib/ingest/find-owner.ts";
import { flush } from "#lib/ingest/flush.ts";
import { Pipeline } from "#lib/ingest/pipeline.ts";
import { rateLimit } from "#lib/ingest/rate-limit.ts";
import { size } from "#lib/ingest/read-body.ts";
import { REFUSALS, type Refusal, refuse } from "#lib/ingest/refusals.ts";
import { answer } from "#lib/ingest/steps/answer.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";
import { parse } from "#lib/ingest/steps/parse.ts";
import { schema } from "#lib/ingest/steps/schema.ts";
import { services as processServices, type Services } from "#lib/operations/services.ts";

/** From a request to stored events, in this order. */
export const steps = new Pipeline<Arrival>()
  .step("size", size)
  .step("parse", parse)
  .step("schema", schema)
  .step("owner and origin", ownerAndOrigin)
  .step("rate limit", rateLimit)
  .step("bot", bot)
  .step("enrich", enrich)
  .step("flush", flush)
  .step("answer", answer);

type Options = Pick<Arrival, "chunks" | "socketAddress"> & { services?: Services };

/**
 * `POST /api/ingest`, for whichever server received it. A 2xx is sent after the events are committed. Never rejects,
 * never answers 500: what goes wrong here is `unavailable`, and the sender keeps its events.
 */
export async function ingest(request: Request, options: Options = {}): Promise<Response> {
  try {
    const { services = processServices(), ...arrival } = options;
    const known = await steps.run({ ...arrival, request, services, receivedAt: services.now() });
    // A server that stops waits for its connections, which busy clients would keep open.
    const headers: Record<string, string> = services.coalescer.depth.draining ? { Connection: "close" } : {};
    if ("refused" in known) {
      services.metrics.refused(known.refused);
      return refusal(known, headers);
    }
    services.metrics.answered(known.result, known.filter);
    return Response.json(known.result, { headers: { ...CORS_HEADERS, ...headers } });
  } catch (error) {
    logFault("ingest", { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return refusal(refuse("unavailable", { retryAfter: 5 }));
  }
}

function refusal({ refused, message, retryAfter }: Refusal, headers: Record<string, string> = {}): Response {
  const body: BatchError = { error: { code: refused, message } };
  const wait: Record<string, string> = retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) };
  return Response.json(body, {
    status: REFUSALS[refused].status,
    headers: { ...CORS_HEADERS, ...wait, ...headers },
  });
}
