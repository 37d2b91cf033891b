import type { BatchSession, EventType, Outcome } from "#lib/contract.ts";
import { local, memory, write } from "#lib/tracker/storage.ts";

/**
 * Every event waits under a key of its own. So all tabs share one queue, and none can overwrite another's events or
 * bring back what was sent: nobody ever reads a list, changes it and writes it back.
 */
const PREFIX = "daybook:";

const DAY_MS = 86_400_000;
const MAX_WAITING = 1_000;

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
  outcome?: Outcome;
  heading: Heading;
  /** No page may send it before this time: it is on its way, or its outcome is still open. */
  due: number;
};

/** Events given up since the last acknowledged batch: too old or too many. */
export const dropped = { count: 0 };

/** Keeps a row until it is forgotten, or replaces it. */
export function keep(row: Omit<Row, "due">, due: number): void {
  write(local, PREFIX + row.id, JSON.stringify({ ...row, due }));
}

export function forget({ id }: Row): void {
  delete local[PREFIX + id];
  delete memory[PREFIX + id];
}

/** The rows of all tabs that are still worth sending, oldest first. The others are given up here, and counted. */
export function waiting(now: number): Row[] {
  const rows: Row[] = Object.entries({ ...local, ...memory })
    .filter(([key]) => key.startsWith(PREFIX))
    .sort()
    .map(([, json]) => JSON.parse(json));
  return rows.filter((row, index) => {
    if (row.at > now - DAY_MS && index >= rows.length - MAX_WAITING) return true;
    forget(row);
    // What was under way when its page was left has most likely arrived.
    if (!row.due) dropped.count++;
    return false;
  });
}

/**
 * Events per request. Whatever they hold (a page of 200 and a target of 64 characters at 6 bytes each), the body stays
 * below the 64 KiB that browsers allow a request which outlives its page.
 */
export const MAX_BATCH = 30;

/** The first of these rows that can share a batch. */
export function nextBatch(rows: Row[]): Row[] {
  const first = JSON.stringify(rows[0]?.heading);
  return rows.filter((row) => JSON.stringify(row.heading) === first).slice(0, MAX_BATCH);
}

/** The body for rows of one heading; `skew` is what is to be added to every time that this device saw. */
export function toBody(rows: Row[], { heading }: Row, dropped: number, now: number, skew: number): string {
  const events = rows.map(({ heading, due, ...event }) => event);
  return JSON.stringify({ ...heading, sent_at: now, dropped, events }, (_, value) =>
    // Times are the only numbers in a batch above 1e9: they go out as ISO 8601, corrected by `skew`.
    value > 1e9 && value.toFixed ? new Date(value + skew).toISOString() : value,
  );
}
