import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import type { Rate } from "#lib/http/environment.ts";
import { logFault } from "#lib/http/faults.ts";

/**
 * Rate limits: token buckets, in this process's memory or in a table that several instances share. A bucket holds the
 * rate's events when it is full and fills steadily in the rate's seconds. Of a bucket only the moment is kept at which it
 * will be full: each event that is granted puts it off by its share of the rate's seconds. Times are whole microseconds,
 * so that sums are exact.
 *
 * Not a library's: the well-kept one (rate-limiter-flexible) counts in windows, and in memory it has a timer for every
 * key and no bound.
 */

/** Takes `cost` from a key's allowance; seconds to wait (for `Retry-After`) if there is not so much left, otherwise 0. */
export type Limiter = (key: string, cost: number) => Promise<number>;

/** A limit that can take back what it has granted. */
export type Buckets = {
  take: Limiter;
  /** Returns what one `take` of this cost has taken. */
  giveBack(key: string, cost: number): void;
  /** Fills a key's bucket. */
  forget(key: string): void;
};

/** A limit in memory, which can also tell what is left. */
export type OwnBuckets = Buckets & {
  /** What is left of a key's allowance, and in how many seconds it is whole again. */
  left(key: string): { events: number; seconds: number };
};

/** So many keys are remembered; who is forgotten starts with a full bucket. */
const MOST_KEYS = 100_000;

const MICROSECONDS = 1_000_000;

/** How long a bucket takes to fill, and by how much a cost puts that off. */
type Spending = { whole: number; share: number };

function spending(cost: number, { events, seconds }: NonNullable<Rate>): Spending {
  const whole = seconds * MICROSECONDS;
  // A batch larger than the whole allowance takes all of it: waiting would not make it smaller.
  return { whole, share: Math.floor((Math.min(cost, events) * whole) / events) };
}

/** Whole seconds until a bucket that will be full at `fullAt` can grant this; 0 if it can now. */
function secondsUntil(fullAt: number, now: number, { whole, share }: Spending): number {
  return Math.max(0, Math.ceil((Math.max(fullAt, now) + share - whole - now) / MICROSECONDS));
}

/** A limit in this process's memory, so that each of several instances grants the whole allowance. */
export function tokenBuckets(rate: Rate): OwnBuckets {
  const buckets = new LRUCache<string, number>({ max: MOST_KEYS });
  const take: Limiter = async (key, cost) => {
    if (rate === null) return 0;
    const wanted = spending(cost, rate);
    const now = Math.round(performance.now() * 1000);
    const fullAt = buckets.get(key) ?? now;
    const wait = secondsUntil(fullAt, now, wanted);
    if (wait === 0) buckets.set(key, Math.max(fullAt, now) + wanted.share);
    return wait;
  };
  return {
    take,
    giveBack(key, cost) {
      const fullAt = buckets.get(key);
      if (rate && fullAt !== undefined) buckets.set(key, fullAt - spending(cost, rate).share);
    },
    forget: (key) => void buckets.delete(key),
    left(key) {
      if (rate === null) return { events: Number.POSITIVE_INFINITY, seconds: 0 };
      const whole = rate.seconds * MICROSECONDS;
      const missing = Math.max(0, (buckets.get(key) ?? 0) - Math.round(performance.now() * 1000));
      return {
        events: Math.floor(((whole - missing) * rate.events) / whole),
        seconds: Math.ceil(missing / MICROSECONDS),
      };
    },
  };
}

/** Outside `public`, which Supabase serves to the world, and outside `daybook`, which the migrations make. */
const TABLE = "daybook_limits.rate_limits";

/**
 * Puts off the moment at which a key's bucket will be full, where it can grant so much; else only reads it. Without a
 * row, another instance has made the bucket since the statement began.
 */
