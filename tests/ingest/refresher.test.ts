import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Refresher } from "#lib/ingest/write/refresher.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A refresher whose calls are kept, of a database where so many owners are looked at. */
function recorded(watched: string[] = [], refresh: (userCode: string) => Promise<void> = async () => {}) {
  const refreshed: string[] = [];
  let asked = 0;
  const refresher = new Refresher({
    refresh: (userCode) => {
      refreshed.push(userCode);
      return refresh(userCode);
    },
    isWatched: async (userCodes) => {
      asked += 1;
      return userCodes.some((userCode) => watched.includes(userCode));
    },
  });
  return { refresher, refreshed, asked: () => asked };
}
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

test("where somebody looks, days are brought up to date once 250 events wait, and not before", async () => {
  const { refresher, refreshed } = recorded(["busy", "calm"]);
  for (let flush = 0; flush < 4; flush++) refresher.stored("busy", 50);
  refresher.stored("calm", 100);
  await pass(100);
  expect(refreshed).toEqual([]);
  refresher.stored("busy", 50);
  await pass(0);
  expect(refreshed).toEqual(["busy"]);
});

test("an owner at whom somebody looks is refreshed once in five seconds, however many events come: a tenth of the calls", async () => {
  const { refresher, refreshed } = recorded(["busy"]);
  // 500 events a second for a minute: one refresh for each 250 would be 120.
  for (let tick = 0; tick < 600; tick++) {
    refresher.stored("busy", 50);
    await pass(0.1);
  }
  expect(refreshed.length).toBeGreaterThanOrEqual(6);
  expect(refreshed.length).toBeLessThanOrEqual(12);
});

test("where nobody looks, 250 events wait for a minute and 1,000 for no longer than the owner rests", async () => {
  const { refresher, refreshed } = recorded();
  refresher.stored("quiet", 260);
  await pass(50);
  expect(refreshed).toEqual([]);
  await pass(20);
  expect(refreshed).toEqual(["quiet"]);
  refresher.stored("flooded", 1_000);
  await pass(0);
  expect(refreshed).toEqual(["quiet", "flooded"]);
  refresher.stored("flooded", 1_000);
  await pass(1);
  expect(refreshed).toEqual(["quiet", "flooded"]);
  await pass(10);
  expect(refreshed).toEqual(["quiet", "flooded", "flooded"]);
});

test("of many owners who wait, those are refreshed at whom somebody looks; if nobody does, one question is asked", async () => {
  const owners = Array.from({ length: 20 }, (_, place) => `owner${place}`);
  const watched = recorded(["owner7"]);
  for (const owner of owners) watched.refresher.stored(owner, 300);
  await pass(6);
  expect(watched.refreshed).toEqual(["owner7"]);
  const unseen = recorded();
  for (const owner of owners) unseen.refresher.stored(owner, 300);
  await pass(4);
  expect(unseen.asked()).toBe(1);
});

test("events that come while a refresh is under way count towards the next", async () => {
  const gate = Promise.withResolvers<void>();
  const { refresher, refreshed } = recorded(["busy"], () => gate.promise);
  refresher.stored("busy", 250);
  await pass(0);
  refresher.stored("busy", 150);
  gate.resolve();
  await pass(20);
  expect(refreshed).toEqual(["busy"]);
  refresher.stored("busy", 100);
  await pass(20);
  expect(refreshed).toEqual(["busy", "busy"]);
});

test("a refresh that fails is forgotten: the next one is asked for after as many events", async () => {
  const { refresher, refreshed } = recorded(["busy"], () =>
    Promise.reject(new Error("the database is away")),
  );
  refresher.stored("busy", 250);
  await pass(10);
  refresher.stored("busy", 249);
  await pass(70);
  expect(refreshed).toEqual(["busy"]);
  refresher.stored("busy", 1);
  await pass(70);
  expect(refreshed).toEqual(["busy", "busy"]);
});
