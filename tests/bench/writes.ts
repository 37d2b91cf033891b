/**
 * `npm run bench:writes`: how many writes a day of visits makes, by the built tracker and the real coalescer on a simulated
 * clock, beside the aim of 95 % fewer writes than events. Days of 1,000 and 10,000 visitors are played whole; larger ones
 * are made of the requests of 10,000 visitors' visits, whose figures for 10,000 stand beside the played ones.
 */
import { Coalescer } from "#lib/ingest/write/coalescer.ts";
import type { FlushBatch } from "#lib/ingest/write/payload.ts";
import { figure } from "#tests/bench/figures.ts";
import { SimulatedClock } from "#tests/bench/simulated-clock.ts";
import {
  beginnings,
  type Habits,
  type Request,
  randomNumbers,
  type Server,
  visit,
} from "#tests/bench/simulated-visits.ts";

const MIDNIGHT = Date.parse("2026-11-25T00:00:00Z");
const AIM = 95;

type DaysHabits = Habits & { visitsPerVisitor: number };

const HABITS: [string, DaysHabits][] = [
  ["7.5", { visitsPerVisitor: 0.8, views: 5, clicks: 2.5 }],
  ["3.5", { visitsPerVisitor: 1, views: 2.25, clicks: 1.25 }],
];
/** 2.5 s is the Next route's default, 25 s the ingest server's. */
const PACES = [0, 1_000, 2_500, 20_000, 25_000];
const DEFAULTS = [2_500, 25_000];

/** A visit as it was played: its events, and what it sent. */
type Visit = { events: number; requests: Request[] };

/** `made` events, of which `sent` have some again, because the page was left before the answer came. */
type Day = { made: number; sent: number; requests: number; writes: number; waits: number[] };

/** A server of which only the coalescer is real; a flush takes 10 ms and 0.04 ms an event. */
function server(clock: SimulatedClock, paceMs: number, day: Day): Server {
  const write = async (batches: FlushBatch[]) => {
    day.writes += 1;
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 10 + 0.1 * batches.length));
    return { ok: true as const, stored: batches.map(() => ({ stored: 0, duplicates: 0, filtered: 0 })) };
  };
  const coalescer = new Coalescer(write, { ms: paceMs });
  const empty = { session: null, page_views: [], clicks: [], filtered: {}, rejected: {} };
  return async ({ events, bytes }) => {
    const came = clock.now;
    day.requests += 1;
    day.sent += events;
    const { ok } = await coalescer.add({ user_code: "bench", ...empty }, events, bytes);
    if (!ok) throw new Error("The queue was full.");
    day.waits.push(clock.now - came);
  };
}

const emptyDay = (): Day => ({ made: 0, sent: 0, requests: 0, writes: 0, waits: [] });

/** A day played by the built tracker, and each visit's requests. */
async function played(
  visitors: number,
  habits: DaysHabits,
  paceMs: number,
): Promise<{ day: Day; visits: Visit[] }> {
  const clock = new SimulatedClock(MIDNIGHT);
  const random = randomNumbers(visitors);
  const day = emptyDay();
  const serve = server(clock, paceMs, day);
  const visits: Visit[] = [];
  for (const at of beginnings(visitors * habits.visitsPerVisitor, random)) {
    clock.setTimeout(() => {
      const requests: Request[] = [];
      const events = visit(clock, serve, habits, random, (request) => requests.push(request));
      visits.push({ events, requests });
      day.made += events;
    }, at);
  }
  await clock.run();
  return { day, visits };
}

/** A day of visits drawn from these. */
async function drawn(visitors: number, habits: DaysHabits, paceMs: number, visits: Visit[]): Promise<Day> {
  const clock = new SimulatedClock(MIDNIGHT);
  const random = randomNumbers(visitors);
  const day = emptyDay();
  const serve = server(clock, paceMs, day);
  const starts = beginnings(visitors * habits.visitsPerVisitor, random);
  // One after the other, so that not a whole day's requests are in memory.
  const begin = (index: number) => {
    const start = starts[index];
    if (start === undefined) return;
    clock.setTimeout(
      () => {
        const { events, requests } = visits[Math.floor(random() * visits.length)] as Visit;
        day.made += events;
        for (const request of requests) clock.setTimeout(() => void serve(request), request.at);
        begin(index + 1);
      },
      MIDNIGHT + start - clock.now,
    );
  };
  begin(0);
  await clock.run();
  return day;
}

function print(what: (string | number)[], day: Day, isAim: boolean): void {
  const { made, sent, requests, writes, waits } = day;
  waits.sort((one, other) => one - other);
  const seconds = (ms = 0) => (ms / 1000).toFixed(1);
  const fewer = 100 * (1 - writes / made);
  const again = `${((100 * (sent - made)) / made).toFixed(1)} %`;
  const cells = [...what, made, again, requests, writes, `${fewer.toFixed(1)} %`];
  cells.push(seconds(waits[Math.floor(waits.length / 2)]), seconds(waits.at(-1)));
  const verdict = isAim ? `   aim ${AIM} %: ${fewer >= AIM ? "met" : "missed"}` : "";
  const [visitors, habit, pace, how] = what;
  if (habit === "7.5" && how === (visitors === 1_000 || visitors === 10_000 ? "played" : "drawn")) {
    figure({
      id: `${visitors}-pace-${pace}`,
      what: `${visitors?.toLocaleString("en")} visitors, pace ${pace} s`,
      value: fewer,
      unit: "% fewer writes",
      ...(isAim && { atLeast: AIM }),
    });
  }
  console.log(row(cells) + verdict);
}

function row(cells: (string | number)[]): string {
  return cells
    .map((cell) => String(typeof cell === "number" ? cell.toLocaleString("en") : cell).padStart(10))
    .join("");
}

console.log(
  row([
    "visitors",
    "a visit",
    "pace s",
    "",
    "events",
    "sent again",
    "requests",
    "writes",
    "fewer",
    "median s",
    "longest s",
  ]),
);
for (const [name, habits] of HABITS) {
  for (const paceMs of PACES) {
    const { day, visits } = await played(10_000, habits, paceMs);
    const show = (visitors: number, how: string, shown: Day) => {
      const from = paceMs === 25_000 ? 10_000 : 100_000;
      const isAim = name === "7.5" && DEFAULTS.includes(paceMs) && visitors >= from;
      print([visitors, name, paceMs / 1000, how], shown, isAim);
    };
    show(1_000, "played", (await played(1_000, habits, paceMs)).day);
    show(10_000, "played", day);
    show(10_000, "drawn", await drawn(10_000, habits, paceMs, visits));
    show(100_000, "drawn", await drawn(100_000, habits, paceMs, visits));
    if (DEFAULTS.includes(paceMs)) show(1_000_000, "drawn", await drawn(1_000_000, habits, paceMs, visits));
  }
}
