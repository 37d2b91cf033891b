import type { Row } from "#lib/tracker/queue.ts";

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
    // So large a number is a time.
    value > 1e9 && value.toFixed ? new Date(value + skew).toISOString() : value,
  );
}
