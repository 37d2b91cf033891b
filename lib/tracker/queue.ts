import type { BatchSession, EventType, Outcome } from "#lib/contract.ts";
import { time, toJson } from "#lib/tracker/browser.ts";
import { settings } from "#lib/tracker/settings.ts";
import { keys, local, read, remove, write } from "#lib/tracker/storage.ts";

/**
 * Every event waits under a key of its own. So all tabs share one queue, and none can overwrite another's events or
 * bring back what was sent: nobody ever reads a list, changes it and writes it back.
 */
const PREFIX = "daybook:";

/** Keys of our own form. What else begins like them is somebody else's. */
const OURS = /^daybook:[\da-f-]{36}$/;

/** Whether this is an id as we make them, or as a site's own becomes. */
export function isId(id: string): boolean {
  return OURS.test(PREFIX + id);
}

/** As long as the server takes an event. */
const LONGEST_WAIT_MS = 7 * 86_400_000;
const MAX_WAITING = 1_000;

/** No event is put off for longer. A row whose time is further ahead was written by a clock that was wrong. */
const LONGEST_DELAY_MS = 10 * 60_000;

/** What all events of a visit share, as in a batch, but with the time in milliseconds as this device saw it. */
export type Heading = {
  v: 1;
  user_code?: string;
  share_code?: string;
  session: Omit<BatchSession, "started_at"> & { started_at: number };
};

/** An event as it waits: complete in itself, so that any later page can send it. */
export type Row = {
  id: string;
  type: EventType;
  at: number;
  page: string;
  target?: string;
  /** The host of the other site that a click leads to. */
  site?: string;
  outcome?: Outcome;
  heading: Heading;
  /** The server that it is for. */
  endpoint?: string;
  /** No page may send it before this time: it is on its way, or its outcome is still open. */
  due: number;
};

/** Events given up since the last acknowledged batch. */
export const dropped = { count: 0 };

/** Keeps a row until it is forgotten, or replaces it. */
export function keep(row: Omit<Row, "due">, due: number): void {
  write(local, PREFIX + row.id, { ...row, due });
}

export function forget({ id }: Row): void {
  remove(local, PREFIX + id);
}

/** Forgets a row that will not be sent, and counts it. */
export function giveUp(row: Row): void {
  forget(row);
  dropped.count++;
}

/** The rows of all tabs that can be sent now, what was not tried before first. Those not worth sending are given up here. */
export function waiting(now: number): Row[] {
  const rows = keys()
    .filter((key) => OURS.test(key))
    .sort()
    .flatMap((key) => readRow(key) ?? []);
  return rows
    .filter((row, index) => {
      if (row.at > now - LONGEST_WAIT_MS && index >= rows.length - MAX_WAITING) return true;
      giveUp(row);
      return false;
    })
    .filter(({ due }) => due <= now || due > now + LONGEST_DELAY_MS)
    .sort((one, other) => one.due - other.due);
}

/** The row under a key of ours. One that is broken is removed, and one for another server is left to that one's tracker. */
function readRow(key: string): Row | undefined {
  // The script of before wrote short names, and not which server an event is for.
  const { t, n, heading = t, due = n, endpoint = settings.endpoint, ...event } = Object(read(local, key));
  if (PREFIX + event.id !== key || !(event.at > 0) || !(due >= 0) || !heading?.session) remove(local, key);
  else if (endpoint === settings.endpoint) return { ...event, heading, due, endpoint };
}

/**
 * Events per request. Names of common lengths fill a tenth of the 64 KiB that browsers allow a request which outlives its
 * page; a batch that turns out too large is halved.
 */
export const MAX_BATCH = 30;

/** The first of these rows that can share a batch. */
export function nextBatch(rows: Row[], most: number): Row[] {
  const [first] = rows.map(visitOfRow);
  return rows.filter((row) => visitOfRow(row) === first).slice(0, most);
}

const visitOfRow = ({ heading }: Row) => [heading.user_code, heading.share_code, heading.session.id].join();

/** The body for rows of one visit; `skew` is what is to be added to every time that this device saw. Throws for a time that is none. */
export function toBody(rows: Row[], now: number, skew: number): string {
  const iso = (at: number) => new time(at + skew).toISOString();
  const { heading } = rows[0] as Row;
  const session = { ...heading.session, started_at: iso(heading.session.started_at) };
  const envelope = toJson({ ...heading, session, sent_at: iso(now), dropped: dropped.count });
  const events = rows.map(({ heading, due, endpoint, ...event }) => toJson({ ...event, at: iso(event.at) }));
  return `${envelope.slice(0, -1)},"events":[${events}]}`;
}
