import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A Supabase that writes down what it is asked: `POST /rest/v1/rpc/analytics_dashboard`. */
export type CountedSupabase = {
  url: string;
  asked: string[];
  /** What it says instead of asking, by what it is asked: nothing at all where this is null. */
  refused: Map<string, { status: number; body: object } | null>;
  close(): Promise<void>;
};

/** Stands in front of a Supabase and passes everything on. */
export async function countedSupabase(behind: string): Promise<CountedSupabase> {
  const asked: string[] = [];
  const refused: CountedSupabase["refused"] = new Map();
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    const question = `${request.method} ${path.split("?")[0]}`;
    asked.push(question);
    const refusal = refused.get(question);
    if (refusal === null) return;
    if (refusal) {
      response.writeHead(refusal.status, { "Content-Type": "application/json" });
      response.end(JSON.stringify(refusal.body));
      return;
    }
    const answer = await fetch(behind + path, {
      method: request.method,
      headers: passedOn(request),
      body: request.method === "GET" || request.method === "HEAD" ? undefined : await bodyOf(request),
      redirect: "manual",
    });
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, {
      "Content-Type": answer.headers.get("content-type") ?? "application/json",
      "Content-Length": body.length,
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    refused,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const names = [
    "authorization",
    "apikey",
    "content-type",
    "accept",
    "accept-profile",
    "content-profile",
    "prefer",
  ];
  return Object.fromEntries(names.flatMap((name) => (headers[name] ? [[name, String(headers[name])]] : [])));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString("utf8");
}
