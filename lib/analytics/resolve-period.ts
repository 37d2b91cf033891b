import { LRUCache } from "lru-cache";
import { Temporal } from "temporal-polyfill";
import type { Period, Range } from "#lib/analytics/periods.ts";

/** First and last day, both counted; `from` null: since the owner's first event. */
export type DateRange = { from: string | null; to: string | null };

/**
 * The days that a range means at one moment, on the owner's calendar.
 * @param timeZone IANA name, such as `Europe/Berlin`
 * @throws RangeError when the time zone is unknown
 */
export function resolveRange(range: Range, timeZone: string, now: Temporal.Instant): DateRange {
  return rangeOn(range, now.toZonedDateTimeISO(timeZone).toPlainDate());
}

/** `resolveRange` at this moment. */
export function resolveRangeNow(range: Range, timeZone: string): DateRange {
  return resolveRange(range, timeZone, Temporal.Now.instant());
}

/**
 * The days that a range means to owners anywhere: by every date that is somebody's today at this moment, or becomes one before the
 * question has reached the database.
 */
export function daysByToday(
  range: Range,
  now: Temporal.Instant = Temporal.Now.instant(),
): Record<string, DateRange> {
  const date = now.toZonedDateTimeISO("UTC").toPlainDate();
  return Object.fromEntries(
    [-1, 0, 1, 2].map((days) => {
      const today = date.add({ days });
      return [today.toString(), rangeOn(range, today)];
    }),
  );
}

function rangeOn(range: Range, today: Temporal.PlainDate): DateRange {
  if (range.kind === "custom") return { from: range.from, to: range.to };
  const { from, to } = daysOf(range.period, today);
  return { from: from?.toString() ?? null, to: to.toString() };
}

function daysOf(
  period: Period,
  today: Temporal.PlainDate,
): { from: Temporal.PlainDate | null; to: Temporal.PlainDate } {
  switch (period) {
    case "today":
      return { from: today, to: today };
    case "yesterday": {
      const yesterday = today.subtract({ days: 1 });
      return { from: yesterday, to: yesterday };
    }
    case "7d":
      return { from: today.subtract({ days: 6 }), to: today };
    case "30d":
      return { from: today.subtract({ days: 29 }), to: today };
    case "90d":
      return { from: today.subtract({ days: 89 }), to: today };
    case "12mo":
      // The day after the same day a year ago, so that no date is counted twice.
      return { from: today.subtract({ months: 12 }).add({ days: 1 }), to: today };
    case "month":
      return { from: today.with({ day: 1 }), to: today };
    case "last_month": {
      const first = today.with({ day: 1 }).subtract({ months: 1 });
      return { from: first, to: first.with({ day: first.daysInMonth }) };
    }
    case "year":
      return { from: today.with({ month: 1, day: 1 }), to: today };
    case "last_year": {
      const first = today.with({ month: 1, day: 1 }).subtract({ years: 1 });
      return { from: first, to: first.with({ month: 12, day: 31 }) };
    }
    case "all":
      return { from: null, to: today };
    default:
      return period satisfies never;
  }
}

/** The time zones of the owners whose numbers were read last. Each is checked against the next answer. */
const timeZones = new LRUCache<string, string>({ max: 10_000 });

/**
 * Asks for the days that a range means on the owner's clock. Every answer names the owner's time zone, so the days are
 * asked for by the zone that was true last time (UTC at first), and once more if the answer shows that it was wrong:
 * one question instead of two, and never other days than the owner's.
 * @param ask reads the numbers of these days; refuses whoever may not see them
 */
export async function onOwnersDays<Answer extends { owner: { time_zone: string } }>(
  userCode: string,
  range: Range,
  ask: (days: DateRange) => Promise<Answer>,
  now: Temporal.Instant = Temporal.Now.instant(),
): Promise<Answer> {
  const assumed = resolveRange(range, timeZones.get(userCode) ?? "UTC", now);
  const answer = await ask(assumed);
  const { time_zone } = answer.owner;
  timeZones.set(userCode, time_zone);
  const days = resolveRange(range, time_zone, now);
  return days.from === assumed.from && days.to === assumed.to ? answer : ask(days);
}