const TAKE = `
  with taken as (
    insert into ${TABLE} as b (key, full_at)
    values ($1, $2::bigint + $3::bigint)
    on conflict (key) do update set full_at = greatest(b.full_at, $2) + $3
    where greatest(b.full_at, $2) + $3 <= $2 + $4::bigint
    returning b.full_at
  )
  select t.full_at::float8 as full_at, true as granted from taken t
  union all
  select b.full_at::float8, false from ${TABLE} b where b.key = $1 and not exists (select from taken)`;

type Bucket = { full_at: number; granted: boolean };

/** How often an instance removes buckets that are full. */
const PURGE_EVERY = 300 * MICROSECONDS;

/**
 * Makes limits that several instances share, in a table of `databaseUrl`, by the instances' clocks. A key is kept as
 * `storedAs` gives it, until its bucket is full and some minutes longer. While the database is away each instance counts
 * in its own memory.
 */
export function sharedLimits(databaseUrl: string) {
  let pool: Promise<Pool> | undefined;
  let purgedAt = Date.now() * 1000;
  const connect = () => {
    pool ??= connectedPool(databaseUrl).catch((error: unknown) => {
      // The next request tries again.
      pool = undefined;
      throw error;
    });
    return pool;
  };

  async function purge(store: Pool, now: number): Promise<void> {
    if (now - purgedAt < PURGE_EVERY) return;
    purgedAt = now;
    await store.query(`delete from ${TABLE} where full_at < $1`, [now]);
  }

  return (prefix: string, rate: Rate, storedAs: (key: string) => string): Buckets => {
    if (rate === null) return tokenBuckets(null);
    const alone = tokenBuckets(rate);
    // Who is over its limit costs the database nothing more: a bucket is full no earlier than when last seen.
    const seen = new LRUCache<string, number>({ max: MOST_KEYS });

    async function ask(stored: string, now: number, { share, whole }: Spending): Promise<Bucket> {
      const store = await connect();
      const { rows } = await store.query<Bucket>(TAKE, [stored, now, share, whole]);
      void purge(store, now).catch((error) => logFault("rate_limits", error));
      return rows[0] ?? ask(stored, now, { share, whole });
    }

    /** Changes a bucket by the way: whoever has been answered does not wait for it. */
    function change(key: string, statement: string, values: unknown[]): void {
      const stored = `${prefix}:${storedAs(key)}`;
      seen.delete(stored);
      connect()
        .then((store) => store.query(statement, [stored, ...values]))
        .catch((error) => logFault("rate_limits", error));
    }

    const take: Limiter = async (key, cost) => {
      const stored = `${prefix}:${storedAs(key)}`;
      const wanted = spending(cost, rate);
      const now = Date.now() * 1000;
      const wait = secondsUntil(seen.get(stored) ?? now, now, wanted);
      if (wait > 0) return wait;
      try {
        const { full_at, granted } = await ask(stored, now, wanted);
        seen.set(stored, full_at);
        return granted ? 0 : Math.max(1, secondsUntil(full_at, now, wanted));
      } catch (error) {
        logFault("rate_limits", error instanceof Error ? error : { message: String(error) });
        return alone.take(key, cost);
      }
    };
    return {
      take,
      giveBack(key, cost) {
        alone.giveBack(key, cost);
        change(key, `update ${TABLE} set full_at = full_at - $2 where key = $1`, [
          spending(cost, rate).share,
        ]);
      },
      forget(key) {
        alone.forget(key);
        change(key, `delete from ${TABLE} where key = $1`, []);
      },
    };
  };
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
  pool.on("error", (error) => logFault("rate_limits", error));
  try {
    // One transaction. Of two instances that start at once the lock lets the second find the table made.
    await pool.query(
      `select pg_advisory_xact_lock(hashtext('${TABLE}'));
       create schema if not exists daybook_limits;
       create table if not exists ${TABLE} (
         key     text primary key,
         full_at bigint not null
       )`,
    );
    return pool;
  } catch (error) {
    await pool.end();
    throw error;
  }
}
