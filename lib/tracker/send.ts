import type { BatchError, BatchResult, Outcome } from "#lib/contract.ts";
import { isAllowed } from "#lib/tracker/privacy.ts";
import {
  dropped,
  forget,
  type Heading,
  keep,
  nextBatch,
  type Row,
  toBody,
  waiting,
} from "#lib/tracker/queue.ts";
import { settings } from "#lib/tracker/settings.ts";
import { uuidv7 } from "#lib/tracker/visit.ts";

const INTERVAL_MS = 10_000;
const ENOUGH = 25;
const WATCH_MS = 2_500;
const MAX_DOUBLINGS = 5;

const MINUTE_MS = 60_000;

/** The longest page name that the server takes. */
const MAX_PAGE = 200;

/** The tap that waits for its outcome. */
let watched: Omit<Row, "due"> | undefined;
let recorded = 0;
let failures = 0;
/** What to add to this device's time, because the server has refused it. In minutes, so that all pages find the same. */
let skew = 0;

/** After a failure, the time of the next attempt. A page that is left tries before that, unless the server set the wait. */
let resumeAt = 0;

/** Seconds of the last answer's `Retry-After`, 0 without one. Until they are over nothing is sent, not even on leaving. */
let retryAfter = 0;

/** Lets the queue run on this page: on time, when the network returns, and whenever the visitor may leave for good. */
export function start(): void {
  addEventListener("blur", () => decide("opened"));
  // Captured at the window, because not every browser lets the document's own events bubble up to it.
  for (const type of ["visibilitychange", "pagehide", "freeze", "online"])
    addEventListener(type, leave, true);
  setInterval(flush, INTERVAL_MS);
}

/** Puts an event into the queue: a click, if it has a target. `handsOver`: it should open another app; watch for it. */
export function add(heading: Heading, now: number, page: string, target?: string, handsOver?: boolean): void {
  const row: Omit<Row, "due"> = {
    id: uuidv7(now),
    type: target ? "click" : "page_view",
    at: now,
    page: page.slice(0, MAX_PAGE),
    target,
    heading,
  };
  keep(row, handsOver ? now + MINUTE_MS : 0);
  if (handsOver) {
    decide("stayed");
    watched = row;
    setTimeout(() => watched === row && decide("stayed"), WATCH_MS);
  }
  if (!(++recorded % ENOUGH)) flush();
}

/** Sends what is waiting. Resolves when it was tried; what could not be sent waits on. */
export function flush(): Promise<void> {
  // One tab at a time, or two might take over the same event. Where storage is blocked, locks are too.
  const work = () => deliver();
  return navigator.locks?.request("daybook", work).catch(work) ?? work();
}

/** The page may never be shown again. */
function leave(): void {
  decide("opened");
  deliver(true);
}

/** Gives the watched tap its outcome. */
function decide(outcome: Outcome): void {
  if (!watched) return;
  keep({ ...watched, outcome }, 0);
  watched = undefined;
}

/** Sends batch after batch. `leaving`: only this page's events, and in a way that outlives the page. */
async function deliver(leaving?: boolean): Promise<void> {
  const now = Date.now();
  const batch = nextBatch(waiting(now).filter((row) => row.due < now));
  const isPaused = now < resumeAt && (!leaving || retryAfter);
  if (!batch[0] || isPaused || !isAllowed()) return;

  const reported = dropped.count;
  const body = toBody(batch, batch[0], reported, now, skew);
  for (const row of batch) keep(row, now + MINUTE_MS);
  retryAfter = 0;
  try {
    // Where fetch cannot outlive the page, a beacon can. It has no answer: a later page sends again, to be sure.
    if (leaving && !("keepalive" in Request.prototype)) {
      navigator.sendBeacon(settings.endpoint, body);
      return;
    }
    const response = await fetch(settings.endpoint, {
      method: "POST",
      body,
      keepalive: true,
      credentials: "omit",
    });
    retryAfter = Number(response.headers.get("Retry-After")) || 0;
    if (response.status > 428) throw 0;
    // Whatever else answers, such as a hotel's sign-in page, has no such JSON: that is a failure, too.
    const { server_time, rejected, error }: BatchResult & BatchError = await response.json();
    const refusal = error ?? rejected[0];
    if (refusal && "debug" in settings) console.warn("Daybook", refusal);
    dropped.count -= reported;
    failures = resumeAt = 0;

    // A clock is corrected once. What the server then still refuses is not the clock's fault.
    const wrongBy = skew ? 0 : Math.round((Date.parse(server_time) - now) / MINUTE_MS) * MINUTE_MS;
    batch.forEach((row, index) => {
      if (wrongBy && rejected.some((rejection) => rejection.index === index && rejection.retryable)) {
        skew = wrongBy;
        keep(row, 0);
      } else forget(row);
    });
  } catch {
    for (const row of batch) keep(row, 0);
    // From zero to twice as long at every failure ("full jitter"), so that many browsers do not return at once.
    const backoff = Math.random() * INTERVAL_MS * 2 ** Math.min(++failures, MAX_DOUBLINGS);
    resumeAt = Date.now() + Math.max(backoff, retryAfter * 1000);
  }
  return deliver();
}
