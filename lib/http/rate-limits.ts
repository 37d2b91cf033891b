import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import type { Rate } from "#lib/http/environment.ts";
import { logFault } from "#lib/http/log-fault.ts";

/** Takes `cost` from a key's allowance; seconds to wait (for `Retry-After`) if there is not so much left, otherwise 0. */
export type Limiter = (key: string, cost: number) => Promise<number>;

/** So many keys are remembered; who is forgotten starts with a full bucket. */
const MOST_KEYS = 100_000;

/**
 * A limit in this process's memory, so that each of several instances grants the whole allowance: a token bucket per
 * key, which holds the rate's events when it is full and fills steadily in the rate's seconds.
 */
export function tokenBuckets(rate: Rate): Limiter {
  if (rate === null) return async () => 0;
  const { events, seconds } = rate;
  const buckets = new LRUCache<string, { tokens: number; at: number }>({
    max: MOST_KEYS,
    // After that long without use a bucket is full again, and as good as a new one.
    ttl: seconds * 1000,
    updateAgeOnGet: true,
  });
  return async (key, cost) => {
    const now = performance.now();
    const bucket = buckets.get(key) ?? { tokens: events, at: now };
    const tokens = Math.min(events, bucket.tokens + ((now - bucket.at) * events) / (seconds * 1000));
    // A batch larger than the whole allowance takes all of it: waiting would not make it smaller.
    const wanted = Math.min(cost, events);
    const isGranted = tokens >= wanted;
    buckets.set(key, { tokens: isGranted ? tokens - wanted : tokens, at: now });
    return isGranted ? 0 : Math.max(1, Math.ceil(((wanted - tokens) * seconds) / events));
  };
}

/** A limit in windows: `take` uses one of `points`, `giveBack` returns it, `forget` clears a key. */
export function windowLimit(points: number, seconds: number) {
  const store = new RateLimiterMemory({ points, duration: seconds });
  return {
    take: (key: string) => secondsToWait(() => store.consume(key, 1)),
    giveBack: (key: string) => store.reward(key, 1),
    forget: (key: string) => store.delete(key),
  };
}

/** Outside `public`, which Supabase serves to the world. */
const SCHEMA = "daybook";
const TABLE = "ingest_limits";

/**
 * Makes limits that several instances share, in a table of `databaseUrl`. They count by windows: a key may use its
 * events at any time within the rate's seconds, the first of which starts the window. The bounds are those of a token
 * bucket of the same rate, but what is used up comes back at once, at the window's end. A key is kept as `storedAs`
 * gives it, at most an hour longer than its window. While the database is away each instance counts in its own memory.
 */
export function sharedLimits(databaseUrl: string) {
  let pool: Promise<Pool> | undefined;
  const connect = () => {
    pool ??= connectedPool(databaseUrl).catch((error: unknown) => {
      // The next request tries again.
      pool = undefined;
      throw error;
    });
    return pool;
  };

  return (keyPrefix: string, rate: Rate, storedAs: (key: string) => string): Limiter => {
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

    return (key, cost) =>
      // A batch larger than the whole allowance takes all of it: waiting would not make it smaller.
      secondsToWait(async () => (await store()).consume(storedAs(key), Math.min(cost, points)));
  };
}

async function secondsToWait(consume: () => Promise<unknown>): Promise<number> {
  try {
    await consume();
    return 0;
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw refusal;
  }
}

/** Loads the driver only where it is asked for; the table is made by whichever instance comes first. */
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
