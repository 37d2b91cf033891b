/**
 * Days as names (`YYYY-MM-DD`). Months and years are Temporal's, in lib/analytics/resolve-period.ts, which only the server
 * loads. What stands here also runs in the browser, where the polyfill would take 19 of the 250 KB that the overview may
 * load, and for every batch of ingest, where it takes fifteen times as long as Intl (28 µs a day against 1.8).
 */
import { DAY_MS } from "#lib/contract.ts";

/**
 * `live`: counted from raw events for this answer. `closed`: read from the daily tables. `empty`: no events. `gone`: it cannot be
 * asked this, since its raw events are no longer kept.
 */
export const DAY_STATES = ["live", "closed", "empty", "gone"] as const;
export type DayState = (typeof DAY_STATES)[number];

const formats = new Map<string, Intl.DateTimeFormat>();

/** The date (`YYYY-MM-DD`) of a moment (ms since 1970) in a time zone; in UTC if this runtime does not know the zone. */
export function dayIn(timeZone: string, moment: number): string {
  // en-CA writes dates as ISO 8601 does.
  return format(timeZone).format(moment);
}

function format(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const options = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  let made: Intl.DateTimeFormat;
  try {
    made = new Intl.DateTimeFormat("en-CA", { ...options, timeZone });
  } catch {
    made = new Intl.DateTimeFormat("en-CA", { ...options, timeZone: "UTC" });
  }
  formats.set(timeZone, made);
  return made;
}

/** The names of all time zones, `UTC` first, as the server knows them. */
export function timeZones(): string[] {
  const named = Intl.supportedValuesOf("timeZone").filter((zone) => zone.includes("/"));
  return ["UTC", ...named];
}

/** Whether a name is a time zone's. Fixed offsets such as +02:00 are none: they have no name and no summer time. */
export function isTimeZone(value: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return /^[A-Za-z]/.test(value);
  } catch {
    return false;
  }
}

/** The day (`YYYY-MM-DD`) that lies so many days after another one. A day is a name, so no time zone moves it. */
export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How many days `to` lies after `from`. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

/** Cuts a period, both ends included, into windows of at most `days` days. */
export function windows(from: string, to: string, days: number): { from: string; to: string }[] {
  const list: { from: string; to: string }[] = [];
  for (let first = from; first <= to; first = plusDays(first, days)) {
    const last = plusDays(first, days - 1);
    list.push({ from: first, to: last < to ? last : to });
  }
  return list;
}

/** @throws Error when the text is no day. */
export function parseDay(text: string, name: string): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDay || plusDays(text, 0) !== text) throw new Error(`--${name} wants a day such as 2025-01-31.`);
  return text;
}
