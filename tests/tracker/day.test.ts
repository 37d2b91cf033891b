import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { accepted, fakeStorage, ofKind } from "#tests/tracker/support/page.ts";

/** `VISITORS=10000 npx vitest run tests/tracker/day.test.ts` for a whole day. */
const VISITORS = Number(process.env.VISITORS ?? 2_000);
const START = Date.parse("2026-11-22T00:00:00.000Z");
const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a visitor does, by the millisecond of the visit: a page, a tap on a link, or leaving. */
type Step = { after: number; page?: string; tap?: string; leave?: true };

/** The built script with the browser's globals as parameters, so that each visitor has a browser of its own. */
let script: (...globals: unknown[]) => void;
const GLOBALS = [
  "globalThis",
  "window",
  "document",
  "location",
  "addEventListener",
  "setInterval",
  "setTimeout",
  "queueMicrotask",
  "fetch",
  "Request",
];

beforeAll(() => {
  spawnSync(process.execPath, ["scripts/build-tracker.ts"], { cwd: root });
  const code = readFileSync(`${root}public/tracker.js`, "utf8");
  // Our own build, run as a page would run it.
  script = new Function(...GLOBALS, code) as typeof script;
});

/** One visit with the real script in a browser whose clock is the visit's. Resolves with the bodies it sent. */
async function visit(startedAt: number, steps: Step[]): Promise<string[]> {
  let now = startedAt;
  const sent: string[] = [];
  const listeners = new Map<string, ((event: object) => void)[]>();
  const fire = (type: string, event: object = { type }) => {
    for (const listener of listeners.get(type) ?? []) listener(event);
  };
  const timers: { at: number; run: () => void; every?: number }[] = [];
  const dataset = { userCode: "myclik" };
  const location = {
    href: "https://card.example/",
    origin: "https://card.example",
    pathname: "/",
    search: "",
    hash: "",
    host: "card.example",
  };
  class VisitDate extends Date {
    static override now = () => now;
  }
  const window = {
    JSON,
    Date: VisitDate,
    Math,
    navigator: ofKind("Navigator", { language: "de" }),
    navigation: ofKind("Navigation", {
      currentEntry: {},
      addEventListener: (_: string, listener: () => void) => listeners.set("navigated", [listener]),
    }),
    localStorage: fakeStorage(),
    sessionStorage: fakeStorage(),
  };
  script(
    window,
    window,
    {
      currentScript: { src: "https://daybook.example/tracker.js", dataset },
      referrer: "",
      querySelector: () => null,
    },
    location,
    (type: string, listener: () => void) => listeners.set(type, [...(listeners.get(type) ?? []), listener]),
    (run: () => void, every: number) => timers.push({ at: now + every, run, every }),
    (run: () => void, wait: number) => timers.push({ at: now + wait, run }),
    queueMicrotask,
    async (_: unknown, { body }: { body: string }) => {
      sent.push(body);
      return accepted(body);
    },
    { prototype: { keepalive: true } },
  );
  await settled();
  for (const step of steps) {
    const until = startedAt + step.after;
    for (;;) {
      const next = timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      now = next.at;
      timers.splice(timers.indexOf(next), 1);
      if (next.every) timers.push({ ...next, at: now + next.every });
      next.run();
      await settled();
    }
    now = until;
    if (step.page) {
      location.pathname = step.page;
      fire("navigated");
    }
    if (step.tap) {
      const link = { localName: "a", href: `${step.tap}1`, dataset: {} };
      fire("click", { button: 0, composedPath: () => [link] });
    }
    if (step.leave) {
      fire("pagehide");
      fire("visibilitychange");
    }
    await settled();
  }
  return sent;
}

/** A turn of the event loop: everything that the script awaits has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The same numbers at every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

/** Somebody who was handed a card: looks at one to five of its pages, a few seconds each, and taps up to three links. */
function cardVisit(next: () => number): Step[] {
  const steps: Step[] = [];
  let after = 0;
  const pages = 1 + Math.floor(next() ** 2 * 5);
  for (let page = 0; page < pages; page++) {
    if (page > 0) steps.push({ after, page: `/${page}` });
    after += 2_000 + next() ** 2 * 20_000;
  }
  const taps = Math.floor(next() * 3.5);
  for (let tap = 0; tap < taps; tap++) {
    steps.push({ after, tap: next() < 0.5 ? "tel:" : "mailto:" });
    after += 1_000 + next() * 8_000;
  }
  return [...steps, { after, leave: true }];
}

/** A screen at a fair that somebody tries out: touched several times a second, for some seconds. */
function busyVisit(next: () => number): Step[] {
  const steps: Step[] = [];
  let after = 0;
  for (let touch = 1; touch < 25; touch++) {
    after += 100 + next() * 250;
    steps.push({ after, page: `/${touch}` });
  }
  return [...steps, { after: after + 500, leave: true }];
}

async function day(visitors: number, plan: (next: () => number) => Step[]) {
  const next = random(42);
  let events = 0;
  let requests = 0;
  for (let visitor = 0; visitor < visitors; visitor++) {
    const steps = plan(next);
    const sent = await visit(START + Math.floor(next() * DAY_MS), steps);
    const ids = new Set(
      sent.flatMap((body) => JSON.parse(body).events.map((event: { id: string }) => event.id)),
    );
    // Nothing lost and nothing twice: the first page, and every step but the last, which only leaves.
    const delivered = sent.flatMap((body) => JSON.parse(body).events).length;
    if (ids.size !== steps.length || delivered !== steps.length) {
      throw new Error(`Of ${steps.length} events ${ids.size} arrived, in ${delivered} pieces.`);
    }
    events += steps.length;
    requests += sent.length;
  }
  const saved = 1 - requests / events;
  return { events, requests, saved };
}

const inWords = ({ events, requests, saved }: { events: number; requests: number; saved: number }) =>
  `${events} events in ${requests} requests: ${(saved * 100).toFixed(1)} % fewer than one each`;

test(`a day of ${VISITORS} visitors to a card: fewer requests than events, nothing lost, nothing sent twice`, async () => {
  const result = await day(VISITORS, cardVisit);
  console.log(`Card: ${inWords(result)}`);
  // What ten seconds of a person's visit allow: saving 95 % would take twenty events in each of them.
  expect(result.saved).toBeGreaterThan(0.3);
});

test("where events come fast enough to fill batches, at least 95 % fewer requests", async () => {
  const result = await day(VISITORS / 10, busyVisit);
  console.log(`Busy: ${inWords(result)}`);
  expect(result.saved).toBeGreaterThanOrEqual(0.95);
});
