/**
 * `npm run bench:load [minutes]` (5): days of 10,000 and of 1,000,000 visitors through the HTTP door of the ingest server
 * on a native PostgreSQL, while dashboards are read and the nightly run works. Of each day some time at 14:00, its busiest, at its
 * true rate, then the whole day as fast as it is taken: as many of its visitors as the time is enough for, spread over the day.
 * Answers get lost and are asked for again, requests come twice, phones come back hours later, and a tenth of a day comes within
 * three minutes. In the end every event must be stored and accounted for, once. Clients, servers and PostgreSQL share one machine.
 */
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { figure } from "#tests/bench/figures.ts";
import { startApi, startStandalone } from "#tests/bench/ingest-parts.ts";
import { loadOwner, MEMBER, prepare } from "#tests/bench/rollup-load.ts";
import { SimulatedClock } from "#tests/bench/simulated-clock.ts";
import { beginnings, randomNumbers, type Server, visit } from "#tests/bench/simulated-visits.ts";
import { CHROME } from "#tests/ingest/support/batch.ts";
import { processNote } from "#tests/soak/soak.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of 10,000 visitors 40,000 views and 20,000 clicks. */
const HABITS = { views: 4, clicks: 2 };
/** So many different visits are played by the tracker; those of a day are drawn from them, under ids of their own. */
const PLAYED = 400;
/** Visitors of a day that is sent at speed, taken from all its hours at once. */
const A_ROUND = 2_000;
const AIM_MS = 100;

/** When the visits are played; what they send is moved to the time of the load. */
const PLAYED_AT = Date.parse("2026-11-25T12:00:00Z");

/** How often things go wrong. */
const LOST_ANSWERS = 0.02;
const TWICE = 0.01;
const OFFLINE = 0.03;
const IN_A_SPIKE = 0.1;

export type LoadPlan = {
  visitors: number;
  owners: number;
  /** The day at its true rate, in seconds; 0: not at all. */
  sliceSeconds: number;
  /** Then as many of its visitors as this is enough for, at speed. */
  speedSeconds: number;
  onProgress?: (line: string) => void;
};

export type LoadOutcome = {
  /** Visitors of the whole day whose visits were sent at speed, and how many events a second that made. */
  sent: { visitors: number; events: number; eventsPerSecond: number };
  lostAnswers: number;
  /** 503 or no connection: sent again later. */
  refused: number;
  /** What is in the database less what was sent: 0 is right, of each. */
  views: number;
  clicks: number;
  sessions: number;
  storedTwice: number;
  dailyViews: number;
  dailyClicks: number;
  unaccounted: number;
  daysThatDiffer: number;
  /** In milliseconds, shortest first. */
  dashboards: { slice: number[]; speed: number[] };
  nightlyRuns: number;
  /** Of the ingest server while it works at speed, in MiB. */
  memory: number[];
};

/** A visit as the tracker played it; `at` in milliseconds since it began. */
type Played = { requests: { at: number; body: string }[]; views: number; clicks: number };

/** A visit of the load. Everything it sends has its number in it, so that no two share an id. */
type Visitor = { number: number; owner: string; began: number; played: Played };

type Due = { at: number; visitor: Visitor; body: string };

