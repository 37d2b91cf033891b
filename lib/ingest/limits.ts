import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { IngestSettings, Rate } from "#lib/ingest/settings.ts";

/** Takes `cost` events from a key's allowance; seconds to wait if there are not so many left, otherwise 0. */
export type Limiter = (key: string, cost: number) => Promise<number>;

export type Limits = {
  client: Limiter;
  owner: Limiter /** Questions for codes nobody has. */;
  guesses: Limiter;
};

/** One process's limits, in memory: with several instances each grants the whole allowance. */
export function limitsInMemory(settings: IngestSettings): Limits {
  return {
    client: limiter(settings.clientRate),
    owner: limiter(settings.ownerRate),
    // Every wrong code costs a database call, so they are rationed apart from events.
    guesses: limiter(settings.clientRate && { events: 120, seconds: 60 }),
  };
}

function limiter(rate: Rate): Limiter {
  if (rate === null) return async () => 0;
  const store = new RateLimiterMemory({ points: rate.events, duration: rate.seconds });
  return async (key, cost) => {
    try {
      await store.consume(key, cost);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw refusal;
    }
  };
}
