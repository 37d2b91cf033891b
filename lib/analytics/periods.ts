import { Temporal } from "temporal-polyfill";
import type { Period, Range } from "#lib/analytics/query.ts";

/** First and last day, both counted; `from` null: since the owner's first event. */
export type DateRange = { from: string | null; to: string | null };

/**
 * The days that a range means at one moment, on the owner's calendar.
 * @param timeZone IANA name, such as `Europe/Berlin`
 * @throws RangeError when the time zone is unknown
 */
export function resolveRange(range: Range, timeZone: string, now: Temporal.Instant): DateRange {
  if (range.kind === "custom") return { from: range.from, to: range.to };
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const { from, to } = daysOf(range.period, today);
  return { from: from?.toString() ?? null, to: to.toString() };
}

/** `resolveRange` at this moment. */
export function resolveRangeNow(range: Range, timeZone: string): DateRange {
  return resolveRange(range, timeZone, Temporal.Now.instant());
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