/** Sends a day, and counts what became of it. */
export async function loadDay(plan: LoadPlan): Promise<LoadOutcome> {
  const { visitors, owners, sliceSeconds, speedSeconds, onProgress = () => {} } = plan;
  const random = randomNumbers(visitors);
  const played = await playedVisits();
  const postgres = await startNativePostgres(["-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB"]);
  const sql = new pg.Client(postgres.url);
  await sql.connect();
  await prepare(sql);
  const codes = Array.from({ length: owners }, (_, index) => `load${index}`);
  for (const code of codes) await loadOwner(sql, code);
  const api = await startApi(postgres.url);
  // A member who is signed in, as the API's Auth knows it.
  await sql.query("insert into auth.users (id, email) values ($1, 'load@example.com')", [MEMBER]);
  await sql.query("insert into auth.sessions (id, user_id) values ($1, $1)", [MEMBER]);
  let memory: number[] = [];
  const dashboards = { slice: [] as number[], speed: [] as number[] };
  const ledger = new Ledger();
  let nightlyRuns = 0;
  let made = 0;
  /** One owner has a tenth of the visitors, all together share the others. */
  const draw = (began: number): Visitor => {
    const owner = codes[random() < 0.1 ? 0 : Math.floor(random() * owners)] ?? "";
    const of = played[Math.floor(random() * played.length)] as Played;
    return { number: made++, owner, began: Math.round(began), played: of };
  };

  /** Sends what is due, while dashboards are read and nights happen; then waits for every answer. */
  const run = async (
    { paceMs, most, times }: { paceMs: number; most: number; times: number[] },
    send: (crowd: Crowd) => Promise<void>,
  ) => {
    const server = await startStandalone(api.url, {
      INGEST_PACE_MS: String(paceMs),
      CLIENT_ADDRESS_HEADER: "x-real-ip",
      // Past the API, as this server is meant to run.
      DATABASE_URL: postgres.url,
    });
    memory = [];
    const stopped = new AbortController();
    const crowd = new Crowd(server.url, ledger, random, most, stopped.signal);
    const watching = Promise.all([
      readDashboards(postgres.url, codes, times, stopped.signal),
      workAtNight(postgres.url, () => nightlyRuns++, stopped.signal),
      every(5_000, stopped.signal, () => {
        const { memoryMb } = processNote(server.pid);
        memory.push(memoryMb);
        onProgress(
          `${ledger.requests.toLocaleString("en")} requests, ${ledger.events.toLocaleString("en")} events; ${ledger.waiting} wait; ` +
            `server ${memoryMb.toFixed(0)} MiB; dashboards p95 ${percentile(times, 0.95).toFixed(0)} ms`,
        );
      }),
    ]);
    try {
      await Promise.race([send(crowd).then(() => crowd.settled()), watching]);
    } finally {
      stopped.abort();
      await watching.finally(() => server.stop());
    }
  };

  try {
    if (sliceSeconds > 0) {
      const from = 14 * HOUR_MS - sliceSeconds * 500;
      const starts = beginnings(visitors, random).filter(
        (at) => at >= from && at < from + sliceSeconds * 1000,
      );
      onProgress(`${starts.length} visits of ${sliceSeconds} s, at their true rate`);
      await run(
        { paceMs: 25_000, most: Number.POSITIVE_INFINITY, times: dashboards.slice },
        async (crowd) => {
          const now = Date.now();
          const visits = starts.map((at) => draw(now + at - from));
          const due = dueRequests(visits, random, sliceSeconds * 1000);
          for (const one of due) {
            // What is left of visits after the slice comes ten times as fast, so that it ends.
            const late = Math.max(0, one.at - now - sliceSeconds * 1000);
            await sleep(Math.max(0, one.at - 0.9 * late - Date.now()));
            await crowd.send(one);
          }
        },
      );
    }

    // The day before yesterday: its last visits are over, and the salts of its visitors are kept.
    const midnight = (Math.floor(Date.now() / DAY_MS) - 2) * DAY_MS;
    const starts = withSpike(beginnings(visitors, random), random);
    const sent = { visitors: 0, events: 0, eventsPerSecond: 0 };
    await run({ paceMs: 250, most: 1_000, times: dashboards.speed }, async (crowd) => {
      const began = performance.now();
      const eventsBefore = ledger.events;
      const isOver = () => performance.now() - began > speedSeconds * 1000;
      // A day that may not fit into the time is taken in rounds of visits from all hours, so that what fits has the day's course.
      const rounds = Math.ceil(visitors / A_ROUND);
      for (let round = 0; round < rounds && !isOver(); round++) {
        const some = starts.filter((_, index) => index % rounds === round).map((at) => draw(midnight + at));
        for (const one of dueRequests(some, random, DAY_MS)) await crowd.send(one);
        sent.visitors += some.length;
      }
      await crowd.settled();
      sent.events = ledger.events - eventsBefore;
      sent.eventsPerSecond = sent.events / ((performance.now() - began) / 1000);
    });
    const { lostAnswers, refused } = ledger;
    const differences = await compared(sql, ledger);
    return {
      sent,
      lostAnswers,
      refused,
      ...differences,
      dashboards: sorted(dashboards),
      nightlyRuns,
      memory,
    };
  } finally {
    await api.stop();
    await sql.end();
    await postgres.stop();
  }
}

/** What was sent, and what came of it. */
class Ledger {
  visits = new Set<number>();
  views = 0;
  clicks = 0;
  /** Events in requests that were answered with 200, also where nobody read the answer: those again that came again. */
  answered = 0;
  /** Events, each once. */
  events = 0;
  requests = 0;
  waiting = 0;
  lostAnswers = 0;
  refused = 0;
}

