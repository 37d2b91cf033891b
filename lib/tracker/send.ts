import type { BatchError, BatchResult, Outcome, Rejection } from "#lib/contract.ts";
import { attempt, math, ownNavigator, time } from "#lib/tracker/browser.ts";
import { whyNot } from "#lib/tracker/privacy.ts";
import {
  dropped,
  forget,
  giveUp,
  type Heading,
  keep,
  MAX_BATCH,
  nextBatch,
  type Row,
  toBody,
  waiting,
} from "#lib/tracker/queue.ts";
import { say, settings } from "#lib/tracker/settings.ts";
import { closeVisit, uuidv7 } from "#lib/tracker/visit.ts";

const INTERVAL_MS = 10_000;
const ENOUGH = 25;
const WATCH_MS = 2_500;
const MAX_DOUBLINGS = 5;

const MINUTE_MS = 60_000;

/** An escaped path of the 200 characters that the server keeps of a page: three bytes each, three characters a byte. */
const MAX_PAGE = 1_800;

/** Browsers let 64 KiB outlive a page, and a character may have three bytes. */
const MAX_BODY = 21_000;

/** The tap that waits for its outcome. */
let watched: Omit<Row, "due"> | undefined;
let recorded = 0;
let failures = 0;

/** Events per batch, until one is taken: half as many after each that is refused for what it says. */
let most = MAX_BATCH;

/** What to add to this device's time. In minutes, so that all pages find the same. */
let skew = 0;

/** After a failure, the time of the next attempt. A page that is left tries before that, unless the server set the wait. */
let resumeAt = 0;

/** Seconds of the last answer's `Retry-After`, 0 without one. Until they are over nothing is sent, not even on leaving. */
let retryAfter = 0;

/** Lets the queue run on this page: on time, when the network returns, and whenever the visitor may leave for good. */
export function start(): void {
  setInterval(flush, INTERVAL_MS);
  addEventListener("blur", () => decide("opened"));
  addEventListener("pagehide", closeVisit);
  // Captured at the window, because not every browser lets the document's own events bubble up to it.
  for (const type of ["visibilitychange", "pagehide", "freeze", "online"])
    addEventListener(type, leave, true);
}

/** Puts an event into the queue: a click, if it has a target. `handsOver`: it should open another app; watch for it. */
export function add(
  heading: Heading,
  now: number,
  page: string,
  target?: string,
  site?: string,
  handsOver?: boolean,
): void {
  const row: Omit<Row, "due"> = {
    id: uuidv7(now),
    type: target ? "click" : "page_view",
    at: now,
    page: `${page}`.slice(0, MAX_PAGE),
    target,
    site,
    heading,
    endpoint: settings.endpoint,
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
export async function flush(): Promise<void> {
  try {
    // One tab at a time, or two might take over the same event.
    await (ownNavigator() as Navigator).locks.request("daybook", () => deliver());
  } catch {
    // Where storage is blocked, locks are too.
    await deliver();
  }
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

/** Sends batch after batch. `leaving`: in a way that outlives the page. */
async function deliver(leaving?: boolean): Promise<void> {
  const now = time.now();
  const isPaused = now < resumeAt && (!leaving || retryAfter);
  if (isPaused || whyNot()) return;
  const batch = nextBatch(waiting(now), most);
  if (!batch[0]) return;

  keepAll(batch, now + MINUTE_MS);
  const reported = dropped.count;
  const body = attempt(() => toBody(batch, now, skew));
  if (!body || (body.length > MAX_BODY && batch[1])) {
    refuse(batch);
    return deliver(leaving);
  }

  let answer: Partial<BatchResult & BatchError> | undefined;
  retryAfter = 0;
  try {
    const { endpoint } = settings;
    const canFetch = !leaving || "keepalive" in Request.prototype;
    const response = canFetch
      ? await fetch(endpoint, { method: "POST", body, keepalive: true, credentials: "omit" })
      : undefined;
    // Where fetch cannot outlive the page, or is a function of the page's own, a beacon can. It has no answer: a later page
    // sends again, to be sure.
    if (!response?.json) return void ownNavigator()?.sendBeacon(endpoint, body);
    retryAfter = Number(response.headers.get("Retry-After")) || 0;
    if (response.status < 429) answer = await response.json().catch(Object);
  } catch {}

  const { error, rejected, server_time } = answer ?? {};
  const code = error?.code as string;
  if (!answer) {
    keepAll(batch, now);
    // From zero to twice as long at every failure ("full jitter"), so that many browsers do not return at once.
    const backoff = math.random() * INTERVAL_MS * 2 ** math.min(++failures, MAX_DOUBLINGS);
    resumeAt = time.now() + math.max(backoff, retryAfter * 1000);
  } else if (rejected && server_time) {
    dropped.count -= reported;
    settle(batch, rejected, time.parse(server_time) - now);
  } else if (/^(unknown_owner|origin_not_allowed)$/.test(code)) {
    say(error);
    batch.forEach(forget);
  } else if (/^(invalid_(json|batch)|too_large)$/.test(code)) refuse(batch, error);
  // Else nothing of ours has answered: a firewall that dislikes this batch, or a hotel's sign-in page. Its rows are due
  // again in a minute, and the others go on.
  return deliver();
}

function keepAll(batch: Row[], due: number): void {
  for (const row of batch) keep(row, due);
}

/** The server has taken a batch: forgets what it stored, and what it will never store. `ahead`: how far its clock is. */
function settle(batch: Row[], rejected: Rejection[], ahead: number): void {
  failures = resumeAt = 0;
  most = MAX_BATCH;
  if (rejected[0]) say(rejected[0]);
  const corrected = math.round(ahead / MINUTE_MS) * MINUTE_MS;
  const isWrong = corrected !== skew;
  batch.forEach((row, index) => {
    const isClocksFault = rejected.some((each) => each.index === index && each.code !== "invalid_event");
    if (isWrong && isClocksFault) {
      skew = corrected;
      keep(row, 0);
    } else forget(row);
  });
}

/** A batch is refused for what it says: halves it, until the one event at fault is found and given up. */
function refuse(batch: Row[], fault?: BatchError["error"]): void {
  most = batch.length >> 1 || MAX_BATCH;
  if (batch[1]) keepAll(batch, 0);
  else {
    say(fault, batch[0]);
    batch.forEach(giveUp);
  }
}
