import { expect, test } from "vitest";
import { loadDay } from "#tests/bench/load.ts";

test("a day of visitors with lost answers, doubles and phones that come back late, beside dashboards and nights, is stored and accounted for once", async () => {
  const {
    sent,
    lostAnswers,
    dashboards,
    nightlyRuns,
    memory,
    refused: _,
    ...differences
  } = await loadDay({
    visitors: 400,
    owners: 3,
    sliceSeconds: 0,
    speedSeconds: 60,
  });
  expect(differences).toEqual({
    views: 0,
    clicks: 0,
    sessions: 0,
    storedTwice: 0,
    dailyViews: 0,
    dailyClicks: 0,
    unaccounted: 0,
    daysThatDiffer: 0,
  });
  expect(sent.visitors).toBe(400);
  expect(sent.events).toBeGreaterThan(1_500);
  for (const counted of [lostAnswers, nightlyRuns, dashboards.speed.length, memory.length]) {
    expect(counted).toBeGreaterThan(0);
  }
}, 120_000);
