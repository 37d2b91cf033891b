import { setTimeout as rest } from "node:timers/promises";

/** So many events of an owner may wait to be counted live before their days are brought up to date. */
const MOST_LIVE_EVENTS = 250;
/** A refresh is followed by a pause this many times as long, so that under load the database has time for events. */
const RESTS = 2;

/**
 * Asks for an owner's dirty days to be brought up to date once enough events have been stored since the last time, so
 * that what a dashboard counts live stays small, however busy today is. One owner after the other; nobody waits for it,
 * and when it is cut off or fails, numbers stay right and are only counted from more.
 */
export class Refresher {
  readonly #refresh: (userCode: string) => Promise<unknown>;
  readonly #waiting = new Map<string, number>();
  #running: Promise<void> | undefined;

  /** @param refresh brings one owner's days up to date; may reject */
  constructor(refresh: (userCode: string) => Promise<unknown>) {
    this.#refresh = refresh;
  }

  /** Takes note of `events` newly stored. */
  stored(userCode: string, events: number): void {
    if (events === 0) return;
    this.#waiting.set(userCode, (this.#waiting.get(userCode) ?? 0) + events);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  /** Resolves when no refresh is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let due = this.#due(); due !== undefined; due = this.#due()) {
      this.#waiting.delete(due);
      const started = performance.now();
      await this.#refresh(due).catch(() => undefined);
      await rest(RESTS * (performance.now() - started), undefined, { ref: false });
    }
  }

  #due(): string | undefined {
    for (const [userCode, events] of this.#waiting) if (events >= MOST_LIVE_EVENTS) return userCode;
    return undefined;
  }
}
