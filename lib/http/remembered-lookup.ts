import { LRUCache } from "lru-cache";

/** So long memory answers. */
const KNOWN_MS = 60_000;
/** What is asked for at this age is looked up again in the background, while memory still answers. */
const RENEWED_AFTER_MS = 40_000;
const UNKNOWN_MS = 5_000;
const MOST_REMEMBERED = 10_000;

/** What a key stands for, `null` for a key of nothing, `"unavailable"` when the database cannot say. */
export type Found<T> = T | null | "unavailable";

export type Lookup<T> = {
  (key: string): Promise<Found<T>>;
  /** True where the answer is remembered, or plain without asking: it costs the database nothing. */
  remembers(key: string): boolean;
};

/**
 * Asks, and remembers: a change is seen within a minute, something new after 5 s. Many who ask at once are one question, and
 * who asks for what is often asked for never waits for the database.
 * @param isPossible false for a key that can be nothing's, which is not asked for
 */
export function rememberedLookup<T extends object>(
  ask: (key: string) => Promise<Found<T>>,
  isPossible: (key: string) => boolean,
): Lookup<T> {
  // Without `perf` the library keeps the clock that it found when it was loaded.
  const perf = { now: () => performance.now() };
  const known = new LRUCache<string, T>({ max: MOST_REMEMBERED, ttl: KNOWN_MS, perf });
  // Apart, so that whoever guesses makes nothing forgotten.
  const unknown = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttl: UNKNOWN_MS, perf });
  const asking = new Map<string, Promise<Found<T>>>();

  async function answer(key: string): Promise<Found<T>> {
    const found = await ask(key).catch(() => "unavailable" as const);
    if (found === null) {
      unknown.set(key, true);
      known.delete(key);
    } else if (found !== "unavailable") known.set(key, found);
    return found;
  }

  const isNothings = (key: string) => !isPossible(key) || unknown.has(key);

  function find(key: string): Promise<Found<T>> {
    const remembered = known.get(key);
    if (!remembered) return isNothings(key) ? Promise.resolve(null) : askOnce(key);
    if (known.getRemainingTTL(key) <= KNOWN_MS - RENEWED_AFTER_MS) void askOnce(key);
    return Promise.resolve(remembered);
  }

  function askOnce(key: string): Promise<Found<T>> {
    const underWay = asking.get(key);
    if (underWay) return underWay;
    const question = answer(key).finally(() => asking.delete(key));
    asking.set(key, question);
    return question;
  }

  return Object.assign(find, { remembers: (key: string) => known.has(key) || isNothings(key) });
}

/**
 * Asks on behalf of a client, whose guesses are rationed before the database is asked; then the answer is how many seconds to
 * wait.
 * @param guesses of every client, by its network
 */
export async function lookupFor<T>(
  lookup: Lookup<T>,
  key: string,
  guesses: {
    take(network: string, cost: number): Promise<number>;
    giveBack(network: string, cost: number): void;
  },
  network: string,
): Promise<Found<T> | { retryAfter: number }> {
  if (lookup.remembers(key)) return lookup(key);
  const retryAfter = await guesses.take(network, 1);
  if (retryAfter > 0) return { retryAfter };
  const found = await lookup(key);
  if (found !== null) guesses.giveBack(network, 1);
  return found;
}
