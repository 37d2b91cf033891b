import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { PERIODS, type Period } from "#lib/analytics/periods.ts";
import { resolveRange } from "#lib/analytics/resolve-period.ts";

const period = (name: Period) => ({ kind: "period", period: name }) as const;
const noon = (date: string) => Temporal.Instant.from(`${date}T12:00:00Z`);
const resolve = (name: Period, date: string, zone = "UTC") => resolveRange(period(name), zone, noon(date));

const anyDate = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => Temporal.PlainDate.from("2000-01-01").add({ days }));
const anyZone = fc.constantFrom(
  "UTC",
  "Europe/Berlin",
  "America/Los_Angeles",
  "Pacific/Kiritimati",
  "Asia/Kolkata",
);
const rolling = [
  ["7d", 7],
  ["30d", 30],
  ["90d", 90],
] as const;

describe("a period", () => {
  test.each([
    ["today", "2026-11-22", "2026-11-22"],
    ["yesterday", "2026-11-21", "2026-11-21"],
    ["7d", "2026-11-16", "2026-11-22"],
    ["30d", "2026-10-24", "2026-11-22"],
    ["90d", "2026-08-25", "2026-11-22"],
    ["12mo", "2025-11-23", "2026-11-22"],
    ["month", "2026-11-01", "2026-11-22"],
    ["last_month", "2026-10-01", "2026-10-31"],
    ["year", "2026-01-01", "2026-11-22"],
    ["last_year", "2025-01-01", "2025-12-31"],
    ["all", null, "2026-11-22"],
  ] as const)("%s on 22 November 2026 runs from %s to %s", (name, from, to) => {
    expect(resolve(name, "2026-11-22")).toEqual({ from, to });
  });

  test("is counted on the owner's calendar where today differs from UTC's", () => {
    const now = Temporal.Instant.from("2026-03-01T03:30:00Z");
    expect(resolveRange(period("today"), "America/Los_Angeles", now).to).toBe("2026-02-28");
    expect(resolveRange(period("month"), "America/Los_Angeles", now).from).toBe("2026-02-01");
    expect(resolveRange(period("today"), "Pacific/Kiritimati", now).to).toBe("2026-03-01");
    const evening = Temporal.Instant.from("2026-12-31T10:30:00Z");
    expect(resolveRange(period("year"), "Pacific/Kiritimati", evening)).toEqual({
      from: "2027-01-01",
      to: "2027-01-01",
    });
  });

  test("of 12 months that ends on 29 February starts on 1 March of the year before", () => {
    expect(resolve("12mo", "2024-02-29")).toEqual({ from: "2023-03-01", to: "2024-02-29" });
  });

  test("last month is right after a leap day and across a year's end", () => {
    expect(resolve("last_month", "2024-03-31")).toEqual({ from: "2024-02-01", to: "2024-02-29" });
    expect(resolve("last_month", "2026-01-15")).toEqual({ from: "2025-12-01", to: "2025-12-31" });
  });

  test.each(rolling)("%s always covers exactly %i days, whatever the clocks did", (name, length) => {
    fc.assert(
      fc.property(anyDate, anyZone, (date, zone) => {
        const { from, to } = resolve(name, date.toString(), zone);
        const days = Temporal.PlainDate.from(from!).until(to!).days + 1;
        expect(days).toBe(length);
      }),
    );
  });

  test("never ends after the owner's today and never starts after it ends", () => {
    fc.assert(
      fc.property(anyDate, anyZone, fc.constantFrom(...PERIODS), (date, zone, name) => {
        const now = noon(date.toString());
        const today = now.toZonedDateTimeISO(zone).toPlainDate().toString();
        const { from, to } = resolveRange(period(name), zone, now);
        expect(to! <= today).toBe(true);
        expect(from === null || from <= to!).toBe(true);
      }),
    );
  });

  test("of 12 months holds every calendar day of a year exactly once", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const { from, to } = resolve("12mo", date.toString());
        const start = Temporal.PlainDate.from(from!);
        expect([365, 366]).toContain(start.until(to!).days + 1);
        // One day earlier, and one date would stand at both ends.
        const overlap = start.subtract({ days: 1 });
        expect(overlap.day === date.day || (date.month === 2 && date.day === 29)).toBe(true);
      }),
    );
  });

  test("last month and this month meet without a gap", () => {
    fc.assert(
      fc.property(anyDate, (date) => {
        const last = resolve("last_month", date.toString());
        const current = resolve("month", date.toString());
        expect(Temporal.PlainDate.from(last.to!).add({ days: 1 }).toString()).toBe(current.from);
        expect(last.from!.slice(-2)).toBe("01");
      }),
    );
  });
});

test("two days chosen by hand are taken as they are, and may be left open", () => {
  const range = { kind: "custom", from: "2024-02-29", to: null } as const;
  expect(resolveRange(range, "Europe/Berlin", noon("2026-11-22"))).toEqual({ from: "2024-02-29", to: null });
});

test("an unknown time zone is refused instead of guessed", () => {
  expect(() => resolve("today", "2026-11-22", "Mars/Olympus")).toThrow(RangeError);
});
