import type { ReaderLocale } from "#lib/http/reader-locale.ts";

/** Everything a dashboard writes out, for one reader and one owner's time zone. */
export type Format = {
  count: (value: number) => string;
  /** Few characters: `1.2K`, `43K`. For axes. */
  compact: (value: number) => string;
  /** A ratio as a percentage, always to one place: 0.314 → `31.4%`, 0.3 → `30.0%`; null → `–`. */
  rate: (ratio: number | null) => string;
  /** Bytes as `812 B`, `43 KB`, `1.2 MB`, a thousand of each making the next. */
  bytes: (value: number) => string;
  /** Seconds as `8s`, `1m 05s`, `1h 02m`; null → `–`. */
  duration: (seconds: number | null) => string;
  /** A change with its sign: `+12%`, or in percentage points `+2.1 pts`. */
  change: (by: number, unit: "percent" | "points") => string;
  /** A day (`YYYY-MM-DD`): `22 Nov`, or `22 Nov 2025`. */
  day: (date: string) => string;
  dayAndYear: (date: string) => string;
  /** `Sunday, 22 November 2026`. */
  longDay: (date: string) => string;
  month: (date: string) => string;
  /** Two days as one range: `24 Oct – 22 Nov 2026`. */
  range: (from: string, to: string) => string;
  /** An instant (ISO 8601) on the owner's clock: `12:03:10`. */
  time: (instant: string) => string;
  dayAndTime: (instant: string) => string;
  country: (code: string) => string;
  language: (code: string) => string;
};

const NOT_KNOWN = "–";

/**
 * Builds the formatters once, each when it is first used, since making one takes longer than a hundred uses. The same
 * input gives the same text on server and client.
 */
export function createFormat(locale: ReaderLocale, timeZone: string): Format {
  const number = (options?: Intl.NumberFormatOptions) => {
    const format = once(() => new Intl.NumberFormat(locale.numbers, options));
    return (value: number) => plainSpaces(format().format(value));
  };
  const count = number();
  const compact = number({ notation: "compact", maximumFractionDigits: 1 });
  const compactBytes = number({ maximumSignificantDigits: 2 });
  const percent = number({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const signed = number({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const signedPoints = number({ maximumFractionDigits: 1, signDisplay: "exceptZero" });

  const moment = (options: Intl.DateTimeFormatOptions) => {
    const format = once(() => new Intl.DateTimeFormat(locale.dates, options));
    return (value: Date) => plainSpaces(format().format(value));
  };
  // A day is a name, not a moment: it is written in UTC so that no time zone can move it.
  const date = (options: Intl.DateTimeFormatOptions) => {
    const write = moment({ ...options, timeZone: "UTC" });
    return (value: string) => write(new Date(`${value}T00:00:00Z`));
  };
  const day = date({ day: "numeric", month: "short" });
  const dayAndYear = date({ day: "numeric", month: "short", year: "numeric" });
  const clock = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const time = moment({ ...clock, second: "2-digit" });
  const dayAndTime = moment({ ...clock, day: "numeric", month: "short" });
  const countries = once(() => new Intl.DisplayNames("en", { type: "region" }));
  const languages = once(() => new Intl.DisplayNames("en", { type: "language" }));

  return {
    count,
    compact,
    rate: (ratio) => (ratio === null ? NOT_KNOWN : percent(ratio)),
    bytes: (value) => bytes(value, compactBytes),
    duration: (seconds) => (seconds === null ? NOT_KNOWN : duration(seconds)),
    change: (by, unit) => (unit === "percent" ? signed(by) : `${signedPoints(by * 100)} pts`),
    day,
    dayAndYear,
    longDay: date({ weekday: "long", day: "numeric", month: "long", year: "numeric" }),
    month: date({ month: "short", year: "numeric" }),
    range: (from, to) => {
      if (from === to) return dayAndYear(to);
      const sameYear = from.slice(0, 4) === to.slice(0, 4);
      return `${(sameYear ? day : dayAndYear)(from)} – ${dayAndYear(to)}`;
    },
    time: (instant) => time(new Date(instant)),
    dayAndTime: (instant) => dayAndTime(new Date(instant)),
    country: (code) => nameOf(countries(), code),
    language: (code) => nameOf(languages(), code),
  };
}

function once<Value>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => (value ??= make());
}

const BYTE_UNITS = ["B", "KB", "MB", "GB", "TB"];

function bytes(value: number, write: (value: number) => string): string {
  let [size, unit] = [value, 0];
  while (size >= 1000 && unit < BYTE_UNITS.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${size < 100 ? write(size) : Math.round(size)}\u00a0${BYTE_UNITS[unit]}`;
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}

/** Browsers and servers disagree about narrow spaces, and then React finds two different texts. */
function plainSpaces(text: string): string {
  return text.replace(/[\u2009\u202f]/g, "\u00a0");
}

/** What has no name, or is no code at all, is shown as it came. */
function nameOf(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}
