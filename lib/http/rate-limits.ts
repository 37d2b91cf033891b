import { TokenBucket } from "limiter";
import { LRUCache } from "lru-cache";
import type { IngestSettings, Rate } from "#lib/http/ingest-settings.ts";
import { limitsInPostgres } from "#lib/http/rate-limits-postgres.ts";

/** Takes `cost` events from a key's allowance; seconds to wait if there are not so many left, otherwise 0. */
export type Limiter = (key: string, cost: number) => Promise<number>;

export type Limits = {
  client: Limiter;
  owner: Limiter /** Questions for codes nobody has. */;
  guesses: Limiter;
};

export type Rates = Record<keyof Limits, Rate>;

/** So many keys are remembered; who is forgotten starts with a full bucket. */
const MOST_KEYS = 100_000;

/** The limits the settings ask for. Every wrong code costs a database call, so guesses are rationed apart from events. */
export function limitsOf(settings: IngestSettings): Limits {
  const { clientRate: client, ownerRate: owner, limits } = settings;
  const rates = { client, owner, guesses: client && { events: 120, seconds: 60 } };
  return limits.store === "postgres" ? limitsInPostgres(rates, limits.databaseUrl) : limitsInMemory(rates);
}

/** One process's limits, in memory: with several instances each grants the whole allowance. */
export function limitsInMemory(rates: Rates): Limits {
  return {
    client: buckets(rates.client),
    owner: buckets(rates.owner),
    guesses: buckets(rates.guesses),
  };
}

/** A token bucket per key: full it holds the rate's events, and it fills steadily in the rate's seconds. */
function buckets(rate: Rate): Limiter {
  if (rate === null) return async () => 0;
  const { events, seconds } = rate;
  // After that long without use a bucket is full again, and as good as a new one.
  const known = new LRUCache<string, TokenBucket>({
    max: MOST_KEYS,
    ttl: seconds * 1000,
    updateAgeOnGet: true,
  });
  return async (key, cost) => {
    let bucket = known.get(key);
    if (!bucket) {
      bucket = new TokenBucket({ bucketSize: events, tokensPerInterval: events, interval: seconds * 1000 });
      bucket.content = events;
      known.set(key, bucket);
    }
    // A batch larger than the whole allowance takes all of it: waiting would not make it smaller.
    const tokens = Math.min(cost, events);
    return bucket.tryRemoveTokens(tokens) ? 0 : Math.max(1, Math.ceil(bucket.getWaitTime(tokens) / 1000));
  };
}
