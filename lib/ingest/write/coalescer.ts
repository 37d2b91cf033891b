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

/**
 * Group commit. A batch that finds a free flush is written at once; batches that come while all flushes are under way
 * wait and share the next one. There is no timer, so an idle server adds no wait, and a busy one writes hundreds of
 * batches at a time. A batch is settled only after the flush that carries it has committed.
 */
export class Coalescer {
  readonly #write: (batches: FlushBatch[]) => Promise<FlushResult>;
  readonly #limits: CoalescerLimits;
  readonly #observe: FlushObserver;
  readonly #queue: OwnerQueue;
  #inFlight = 0;
  #draining = false;
  #idle: (() => void)[] = [];
  /** Moving average of a flush's time, for `Retry-After`. */
  #flushMs = 100;

  constructor(
    write: (batches: FlushBatch[]) => Promise<FlushResult>,
    limits: CoalescerLimits = DEFAULT_LIMITS,
    observe: FlushObserver = () => {},
  ) {
    this.#write = write;
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

  /** Takes no more batches and resolves when everything taken so far is settled. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#idle.push(resolve);
      this.#next();
    });
  }

  #next(): void {
    while (this.#inFlight < this.#limits.inFlight && !this.#queue.empty) {
      this.#inFlight += 1;
      void this.#flush(this.#queue.take()).finally(() => {
        this.#inFlight -= 1;
        this.#next();
      });
    }
    if (this.#draining && this.#inFlight === 0 && this.#queue.empty) {
      for (const resolve of this.#idle.splice(0)) resolve();
    }
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
