import { CORS_HEADERS } from "#lib/http/allowed-origins.ts";
import { logFault } from "#lib/http/faults.ts";
import { type Arrival, Pipeline, type Services } from "#lib/ingest/arrival.ts";
import { schema } from "#lib/ingest/batch-schema.ts";
import { bot } from "#lib/ingest/bot-filter.ts";
import { enrich } from "#lib/ingest/enrich.ts";
import { ownerAndOrigin } from "#lib/ingest/find-owner.ts";
import { answer, flush } from "#lib/ingest/flush.ts";
import { rateLimit } from "#lib/ingest/rate-limit.ts";
import { parse, size } from "#lib/ingest/read-body.ts";
import { refusalAnswer, refuse } from "#lib/ingest/refusals.ts";

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

/**
 * `POST /api/ingest`, for whichever server received it. A 2xx is sent after the events are committed. Never rejects,
 * never answers 500: what goes wrong here is `unavailable`, and the sender keeps its events.
 * @param services of this process, which may fail to be made
 */
export async function ingest(
  request: Request,
  services: () => Services,
  connection: Pick<Arrival, "chunks" | "socketAddress"> = {},
): Promise<Response> {
  try {
    const running = services();
    const known = await steps.run({ ...connection, request, services: running, receivedAt: running.now() });
    // A server that stops waits for its connections, which busy clients would keep open.
    const headers: Record<string, string> = running.coalescer.depth.draining ? { Connection: "close" } : {};
    if ("refused" in known) {
      running.metrics.refused(known.refused);
      return refusalAnswer(known, headers);
    }
    running.metrics.answered(known.result, known.filter);
    return Response.json(known.result, { headers: { ...CORS_HEADERS, ...headers } });
  } catch (error) {
    logFault("ingest", { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return refusalAnswer(refuse("unavailable", { retryAfter: 5 }));
  }
}
