import { LRUCache } from "lru-cache";

/** A day's visitors have some hundreds of user agents between them. */
const MOST_REMEMBERED = 2_000;
/** What is read of a user agent. */
const LONGEST = 1_024;

/** Reads each user agent once: reading one costs as much as all the rest of a small batch. Nothing else sees what is remembered. */
export function readOnce<Result extends object>(
  read: (userAgent: string) => Result,
): (userAgent: string) => Result {
  const known = new LRUCache<string, Result>({ max: MOST_REMEMBERED });
  return (userAgent) => {
    const start = userAgent.slice(0, LONGEST);
    const found = known.get(start) ?? read(start);
    known.set(start, found);
    return found;
  };
}
