import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { PERIODS, type Range } from "#lib/analytics/periods.ts";
import { type DateRange, onOwnersDays, resolveRange } from "#lib/analytics/resolve-period.ts";

/** A database with one owner in a zone: answers with the days it was asked for, and remembers them. */
function databaseIn(zone: string) {
  const asked: DateRange[] = [];
  const ask = async (days: DateRange) => {
    asked.push(days);
    return { owner: { time_zone: zone }, period: days } as unknown as Dashboard;
  };
  return { asked, ask };
}

let owners = 0;
const newOwner = () => `owner-${owners++}`;
const today: Range = { kind: "period", period: "today" };
/** Already the next day in Berlin. */
const LATE = Temporal.Instant.from("2026-11-22T23:30:00Z");

const anyRange = fc.oneof(
  fc.constantFrom(...PERIODS).map((period): Range => ({ kind: "period", period })),
  fc.constant<Range>({ kind: "custom", from: "2026-01-05", to: null }),
);
const anyZone = fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles", "Pacific/Kiritimati");
const anyMoment = fc
  .integer({ min: 0, max: 2_000_000_000 })
  .map((seconds) => Temporal.Instant.fromEpochMilliseconds(seconds * 1000));

test("whatever was guessed, the answer is about the owner's days, and asked for twice at most", async () => {
  await fc.assert(
    fc.asyncProperty(anyRange, anyZone, anyZone, anyMoment, async (range, before, zone, now) => {
      const userCode = newOwner();
      await onOwnersDays(userCode, range, databaseIn(before).ask, now);
      const { asked, ask } = databaseIn(zone);
      const { period } = await onOwnersDays(userCode, range, ask, now);
      expect(period).toEqual(resolveRange(range, zone, now));
      expect(asked.length).toBeLessThanOrEqual(2);
    }),
  );
});

test("an owner seen before is asked about once, also where the next day has begun already", async () => {
  const userCode = newOwner();
  const { asked, ask } = databaseIn("Europe/Berlin");
  const days = (date: string) => ({ from: date, to: date });
  await onOwnersDays(userCode, today, ask, LATE);
  expect(asked).toEqual([days("2026-11-22"), days("2026-11-23")]);
  await onOwnersDays(userCode, today, ask, LATE);
  expect(asked.slice(2)).toEqual([days("2026-11-23")]);
});