/** Visits by the built tracker, each alone, on a simulated clock, answered as the ingest server does in the middle. */
async function playedVisits(): Promise<Played[]> {
  const random = randomNumbers(PLAYED);
  const all: Played[] = [];
  for (let index = 0; index < PLAYED; index++) {
    const clock = new SimulatedClock(PLAYED_AT);
    const requests: Played["requests"] = [];
    const answer: Server = async ({ body = "" }) => {
      requests.push({ at: clock.now - PLAYED_AT, body });
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 12_500));
    };
    // Within the clock's time, in which the tracker asks what time it is.
    clock.setTimeout(() => visit(clock, answer, HABITS, random));
    await clock.run();
    const events = requests.flatMap(({ body }) => JSON.parse(body).events as { id: string; type: string }[]);
    const kinds = new Map(events.map(({ id, type }) => [id, type]));
    const clicks = [...kinds.values()].filter((type) => type === "click").length;
    all.push({ requests, views: kinds.size - clicks, clicks });
  }
  return all;
}

/**
 * When visitors send what, in order. Some were offline: what they have comes when they are back, up to five hours later, or at the
 * end of the time that is played.
 */
function dueRequests(visitors: Visitor[], random: () => number, withinMs: number): Due[] {
  return visitors
    .flatMap((visitor) => {
      const offlineMs = random() < OFFLINE ? random() * Math.min(5 * HOUR_MS, withinMs) : 0;
      return visitor.played.requests.map(({ at, body }) => ({
        at: visitor.began + at + offlineMs,
        visitor,
        body,
      }));
    })
    .sort((one, other) => one.at - other.at);
}

/** Something goes around: a part of the day's visits begins within three minutes, at 20:00. */
function withSpike(starts: number[], random: () => number): number[] {
  return starts
    .map((at) => (random() < IN_A_SPIKE ? 20 * HOUR_MS + random() * 180_000 : at))
    .sort((one, other) => one - other);
}

/** The visit's own times and ids in a body that another visit's tracker made. */
function stamped(body: string, { number, owner, began }: Visitor): { text: string; events: number } {
  const shift = began - PLAYED_AT;
  const tail = number.toString(16).padStart(12, "0");
  const text = body
    .replaceAll(/"id":"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f-]{9})-[0-9a-f]{12}"/g, (_, high, low, middle) => {
      const time = (Number.parseInt(high + low, 16) + shift).toString(16).padStart(12, "0");
      return `"id":"${time.slice(0, 8)}-${time.slice(8)}-${middle}-${tail}"`;
    })
    .replaceAll(
      /"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g,
      (_, at) => `"${new Date(Date.parse(at) + shift).toISOString()}"`,
    );
  const batch = JSON.parse(text);
  batch.user_code = owner;
  batch.share_code = number % 3 === 0 ? "" : `s${1 + (number % 50)}`;
  batch.sent_at = new Date().toISOString();
  return { text: JSON.stringify(batch), events: batch.events.length };
}

const NO_ANSWER = { status: 0, answer: "" };

/** Browsers that send until they are answered, at most so many at a time, or until it is over. */
class Crowd {
  readonly #url: string;
  readonly #ledger: Ledger;
  readonly #random: () => number;
  readonly #most: number;
  readonly #over: AbortSignal;
  #fault: unknown;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, timeout: 60_000 });
  #free: (() => void)[] = [];
  #idle: (() => void)[] = [];

  constructor(url: string, ledger: Ledger, random: () => number, most: number, over: AbortSignal) {
    this.#url = url;
    this.#ledger = ledger;
    this.#random = random;
    this.#most = most;
    this.#over = over;
  }

