import type { BatchResult } from "#lib/contract.ts";
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
import { type Refusal, refusalAnswer, refuse } from "#lib/ingest/refusals.ts";
import { ownerOfKey, visitor } from "#lib/ingest/server-events.ts";
import type { FilterCode } from "#lib/ingest/write/payload.ts";

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

/** The same, where a server sends with a key for visitors that it tells of. */
export const keyedSteps = new Pipeline<Arrival & { keyHolder: string }>()
  .step("size", size)
  .step("parse", parse)
  .step("visitor", visitor)
  .step("schema", schema)
  .step("owner", ownerOfKey)
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
export function ingest(
  request: Request,
  services: () => Services,
  connection: Pick<Arrival, "chunks" | "socketAddress"> = {},
): Promise<Response> {
  return answered(services, CORS_HEADERS, (running) =>
    steps.run({ ...connection, request, services: running, receivedAt: running.now() }),
  );
}

/** `POST /api/v1/events`, for whoever holds a key of the owner's; whether it is in force has been asked. As `ingest`. */
export function ingestWithKey(
  request: Request,
  services: () => Services,
  { userCode }: { userCode: string },
): Promise<Response> {
  return answered(services, {}, (running) =>
    keyedSteps.run({ keyHolder: userCode, request, services: running, receivedAt: running.now() }),
  );
}

type Ran = { result: BatchResult; filter: FilterCode | null } | Refusal;

async function answered(
  services: () => Services,
  always: Record<string, string>,
  run: (running: Services) => Promise<Ran>,
): Promise<Response> {
  try {
    const running = services();
    const known = await run(running);
    // A server that stops waits for its connections, which busy clients would keep open.
    const headers = { ...always, ...(running.coalescer.depth.draining && { Connection: "close" }) };
    if ("refused" in known) {
      running.metrics.refused(known.refused);
      return refusalAnswer(known, headers);
    }
    running.metrics.answered(known.result, known.filter);
    return Response.json(known.result, { headers });
  } catch (error) {
    logFault("ingest", { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    return refusalAnswer(refuse("unavailable", { retryAfter: 5 }), always);
  }
}
