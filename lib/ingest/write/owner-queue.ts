import type { FlushBatch, Stored, WriteFault } from "#lib/ingest/write/payload.ts";

/** What became of one batch; `retryAfter` in seconds. */
export type WriteResult = ({ ok: true } & Stored) | { ok: false; fault: WriteFault; retryAfter: number };

/** A batch that waits for its flush; `settle` is called once, when it is known what became of it. */
export type Waiting = {
  batch: FlushBatch;
  events: number;
  bytes: number;
  settle: (result: WriteResult) => void;
};

/** How much one flush takes, how much may wait, and how many flushes run at the same time. */
export type CoalescerLimits = {
  flushEvents: number;
  flushBytes: number;
  queueEvents: number;
  queueBytes: number;
  inFlight: number;
};

/** One owner may fill this part of the queue, so that its flood cannot make others wait outside. */
const OWNER_SHARE = 0.5;

type Line = { items: Waiting[]; head: number; events: number; bytes: number };

/** The batches that wait, one line per owner, taken in turns. */
export class OwnerQueue {
  readonly #limits: CoalescerLimits;
  /** In the order of whose turn it is. */
  readonly #lines = new Map<string, Line>();
  events = 0;
  bytes = 0;

  constructor(limits: CoalescerLimits) {
    this.#limits = limits;
  }

  get empty(): boolean {
    return this.#lines.size === 0;
  }

  /** True if there is enough for a whole flush. */
  get full(): boolean {
    return this.events >= this.#limits.flushEvents || this.bytes >= this.#limits.flushBytes;
  }

  /** Whose batches wait. */
  get owners(): string[] {
    return [...this.#lines.keys()];
  }

  /** False if there is no room left, for anybody or for this owner. */
  push(item: Waiting): boolean {
    const { queueEvents, queueBytes } = this.#limits;
    const owner = item.batch.user_code;
    const line = this.#lines.get(owner) ?? { items: [], head: 0, events: 0, bytes: 0 };
    if (this.events + item.events > queueEvents || this.bytes + item.bytes > queueBytes) return false;
    if (line.events + item.events > queueEvents * OWNER_SHARE) return false;
    if (line.bytes + item.bytes > queueBytes * OWNER_SHARE) return false;
    line.items.push(item);
    this.#lines.set(owner, line);
    this.#count(line, item, 1);
    return true;
  }

  /** The batches of the next flush: one of each owner in turn until it is full. At least one if any waits. */
  take(): Waiting[] {
    const taken: Waiting[] = [];
    let events = 0;
    let bytes = 0;
    for (;;) {
      const turn = this.#lines.entries().next().value;
      const item = turn?.[1].items[turn[1].head];
      if (!turn || !item) return taken;
      events += item.events;
      bytes += item.bytes;
      const full = events > this.#limits.flushEvents || bytes > this.#limits.flushBytes;
      if (full && taken.length > 0) return taken;

      const [owner, line] = turn;
      taken.push(item);
      line.head += 1;
      this.#count(line, item, -1);
      this.#lines.delete(owner);
      if (line.head < line.items.length) this.#lines.set(owner, compact(line));
    }
  }

  #count(line: Line, item: Waiting, sign: 1 | -1): void {
    line.events += sign * item.events;
    line.bytes += sign * item.bytes;
    this.events += sign * item.events;
    this.bytes += sign * item.bytes;
  }
}

/** Frees the batches that were taken, a thousand at a time: a line that never empties would grow without end. */
function compact(line: Line): Line {
  if (line.head < 1_000) return line;
  line.items = line.items.slice(line.head);
  line.head = 0;
  return line;
}
