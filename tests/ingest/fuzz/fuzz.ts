/** `npm run test:fuzz [requests] [seed]`: hostile requests against the real server on a native PostgreSQL. */
import { Agent, request as httpRequest } from "node:http";
import fc from "fast-check";
import pg from "pg";
import type { BatchError, BatchResult } from "#lib/contract.ts";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { startApi, startStandalone } from "#tests/bench/ingest-parts.ts";
import { HONEST_HEADERS, type HostileRequest, hostileRequest } from "#tests/ingest/fuzz/requests.ts";

const AT_ONCE = 20;
const ALLOWED = new Set([200, 400, 404, 413]);
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

export type FuzzOutcome = {
  requests: number;
  statuses: Record<number, number>;
  memoryMiB: { early: number; late: number };
};

/**
 * Sends so many hostile requests, twenty at a time.
 * @throws Error with the shortest counterexample: an answer of 5xx or another that has no place in the contract, a batch
 * that only the database refused, or a good event that was not stored.
 */
export async function fuzz(requests: number, seed?: number): Promise<FuzzOutcome> {
  const postgres = await startNativePostgres(["-c", "fsync=off"]);
  const sql = new pg.Client(postgres.url);
  await sql.connect();
  await sql.query("insert into analytics_owners (user_code, name) values ('fuzzed', 'Fuzzed')");
  await sql.query(
    "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ('fuzzed', '-infinity', 'UTC')",
  );
  await sql.end();
  const api = await startApi(postgres.url);
  process.env.METRICS_TOKEN = "fuzz";
  const server = await startStandalone(api.url, { INGEST_PACE_MS: "0" });
  const statuses: Record<number, number> = {};
  const rounds = Math.ceil(requests / AT_ONCE);
  let round = 0;
  let early = 0;
  try {
    const property = fc.asyncProperty(
      fc.array(hostileRequest, { minLength: AT_ONCE, maxLength: AT_ONCE }),
      async (hostile) => {
        const answers = await Promise.all(hostile.map((one) => send(server.url, one)));
        for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
        round += 1;
        if (round === Math.ceil(rounds / 4)) early = await memory(server.url);
      },
    );
    await fc.assert(property, { numRuns: rounds, ...(seed === undefined ? {} : { seed }) });
    return { requests: rounds * AT_ONCE, statuses, memoryMiB: { early, late: await memory(server.url) } };
  } finally {
    await server.stop();
    await api.stop();
    await postgres.stop();
  }
}

async function send(url: string, { body, headers, good }: HostileRequest): Promise<{ status: number }> {
  const { status, text } = await post(url, body, headers);
  if (!ALLOWED.has(status)) throw new Error(`answered ${status}: ${text.slice(0, 300)}`);
  const answer = JSON.parse(text) as BatchResult & BatchError;
  if (answer.error?.message.includes("database")) throw new Error("only the database refused this batch");
  if (good !== null && !(answer.accepted >= good))
    throw new Error(`lost a good event: ${text.slice(0, 300)}`);
  return { status };
}

function post(
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string>,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { method: "POST", agent, headers: { ...HONEST_HEADERS, ...headers } };
    const call = httpRequest(`${url}/api/ingest`, options, (response) => {
      let text = "";
      response.on("data", (part) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** The server's resident memory in MiB, by its own metrics. */
async function memory(url: string): Promise<number> {
  const response = await fetch(`${url}/api/metrics`, { headers: { Authorization: "Bearer fuzz" } });
  const [, bytes] = /^process_resident_memory_bytes (\S+)/m.exec(await response.text()) ?? [];
  return Math.round(Number(bytes) / 2 ** 20);
}

if (process.argv[1] === import.meta.filename) {
  const [requests = 100_000, seed] = process.argv.slice(2).map(Number);
  console.log(await fuzz(requests, seed));
}