  /** Resolves when there is room for the next. */
  async send({ visitor, body }: Due): Promise<void> {
    const ledger = this.#ledger;
    if (!ledger.visits.has(visitor.number)) {
      ledger.visits.add(visitor.number);
      ledger.views += visitor.played.views;
      ledger.clicks += visitor.played.clicks;
      ledger.events += visitor.played.views + visitor.played.clicks;
    }
    const times = this.#random() < TWICE ? 2 : 1;
    for (let time = 0; time < times; time++) {
      ledger.waiting++;
      const end = (fault?: unknown) => {
        this.#fault ??= fault;
        ledger.waiting--;
        this.#free.shift()?.();
        if (ledger.waiting === 0) for (const settle of this.#idle.splice(0)) settle();
      };
      void this.#until200(visitor, body).then(() => end(), end);
    }
    while (ledger.waiting >= this.#most) await new Promise<void>((resolve) => this.#free.push(resolve));
  }

  /** Resolves when all are answered. @throws what the server answered otherwise than it should */
  async settled(): Promise<void> {
    if (this.#ledger.waiting > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    this.#agent.destroy();
    if (this.#fault) throw this.#fault;
  }

  async #until200(visitor: Visitor, body: string): Promise<void> {
    for (let mayLose = true; !this.#over.aborted && !this.#fault; ) {
      const isLost = mayLose && this.#random() < LOST_ANSWERS;
      const { text, events } = stamped(body, visitor);
      this.#ledger.requests++;
      const { status, answer } = await this.#post(text, visitor.number, isLost).catch(() => NO_ANSWER);
      if (status === 200) this.#ledger.answered += events;
      const isTaken = status === 200 && (isLost || answer.includes('"filtered":0,"rejected":[]'));
      if (!isTaken && status !== 503 && status !== 0)
        throw new Error(`The server answered ${status}: ${answer}`);
      if (isTaken && !isLost) return;
      if (isLost) this.#ledger.lostAnswers++;
      else this.#ledger.refused++;
      // An answer that is lost once is read the next time.
      mayLose = false;
      await sleep(200 + Math.random() * 800);
    }
  }

  /** Of a lost answer only the status is read. */
  #post(text: string, number: number, isLost: boolean): Promise<typeof NO_ANSWER> {
    const headers = {
      "User-Agent": CHROME,
      "Content-Type": "text/plain",
      // An address for each visitor: 10.0.0.0 has enough.
      "X-Real-IP": `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    };
    return new Promise((resolve, reject) => {
      const call = request(
        `${this.#url}/api/ingest`,
        { method: "POST", agent: this.#agent, headers },
        (response) => {
          const { statusCode: status = 0 } = response;
          if (isLost) {
            response.on("error", () => {});
            response.destroy();
            return resolve({ status, answer: "" });
          }
          let answer = "";
          response.setEncoding("utf8");
          response.on("data", (part) => {
            answer += part;
          });
          response.on("error", reject);
          response.on("end", () => resolve({ status, answer }));
        },
      );
      call.on("error", reject);
      call.end(text);
    });
  }
}

/** A member looks at one owner after the other, four times a second at most. */
async function readDashboards(
  url: string,
  owners: string[],
  times: number[],
  signal: AbortSignal,
): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    "select set_config('request.jwt.claims', $1, false), set_config('request.jwt.claim.sub', $2, false)",
    [JSON.stringify({ sub: MEMBER, session_id: MEMBER }), MEMBER],
  );
  let turn = 0;
  // A connection plans its first answer, which is told by itself.
  await client.query("select analytics_dashboard($1)", [owners[0]]);
  await every(250, signal, async () => {
    // Every fourth look is at the largest.
    const owner = owners[turn % 4 === 0 ? 0 : (turn * 7919) % owners.length];
    turn++;
    const asked = performance.now();
    await client.query(
      "select analytics_dashboard($1, current_date - 29, current_date, p_compare => 'previous')",
      [owner],
    );
    times.push(performance.now() - asked);
  });
  await client.end();
}

/** The nightly run, every ten seconds. */
async function workAtNight(url: string, done: () => void, signal: AbortSignal): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await every(10_000, signal, async () => {
    await client.query("call daybook.aggregate_nightly()");
    done();
  });
  await client.end();
}

/** Does something at once and again after each while, until it is told to stop. */
async function every(ms: number, signal: AbortSignal, work: () => unknown): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(ms, undefined, { signal }).catch(() => {});
  }
}

/** What the database holds, less what was sent. */
async function compared(
  sql: pg.Client,
  ledger: Ledger,
): Promise<
  Pick<
    LoadOutcome,
    | "views"
    | "clicks"
    | "sessions"
    | "storedTwice"
    | "dailyViews"
    | "dailyClicks"
    | "unaccounted"
    | "daysThatDiffer"
  >
