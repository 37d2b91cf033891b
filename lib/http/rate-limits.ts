import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Pool } from "pg";
import { environment, type Rate } from "#lib/http/environment.ts";
import { logFault } from "#lib/http/faults.ts";
import { keyedHash } from "#lib/http/secrets.ts";

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
  /** What was left of a key's allowance when it was last taken from, and in how many seconds it is whole again. */
  left(key: string): Left;
};

type Left = { events: number; seconds: number };

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

/** What a bucket that will be full at `fullAt` holds. */
function leftOf(fullAt: number, now: number, { events, seconds }: NonNullable<Rate>): Left {
  const whole = seconds * MICROSECONDS;
  const missing = Math.min(whole, Math.max(0, fullAt - now));
  return {
    events: Math.floor(((whole - missing) * events) / whole),
    seconds: Math.ceil(missing / MICROSECONDS),
  };
}

const UNLIMITED: Left = { events: Number.POSITIVE_INFINITY, seconds: 0 };

/** A limit in this process's memory, so that each of several instances grants the whole allowance. */
export function tokenBuckets(rate: Rate): Buckets {
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
    left: (key) =>
      rate ? leftOf(buckets.get(key) ?? 0, Math.round(performance.now() * 1000), rate) : UNLIMITED,
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
        seen.delete(stored);
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
      left(key) {
        const fullAt = seen.get(`${prefix}:${storedAs(key)}`);
        // While the database is away this process's own are taken from.
        return fullAt === undefined ? alone.left(key) : leftOf(fullAt, Date.now() * 1000, rate);
      },
    };
  };
}

/** Kept on `globalThis`, since Next.js bundles every route by itself. */
const KEPT = Symbol.for("daybook.http.limits");
const kept = globalThis as {
  [KEPT]?: { named: Map<string, Buckets>; shared?: ReturnType<typeof sharedLimits> };
};

/**
 * A limit of this process or, where INGEST_LIMITS says so, of all instances together. Whoever asks for a name again gets the same
 * one. No address and no account stands in the shared table.
 */
export function limitNamed(name: string, rate: NonNullable<Rate>): Buckets {
  kept[KEPT] ??= { named: new Map() };
  const found = kept[KEPT].named.get(name);
  if (found) return found;
  const { limitStore } = environment();
  if (limitStore.store === "postgres") kept[KEPT].shared ??= sharedLimits(limitStore.databaseUrl);
  const made = kept[KEPT].shared?.(name, rate, hashedKey) ?? tokenBuckets(rate);
  kept[KEPT].named.set(name, made);
  return made;
}

/** A keyed hash, so that whoever reads the table cannot try all addresses. */
export function hashedKey(key: string): string {
  return keyedHash("daybook rate limits", [key], "base64url");
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

/** What is granted at once, and comes back in these seconds: to one network, and to one network for one account. */
export type AccountRates = { network: number; account: number; seconds: number };

/** Limits for what is tried on accounts. No address and no account is stored or logged as it is. */
export type AccountLimits = {
  /** Takes one try. @returns seconds to wait when there is none left, otherwise 0. */
  take(network: string, account: string): Promise<number>;
  /** Gives back a try that Auth did not decide. */
  giveBack(network: string, account: string): void;
  /** The try succeeded: it does not count, and the network's failures with this account are forgotten. */
  succeeded(network: string, account: string): void;
};

/**
 * Two limits, both of networks: whoever guesses at many accounts meets the one, whoever guesses at one account the other.
 * None is of an account alone, or strangers could lock it for its owner. Where nothing says which network asks, all would be
 * one, so only Auth's own limits hold.
 * @param buckets makes a limit, in memory or shared between instances
 */
export function accountLimits(
  { network: ofNetwork, account: ofAccount, seconds }: AccountRates,
  buckets: (name: string, rate: { events: number; seconds: number }) => Buckets = (_, rate) =>
    tokenBuckets(rate),
): AccountLimits {
  const networks = buckets("network", { events: ofNetwork, seconds });
  const accounts = buckets("account", { events: ofAccount, seconds });
  return {
    // Taken before the password is tried, so that many tries at once cannot slip through together.
    async take(network, account) {
      if (!network) return 0;
      const wait = await networks.take(network, 1);
      if (wait > 0) return wait;
      const accountWait = await accounts.take(pairKey(network, account), 1);
      // What is not tried costs the network nothing: others may stand behind it.
      if (accountWait > 0) networks.giveBack(network, 1);
      return accountWait;
    },
    giveBack(network, account) {
      networks.giveBack(network, 1);
      accounts.giveBack(pairKey(network, account), 1);
    },
    succeeded(network, account) {
      networks.giveBack(network, 1);
      accounts.forget(pairKey(network, account));
    },
  };
}

/** A key of fixed length, however long the address that somebody typed. */
function pairKey(network: string, account: string): string {
  return createHash("sha256")
    .update(JSON.stringify([network, account]))
    .digest("base64");
}
