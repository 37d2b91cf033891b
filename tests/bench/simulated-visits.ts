import { readFileSync } from "node:fs";
import type { SimulatedClock } from "#tests/bench/simulated-clock.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Of a day's visits, the part that begins in each hour: most at 14:00, few at night, as where an owner's visitors live nearby. */
const CURVE = Array.from({ length: 24 }, (_, hour) => (1 - Math.cos(((hour - 1.5) * Math.PI) / 12)) ** 2);

/** Page views and clicks of a visit, on average. */
export type Habits = { views: number; clicks: number };

/** A request as it is sent: `at` in milliseconds since the visit began. */
export type Request = { at: number; events: number; bytes: number };

/** Takes a request; resolves when it is answered. `body`: what the tracker sends, where it is played. */
export type Server = (request: { events: number; bytes: number; body?: string }) => Promise<void>;

/** Numbers from 0 to 1 that are the same at every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** When each visit of a day begins, in milliseconds since midnight, in order. */
export function beginnings(visits: number, random: () => number): number[] {
  const whole = CURVE.reduce((sum, part) => sum + part, 0);
  return Array.from({ length: visits }, () => {
    let left = random() * whole;
    const hour = CURVE.findIndex((part) => {
      left -= part;
      return left < 0;
    });
    return Math.min(DAY_MS - 1, (Math.max(hour, 0) + random()) * HOUR_MS);
  }).sort((one, other) => one - other);
}

const exponential = (mean: number, random: () => number) => -mean * Math.log(1 - random());
/** A whole number from 0, with this mean. */
const geometric = (mean: number, random: () => number) =>
  mean > 0 ? Math.floor(Math.log(1 - random()) / Math.log(mean / (mean + 1))) : 0;

/** Network, one way. */
const ON_THE_WAY_MS = 60;

/** Names of the globals that the tracker finds on a page. */
const GLOBALS = [
  "globalThis",
  "window",
  "document",
  "location",
  "addEventListener",
  "fetch",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "Request",
] as const;

/** The built tracker, as a function of these globals. */
const runTracker = new Function(
  ...GLOBALS,
  readFileSync(new URL("../../public/tracker.js", import.meta.url), "utf8"),
) as (...globals: unknown[]) => void;

const kindOf = <Properties extends object>(name: string, properties: Properties): Properties =>
  Object.defineProperty(properties, Symbol.toStringTag, { value: name });