> {
  await sql.query("call daybook.aggregate_nightly()");
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  const [found] = (
    await sql.query(`
      select
        (select count(*)::int from analytics_page_views) as views,
        (select count(*)::int from analytics_clicks) as clicks,
        (select count(distinct session_id)::int from analytics_sessions) as sessions,
        (select (count(*) - count(distinct event_id))::int from (
           select event_id from analytics_page_views union all select event_id from analytics_clicks
         ) as e) as stored_twice,
        (select sum(page_views)::int from analytics_daily_user_stats) as daily_views,
        (select sum(clicks)::int from analytics_daily_user_stats) as daily_clicks,
        (select sum(events)::int from (
           select kind, events from analytics_daily_ingest_stats union all select kind, events from analytics_ingest_log
         ) as a) as accounted,
        (select jsonb_array_length(analytics_verify(current_date - 8, current_date) -> 'differing')) as differing`)
  ).rows;
  return {
    views: found.views - ledger.views,
    clicks: found.clicks - ledger.clicks,
    sessions: found.sessions - ledger.visits.size,
    storedTwice: found.stored_twice,
    dailyViews: found.daily_views - ledger.views,
    dailyClicks: found.daily_clicks - ledger.clicks,
    unaccounted: found.accounted - ledger.answered,
    daysThatDiffer: found.differing,
  };
}

const sorted = ({ slice, speed }: LoadOutcome["dashboards"]) => ({
  slice: slice.toSorted((one, other) => one - other),
  speed: speed.toSorted((one, other) => one - other),
});

function percentile(times: number[], part: number): number {
  const inOrder = times.toSorted((one, other) => one - other);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * part))] ?? 0;
}

/** The middle of the last quarter beside that of the second, when everything is warm: 1 is flat. */
function growth(memory: number[]): number {
  const quarter = Math.floor(memory.length / 4);
  const middle = (part: number[]) => percentile(part, 0.5);
  return middle(memory.slice(3 * quarter)) / middle(memory.slice(quarter, 2 * quarter));
}

if (process.argv[1] === import.meta.filename) await bench();

async function bench(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { small: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const minutes = Number(positionals[0] ?? (values.small ? 1 : 5));
  // Slices and what surrounds them take a part of the time.
  const sliceSeconds = minutes * 10;
  const days = [
    { visitors: 10_000, owners: 20, sliceSeconds, speedSeconds: minutes * 20 },
    { visitors: 1_000_000, owners: 500, sliceSeconds, speedSeconds: minutes * 20 },
  ];
  for (const day of days) {
    const name = day.visitors.toLocaleString("en");
    console.log(`\nA day of ${name} visitors, ${day.owners} owners`);
    const outcome = await loadDay({ ...day, onProgress: (line) => console.log(`  ${line}`) });
    const { sent, dashboards, memory, nightlyRuns, lostAnswers, refused, ...faults } = outcome;
    const isRight = Object.values(faults).every((difference) => difference === 0);
    const share = (100 * sent.visitors) / day.visitors;
    console.log(
      `  At speed ${sent.visitors.toLocaleString("en")} visitors, ${share.toFixed(0)} % of the day: ${sent.events.toLocaleString("en")} events, ` +
        `${Math.round(sent.eventsPerSecond).toLocaleString("en")} a second. ${lostAnswers} answers lost, ${refused} requests refused; ${nightlyRuns} nightly runs.`,
    );
    console.log(
      isRight ? "  Nothing is lost, doubled or unaccounted for." : `  WRONG: ${JSON.stringify(faults)}`,
    );
    const id = String(day.visitors);
    const tell = (what: string, value: number, unit: string, atMost?: number) => {
      console.log(
        `  ${what}: ${value.toFixed(1)} ${unit}${atMost === undefined ? "" : ` (aim: ${atMost} at most)`}`,
      );
    };
    const note = (suffix: string, what: string, value: number, unit: string, atMost?: number) => {
      tell(what, value, unit, atMost);
      figure({
        id: `${id}-${suffix}`,
        what: `${name} visitors: ${what}`,
        value,
        unit,
        ...(atMost !== undefined && { atMost }),
      });
    };
    note("share", "part of the day that was sent at speed", share, "%");
    note("rate", "events a second at speed", sent.eventsPerSecond, "events/s");
    note(
      "wrong",
      "events lost, doubled or unaccounted for",
      Object.values(faults).reduce((sum, one) => sum + Math.abs(one), 0),
      "",
      0,
    );
    note(
      "slice-p95",
      "dashboards' p95 at the busiest time",
      percentile(dashboards.slice, 0.95),
      "ms",
      AIM_MS,
    );
    note("speed-p95", "dashboards' p95 at speed", percentile(dashboards.speed, 0.95), "ms");
    note("memory", "the ingest server's most memory", Math.max(...memory), "MiB");
    note("memory-growth", "its memory at the end beside the beginning", growth(memory), "times", 1.25);
    if (!isRight) process.exitCode = 1;
  }
}
