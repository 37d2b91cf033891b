import { createHmac, hkdfSync } from "node:crypto";
import type { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { env } from "#lib/http/environment.ts";
import type { Rate } from "#lib/http/ingest-settings.ts";
import { logFault } from "#lib/http/log-fault.ts";
import type { Limiter, Limits, Rates } from "#lib/http/rate-limits.ts";

/** Outside `public`, which Supabase serves to the world. */
const SCHEMA = "daybook";
const TABLE = "ingest_limits";

/**
 * Limits that several instances share, in a table of `databaseUrl`. They count by windows: a key may use its events at
 * any time within the rate's seconds, the first of which starts the window. The bounds are those of a token bucket of the
 * same rate, but what is used up comes back at once, at the window's end. Addresses are kept as keyed hashes, at most an
 * hour longer than their window. While the database is away each instance counts in its own memory.
 */
export function limitsInPostgres(rates: Rates, databaseUrl: string): Limits {
  let pool: Promise<Pool> | undefined;
  const connect = () => {
    pool ??= connectedPool(databaseUrl).catch((error: unknown) => {
      // The next request tries again.
      pool = undefined;
      throw error;
    });
    return pool;
  };
  return {
    client: windows("client", rates.client, connect, keyedHash),
    owner: windows("owner", rates.owner, connect, (userCode) => userCode),
    guesses: windows("guesses", rates.guesses, connect, keyedHash),
  };
}

function windows(
  keyPrefix: string,
  rate: Rate,
  connect: () => Promise<Pool>,
  storedAs: (key: string) => string,
): Limiter {
  if (rate === null) return async () => 0;
  const { events: points, seconds: duration } = rate;
  const memory = new RateLimiterMemory({ keyPrefix, points, duration });
  let shared: RateLimiterPostgres | undefined;

  async function store(): Promise<RateLimiterPostgres | RateLimiterMemory> {
    if (shared) return shared;
    try {
      const storeClient = await connect();
      shared ??= new RateLimiterPostgres({
        storeClient,
        schemaName: SCHEMA,
        tableName: TABLE,
        tableCreated: true,
        keyPrefix,
        points,
        duration,
        insuranceLimiter: memory,
        // Who is over its limit costs the database nothing more.
        inMemoryBlockOnConsumed: points + 1,
      });
      return shared;
    } catch (error) {
      logFault("ingest_limits", { message: error instanceof Error ? error.message : String(error) });
      return memory;
    }
  }

  return async (key, cost) => {
    try {
      const limiter = await store();
      // A batch larger than the whole allowance takes all of it: waiting would not make it smaller.
      await limiter.consume(storedAs(key), Math.min(cost, points));
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  };
}

/** Loaded only where it is asked for; its table is made by whichever instance comes first. */
async function connectedPool(connectionString: string): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    allowExitOnIdle: true,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", (error) => logFault("ingest_limits", error));
  try {
    // One transaction. Of two instances that start at once the lock lets the second find the table made.
    await pool.query(
      `select pg_advisory_xact_lock(hashtext('daybook.ingest_limits'));
       create schema if not exists ${SCHEMA};
       create table if not exists ${SCHEMA}.${TABLE} (
         key    varchar(255) primary key,
         points integer not null default 0,
         expire bigint
       )`,
    );
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}

let secret: Buffer | undefined;

/** HMAC-SHA256 under a key of its own: whoever reads the table cannot try all addresses without it. */
function keyedHash(address: string): string {
  secret ??= Buffer.from(hkdfSync("sha256", env().secretKey, "", "daybook rate limits", 32));
  return createHmac("sha256", secret).update(address).digest("base64url");
}
