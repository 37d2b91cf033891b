import { expect, test } from "vitest";
import { Refresher } from "#lib/ingest/write/refresher.ts";

test("an owner's days are brought up to date once 250 events wait, and not before", async () => {
  const refreshed: string[] = [];
  const refresher = new Refresher(async (userCode) => refreshed.push(userCode));
  for (let flush = 0; flush < 4; flush++) refresher.stored("busy", 50);
  refresher.stored("calm", 100);
  await refresher.idle();
  expect(refreshed).toEqual([]);
  refresher.stored("busy", 50);
  await refresher.idle();
  expect(refreshed).toEqual(["busy"]);
});

test("events that come while a refresh is under way count towards the next", async () => {
  const refreshed: string[] = [];
  const gate = Promise.withResolvers<void>();
  const refresher = new Refresher(async (userCode) => {
    refreshed.push(userCode);
    await gate.promise;
  });
  refresher.stored("busy", 250);
  refresher.stored("busy", 150);
  refresher.stored("other", 700);
  gate.resolve();
  await refresher.idle();
  expect(refreshed).toEqual(["busy", "other"]);
  refresher.stored("busy", 100);
  await refresher.idle();
  expect(refreshed).toEqual(["busy", "other", "busy"]);
});

test("a refresh that fails is forgotten: the next one is asked for after as many events", async () => {
  let asked = 0;
  const refresher = new Refresher(async () => {
    asked += 1;
    throw new Error("the database is away");
  });
  refresher.stored("busy", 250);
  await refresher.idle();
  refresher.stored("busy", 249);
  await refresher.idle();
  expect(asked).toBe(1);
  refresher.stored("busy", 1);
  await refresher.idle();
  expect(asked).toBe(2);
});
