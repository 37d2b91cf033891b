import { createServer, type IncomingMessage, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { preflight } from "#lib/http/allowed-origins.ts";
import { ingest } from "#lib/ingest/ingest.ts";
import { healthAnswer, metricsAnswer } from "#lib/operations/health-and-metrics.ts";
import { type Door, services } from "#lib/operations/services.ts";

/**
 * Here waiting costs nothing, so the default is the longest pace: with 20 s a day of 10,000 visitors still falls short of 95 %
 * fewer writes than events (`npm run bench:writes`).
 */
const STANDALONE: Door = { paceMs: 25_000, isDirect: true };

/** Ingest without Next.js: the same core behind a plain HTTP server. */
export function standaloneServer(): Server {
  services(STANDALONE);
  const listener = getRequestListener(
    (request, { incoming }) => route(request, incoming as IncomingMessage),
    { overrideGlobalObjects: false },
  );
  // An idle connection is kept longer than a proxy keeps it (60 s by most): the proxy would send into one that has just ended.
  return createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 75_000 }, listener);
}

async function route(request: Request, incoming: IncomingMessage): Promise<Response> {
  const { method } = request;
  switch (new URL(request.url).pathname) {
    case "/api/ingest":
      if (method === "POST") return ingest(request, services, bodyAndAddress(incoming));
      return method === "OPTIONS" ? preflight() : notAllowed("POST, OPTIONS");
    case "/api/health":
      return method === "GET" ? healthAnswer(request, incoming.socket.remoteAddress) : notAllowed("GET");
    case "/api/metrics":
      return method === "GET" ? metricsAnswer(request) : notAllowed("GET");
    default:
      return Response.json(
        { error: { code: "not_found", message: "There is nothing here." } },
        { status: 404 },
      );
  }
}

/** Read as Node.js has it: wrapping every body into a web stream costs more than parsing it. */
function bodyAndAddress(incoming: IncomingMessage) {
  // The connection must outlive a body that is refused half-read, or the sender would never learn why.
  const chunks: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => incoming.iterator({ destroyOnReturn: false }),
  };
  return { chunks, socketAddress: incoming.socket.remoteAddress };
}

function notAllowed(allow: string): Response {
  return new Response(null, { status: 405, headers: { Allow: allow } });
}
