import {
  type CoalescerLimits,
  OwnerQueue,
  type Waiting,
  type WriteResult,
} from "#lib/ingest/write/owner-queue.ts";
import type { FlushBatch, FlushResult, WriteFault } from "#lib/ingest/write/payload.ts";

export const DEFAULT_LIMITS: CoalescerLimits = {
  flushEvents: 4_000,
  flushBytes: 1_500_000,
  queueEvents: 40_000,
  queueBytes: 32_000_000,
  inFlight: 2,
};

/** Called after every flush, with its size and its time in milliseconds. */
export type FlushObserver = (flush: { batches: number; events: number; ms: number; ok: boolean }) => void;

/** How long batches wait for others to share their flush. */
export type Pace = {
  /** The least time between the starts of two flushes, in milliseconds. 0: a batch waits only while all flushes are under way. */
  ms: number;
  /** Whether somebody looks at a dashboard of one of these owners: then what waits is written at once. May reject. */
  isWatched?: (userCodes: string[]) => Promise<boolean>;
};

/** After so many milliseconds of waiting it is asked whether somebody looks on, and again as long as batches wait. */
const ASK_EVERY_MS = 750;
/** With a pace up to this nobody needs to be asked. */
const SOON_MS = 1_000;

/**
 * Group commit. The first batch after a pause is written at once, so an idle server adds no wait. What comes within the
 * pace, or while all flushes are under way, waits and shares the next flush; a full one goes at once. A batch is settled
 * only after the flush that carries it has committed.
 */
export class Coalescer {
  readonly #write: (batches: FlushBatch[]) => Promise<FlushResult>;
  readonly #pace: Pace;
  readonly #limits: CoalescerLimits;
  readonly #observe: FlushObserver;
  readonly #queue: OwnerQueue;
  #inFlight = 0;
  /** When the last flush began. */
  #flushedAt = Number.NEGATIVE_INFINITY;
  /** Somebody waits to see what is in the queue. */
  #isHurried = false;
  #due: NodeJS.Timeout | undefined;
  #asking: NodeJS.Timeout | undefined;
  #draining = false;
  #idle: (() => void)[] = [];
  /** Moving average of a flush's time, for `Retry-After`. */
  #flushMs = 100;

  constructor(
    write: (batches: FlushBatch[]) => Promise<FlushResult>,
    pace: Pace,
    limits: CoalescerLimits = DEFAULT_LIMITS,
    observe: FlushObserver = () => {},
  ) {
    this.#write = write;
    this.#pace = pace;
    this.#limits = limits;
    this.#observe = observe;
    this.#queue = new OwnerQueue(limits);
  }

  /** Events waiting for a flush, and flushes under way. */
  get depth(): { events: number; bytes: number; inFlight: number; draining: boolean } {
    return {
      events: this.#queue.events,
      bytes: this.#queue.bytes,
      inFlight: this.#inFlight,
      draining: this.#draining,
    };
  }

  /** Resolves when the batch is committed, or with the reason why it is not. Never rejects. */
  add(batch: FlushBatch, events: number, bytes: number): Promise<WriteResult> {
    return new Promise((settle) => {
      const item = { batch, events, bytes, settle };
      if (this.#draining || !this.#queue.push(item)) settle(this.#failure("unavailable"));
      else this.#next();
    });
  }

  /** Takes no more batches, writes what waits at once, and resolves when everything taken so far is settled. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#next();
    });
  }

  #next(): void {
    while (this.#inFlight < this.#limits.inFlight && this.#isDue()) {
      this.#inFlight += 1;
      this.#isHurried = false;
      this.#flushedAt = performance.now();
      void this.#flush(this.#queue.take()).finally(() => {
        this.#inFlight -= 1;
        this.#next();
      });
    }
    this.#schedule();
    if (this.#draining && this.#inFlight === 0 && this.#queue.empty) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
  }

  #isDue(): boolean {
    if (this.#queue.empty) return false;
    return this.#draining || this.#isHurried || this.#queue.full || this.#rest() <= 0;
  }

  /** Milliseconds until the pace lets the next flush begin. */
  #rest(): number {
    return this.#flushedAt + this.#pace.ms - performance.now();
  }

  /** Has the queue looked at again when its time comes. */
  #schedule(): void {
    clearTimeout(this.#due);
    // Where all flushes are under way, the first that ends looks.
    if (this.#queue.empty || this.#inFlight === this.#limits.inFlight) return;
    this.#due = setTimeout(() => this.#next(), Math.max(0, Math.ceil(this.#rest())));
    if (this.#pace.isWatched && this.#pace.ms > SOON_MS) {
      this.#asking ??= setTimeout(() => void this.#ask(), ASK_EVERY_MS);
    }
  }

  /** Nobody who looks at a dashboard waits for the pace. */
  async #ask(): Promise<void> {
    const owners = this.#queue.owners;
    const isWatched = owners.length > 0 && (await this.#pace.isWatched?.(owners).catch(() => false));
    this.#asking = undefined;
    this.#isHurried = isWatched === true && !this.#queue.empty;
    this.#next();
  }

  async #flush(items: Waiting[]): Promise<void> {
    const started = performance.now();
    const result = await this.#attempt(items);
    const ms = performance.now() - started;
    this.#flushMs = this.#flushMs * 0.8 + ms * 0.2;
    const events = items.reduce((sum, item) => sum + item.events, 0);
    this.#observe({ batches: items.length, events, ms, ok: result.ok });

    if (result.ok) {
      items.forEach((item, index) => {
        const stored = result.stored[index];
        item.settle(stored ? { ok: true, ...stored } : this.#failure("unavailable"));
      });
    } else if (result.fault === "unavailable" || items.length === 1) {
      for (const item of items) item.settle(this.#failure(result.fault));
    } else {
      // One batch is at fault, we do not know which: halves find it in a few writes and store all its neighbours.
      const middle = Math.ceil(items.length / 2);
      await this.#flush(items.slice(0, middle));
      await this.#flush(items.slice(middle));
    }
  }

  async #attempt(items: Waiting[]): Promise<FlushResult> {
    try {
      return await this.#write(items.map((item) => item.batch));
    } catch {
      return { ok: false, fault: "unavailable" };
    }
  }

  #failure(fault: WriteFault): WriteResult {
    const flushesWaiting = 1 + this.#queue.events / this.#limits.flushEvents / this.#limits.inFlight;
    const seconds = Math.ceil((flushesWaiting * this.#flushMs) / 1000);
    return { ok: false, fault, retryAfter: Math.min(30, Math.max(1, seconds)) };
  }
}
