/** From so many events on, what a dashboard counts live costs milliseconds more. */
const MANY_LIVE_EVENTS = 250;
/** More may wait only while the owner rests. */
const MOST_LIVE_EVENTS = 1_000;
/** An owner rests for so long after a refresh: what comes meanwhile is one refresh instead of many. */
const OWNER_RESTS_MS = 5_000;
/** When nobody looks, many events wait for so long. */
const UNSEEN_MS = 60_000;
/** A refresh is followed by a pause this many times as long, so that under load the database has time for events. */
const RESTS = 2;

type Owner = {
  /** Events stored since the last refresh began, and when the first of them was. */
  events: number;
  since: number;
  refreshedAt: number;
};

/** What a refresher asks of the database. Both may reject. */
export type RefresherCalls = {
  /** Brings one owner's dirty days up to date. */
  refresh: (userCode: string) => Promise<unknown>;
  /** Whether somebody looks at a dashboard of one of these owners. */
  isWatched: (userCodes: string[]) => Promise<boolean>;
};

/**
 * Has the dirty days of owners brought up to date by need, so that what a dashboard counts live stays small, however busy
 * today is: after many events where somebody looks, else after more of them or a while later, and never twice within
 * seconds. One owner after the other; nobody waits for it, and when it is cut off or fails, numbers stay right and are only
 * counted from more.
 */
export class Refresher {
  readonly #calls: RefresherCalls;
  readonly #owners = new Map<string, Owner>();
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(calls: RefresherCalls) {
    this.#calls = calls;
  }

  /** Takes note of `events` newly stored. */
  stored(userCode: string, events: number): void {
    if (events === 0) return;
    const now = performance.now();
    const owner = this.#owners.get(userCode) ?? {
      events: 0,
      since: now,
      refreshedAt: Number.NEGATIVE_INFINITY,
    };
    if (owner.events === 0) owner.since = now;
    owner.events += events;
    this.#owners.set(userCode, owner);
    if (owner.events >= MANY_LIVE_EVENTS) this.#wake(owner.refreshedAt + OWNER_RESTS_MS - now);
  }

  /** Resolves when no refresh is under way. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Looks for who is due, now or in so many milliseconds; never twice at the same time. */
  #wake(ms: number): void {
    if (this.#running || this.#timer) return;
    if (ms <= 0) {
      this.#running = this.#run().finally(() => {
        this.#running = undefined;
        this.#sleep();
      });
    } else {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#wake(0);
      }, ms).unref();
    }
  }

  /** Forgets owners who have rested, and wakes again if others have many events. */
  #sleep(): void {
    const now = performance.now();
    let isWaiting = false;
    for (const [userCode, { events, refreshedAt }] of this.#owners) {
      if (events >= MANY_LIVE_EVENTS) isWaiting = true;
      else if (events === 0 && now - refreshedAt >= OWNER_RESTS_MS) this.#owners.delete(userCode);
    }
    if (isWaiting) this.#wake(OWNER_RESTS_MS);
  }

  async #run(): Promise<void> {
    for (const userCode of await this.#due()) {
      const owner = this.#owners.get(userCode);
      if (!owner) continue;
      const started = performance.now();
      owner.events = 0;
      owner.refreshedAt = started;
      await this.#calls.refresh(userCode).catch(() => undefined);
      await rest(RESTS * (performance.now() - started));
    }
  }

  async #due(): Promise<string[]> {
    const now = performance.now();
    const many = [...this.#owners].filter(
      ([, { events, refreshedAt }]) => events >= MANY_LIVE_EVENTS && now - refreshedAt >= OWNER_RESTS_MS,
    );
    const isDue = ({ events, since }: Owner) => events >= MOST_LIVE_EVENTS || now - since >= UNSEEN_MS;
    const codes = (owners: typeof many) => owners.map(([userCode]) => userCode);
    return [
      ...codes(many.filter(([, owner]) => isDue(owner))),
      ...(await this.#watched(codes(many.filter(([, owner]) => !isDue(owner))))),
    ];
  }

  /** Those of the owners whose dashboard somebody looks at: mostly none, which is one question for all. */
  async #watched(userCodes: string[]): Promise<string[]> {
    const isWatched = (codes: string[]) => this.#calls.isWatched(codes).catch(() => false);
    if (userCodes.length === 0 || !(await isWatched(userCodes))) return [];
    if (userCodes.length === 1) return userCodes;
    const watched: string[] = [];
    for (const userCode of userCodes) if (await isWatched([userCode])) watched.push(userCode);
    return watched;
  }
}

/** Keeps no process from ending. */
function rest(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms).unref());
}
