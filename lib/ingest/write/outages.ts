/** A shorter time without a flush is no outage: browsers bridge it by their next try. */
const LEAST_MS = 60_000;
/** More owners than that are not watched at once. */
const MOST_OWNERS = 10_000;

/** Owners whose batches could not be stored, from when until when, in milliseconds since 1970. */
export type Outage = { userCodes: string[]; from: number; to: number };

/** Watches the flushes of this process, and tells of an owner's outage once a flush of theirs has been stored again. */
export class Outages {
  readonly #since = new Map<string, number>();

  failed(userCodes: readonly string[], now: number): void {
    for (const userCode of userCodes) {
      if (this.#since.size < MOST_OWNERS && !this.#since.has(userCode)) this.#since.set(userCode, now);
    }
  }

  /** The outages that end with a flush of these owners, one for each beginning; those under a minute are forgotten. */
  stored(userCodes: readonly string[], now: number): Outage[] {
    if (this.#since.size === 0) return [];
    const ended = new Map<number, string[]>();
    for (const userCode of new Set(userCodes)) {
      const from = this.#since.get(userCode);
      if (from === undefined) continue;
      this.#since.delete(userCode);
      if (now - from >= LEAST_MS) ended.set(from, [...(ended.get(from) ?? []), userCode]);
    }
    return [...ended].map(([from, codes]) => ({ userCodes: codes, from, to: now }));
  }
}
