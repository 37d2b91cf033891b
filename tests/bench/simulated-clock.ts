type Alarm = { at: number; order: number; ring: (() => void) | undefined };

const realImmediate = setImmediate;

/**
 * A clock that jumps from one alarm to the next. While it runs, `Date.now`, `performance.now`, `setTimeout` and
 * `clearTimeout` of this process are its own, so that code under test needs no clock of its own.
 */
export class SimulatedClock {
  /** Milliseconds since 1970. */
  now: number;
  #alarms: Alarm[] = [];
  #set = 0;

  constructor(start: number) {
    this.now = start;
  }

  readonly setTimeout = (ring: () => void, ms = 0): Alarm => {
    const alarm = { at: this.now + Math.max(0, ms), order: this.#set++, ring };
    this.#push(alarm);
    return alarm;
  };

  readonly clearTimeout = (alarm?: Alarm): void => {
    if (alarm) alarm.ring = undefined;
  };

  /** Runs until no alarm is left. */
  async run(): Promise<void> {
    const { setTimeout, clearTimeout } = globalThis;
    const [dateNow, performanceNow] = [Date.now, performance.now];
    Object.assign(globalThis, { setTimeout: this.setTimeout, clearTimeout: this.clearTimeout });
    Date.now = () => this.now;
    performance.now = () => this.now;
    try {
      for (let alarm = this.#pop(); alarm; alarm = this.#pop()) {
        if (!alarm.ring) continue;
        this.now = alarm.at;
        alarm.ring();
        // Promises settle before the time goes on.
        await new Promise<void>((resolve) => realImmediate(resolve));
      }
    } finally {
      Object.assign(globalThis, { setTimeout, clearTimeout });
      Date.now = dateNow;
      performance.now = performanceNow;
    }
  }

  #push(alarm: Alarm): void {
    const heap = this.#alarms;
    let place = heap.push(alarm) - 1;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Alarm;
      if (isBefore(above, alarm)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = alarm;
  }

  #pop(): Alarm | undefined {
    const heap = this.#alarms;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Alarm, heap[child] as Alarm)) child += 1;
      if (isBefore(last, heap[child] as Alarm)) break;
      heap[place] = heap[child] as Alarm;
      place = child;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Alarm, other: Alarm): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at;
}