/** One browser tab on a site with the tracker, as far as the tracker looks at it. */
class Tab {
  readonly #clock: SimulatedClock;
  readonly #send: (body: string) => Promise<object>;
  readonly #storages = [kindOf("Storage", {}), kindOf("Storage", {})];
  readonly #location = { protocol: "https:", host: "card.example", hostname: "card.example", pathname: "/0" };
  #pushState = (_state: unknown, _title: string, path: string) => {
    this.#location.pathname = path;
  };
  #listeners = new Map<string, ((event: object) => void)[]>();
  #isOpen = { value: false };

  constructor(clock: SimulatedClock, send: (body: string) => Promise<object>) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Loads a page; the tracker counts it as a view. */
  load(path: string): void {
    const isOpen = { value: true };
    const listeners = new Map<string, ((event: object) => void)[]>();
    const addEventListener = (type: string, listener: (event: object) => void) =>
      void listeners.set(type, [...(listeners.get(type) ?? []), listener]);
    Object.assign(this.#location, {
      pathname: path,
      href: `https://card.example${path}`,
      search: "",
      hash: "",
    });
    // What a page has begun ends with it.
    const later = (work: () => void, ms = 0) =>
      this.#clock.setTimeout(() => {
        if (isOpen.value) work();
      }, ms);
    const every = (work: () => void, ms: number): void => {
      later(() => {
        work();
        every(work, ms);
      }, ms);
    };
    const fetch = async (_endpoint: unknown, { body }: { body: string }) => {
      const answer = await this.#send(body);
      // The answer to a page that was left is read by nobody.
      if (!isOpen.value) await new Promise(() => {});
      return { status: 200, headers: new Headers(), json: async () => answer };
    };
    const history = kindOf("History", { pushState: this.#pushState, replaceState: this.#pushState });
    const script = kindOf("HTMLScriptElement", {
      src: "https://daybook.example/tracker.js",
      dataset: { userCode: "bench" },
    });
    const document = { currentScript: script, querySelector: () => null, referrer: "" };
    const window = {
      document,
      JSON,
      Date,
      Math,
      navigator: kindOf("Navigator", { language: "de-DE", sendBeacon: () => false }),
      location: this.#location,
      history,
      localStorage: this.#storages[0],
      sessionStorage: this.#storages[1],
      addEventListener,
      fetch,
      setTimeout: later,
      setInterval: every,
      queueMicrotask,
      Request: class {
        keepalive = true;
      },
      frameElement: null,
    };
    Object.defineProperty(window.Request.prototype, "keepalive", { value: true });
    this.#listeners = listeners;
    this.#isOpen = isOpen;
    const globals = { globalThis: window, window, ...window };
    runTracker(...GLOBALS.map((name) => globals[name]));
    this.#pushState = history.pushState;
  }

  /** Shows another page of the same document. */
  push(path: string): void {
    this.#location.pathname = path;
    Object.assign(this.#location, { href: `https://card.example${path}` });
    this.#pushState(null, "", path);
  }

  tap(): void {
    const link = { localName: "a", dataset: {}, href: "tel:+49170" };
    this.#emit("click", { button: 0, composedPath: () => [link], target: link });
  }

  /** The visitor turns to another app. */
  turnAway(): void {
    this.#emit("blur", {});
    this.#emit("visibilitychange", {});
  }

  leave(): void {
    this.#emit("visibilitychange", {});
    this.#emit("pagehide", { persisted: false });
    this.#isOpen.value = false;
  }

  #emit(type: string, event: object): void {
    for (const listener of this.#listeners.get(type) ?? []) listener({ type, ...event });
  }
}

/**
 * One visit by the built tracker, from now on: a view, then views and taps some seconds apart, then the page is left. Of
 * half of the visits each view is a new document, as on most sites; two taps of five open another app.
 * @param record told of each request when it is sent
 * @returns how many events it made
 */
export function visit(
  clock: SimulatedClock,
  server: Server,
  { views, clicks }: Habits,
  random: () => number,
  record: (request: Request) => void = () => {},
): number {
  const began = clock.now;
  const tab = new Tab(clock, async (body) => {
    const events = body.split('"type":').length - 1;
    record({ at: clock.now - began, events, bytes: body.length });
    await new Promise<void>((resolve) => clock.setTimeout(resolve, ON_THE_WAY_MS));
    await server({ events, bytes: body.length, body });
    await new Promise<void>((resolve) => clock.setTimeout(resolve, ON_THE_WAY_MS));
    return {
      accepted: events,
      duplicates: 0,
      filtered: 0,
      rejected: [],
      server_time: new Date(clock.now).toISOString(),
    };
  });
  const steps = [
    ...Array.from({ length: geometric(views - 1, random) }, () => "view" as const),
    ...Array.from({ length: geometric(clicks, random) }, () => "tap" as const),
  ];
  steps.sort(() => random() - 0.5);
  const isOneDocument = random() < 0.5;
  tab.load("/0");
  let at = 0;
  const then = (ms: number, work: () => void) => {
    at += ms;
    clock.setTimeout(work, at);
  };
  steps.forEach((step, index) => {
    then(1_000 + exponential(7_000, random), () => {
      if (step === "tap") return tab.tap();
      const path = `/${index + 1}`;
      if (isOneDocument) return tab.push(path);
      tab.leave();
      tab.load(path);
    });
    if (step === "tap" && random() < 0.4) {
      then(300, () => tab.turnAway());
      at += exponential(30_000, random);
    }
  });
  then(exponential(10_000, random), () => tab.leave());
  return 1 + steps.length;
}
