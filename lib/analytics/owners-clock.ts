import { LRUCache } from "lru-cache";
import { Temporal } from "temporal-polyfill";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { type DateRange, resolveRange } from "#lib/analytics/periods.ts";
import type { Range } from "#lib/analytics/query.ts";

/** The time zones of the owners whose numbers were read last: guesses, each checked against the answer. */
const timeZones = new LRUCache<string, string>({ max: 10_000 });

/**
 * Asks for the days that a range means on the owner's clock. Every answer names the owner's time zone, so the days are
 * asked for by the zone that was true last time (UTC at first), and once more if the answer shows that it was wrong:
 * one question instead of two, and never other days than the owner's.
 * @param ask reads the numbers of these days; refuses whoever may not see them
 */
export async function onOwnersClock(
  userCode: string,
  range: Range,
  ask: (days: DateRange) => Promise<Dashboard>,
  now: Temporal.Instant = Temporal.Now.instant(),
): Promise<Dashboard> {
  const guessed = resolveRange(range, timeZones.get(userCode) ?? "UTC", now);
  const answer = await ask(guessed);
  const { time_zone } = answer.owner;
  timeZones.set(userCode, time_zone);
  const days = resolveRange(range, time_zone, now);
  return days.from === guessed.from && days.to === guessed.to ? answer : ask(days);
}
