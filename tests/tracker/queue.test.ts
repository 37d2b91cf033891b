import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS, MAX_AGE_MS } from "#lib/contract.ts";
import type { Row } from "#lib/tracker/queue.ts";
import { uuidv7 } from "#lib/tracker/visit.ts";
import { fakePage, fakeStorage } from "#tests/tracker/support/page.ts";

const NOW = Date.parse("2026-11-22T10:00:00.000Z");

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

/** Another tab: modules of its own over the same storage. */
async function tab(local: Record<string, string>) {
  vi.resetModules();
  fakePage({ local });
  (await import("#lib/tracker/storage.ts")).openStorage();
  return import("#lib/tracker/queue.ts");
}

function row(at = NOW): Row {
  const heading: Row["heading"] = { v: 1, user_code: "myclik", session: { id: "s", started_at: NOW } };
  return { id: uuidv7(at), type: "page_view", at, page: "/", due: 0, heading, endpoint: "/api/ingest" };
}

test("whatever tabs keep and forget in whatever order, all of them see what was kept and not forgotten", async () => {
  const step = fc.record({ tab: fc.nat(2), forget: fc.boolean(), which: fc.nat() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const local = fakeStorage();
      local["the-site's-own"] = "not ours";
      const tabs = [await tab(local), await tab(local), await tab(local)];
      const kept = new Map<string, Row>();
      for (const [index, step] of steps.entries()) {
        const chosen = [...kept.values()][step.which % Math.max(1, kept.size)];
        if (step.forget && chosen) {
          tabs[step.tab]!.forget(chosen);
          kept.delete(chosen.id);
        } else {
          const added = row(NOW + index);
          tabs[step.tab]!.keep(added, 0);
          kept.set(added.id, added);
        }
      }
      for (const { waiting } of tabs) expect(waiting(NOW + 1_000)).toEqual([...kept.values()]);
      expect(local["the-site's-own"]).toBe("not ours");
    }),
    { numRuns: 30 },
  );
});

test("of more than 1,000 events the oldest are dropped, and counted", async () => {
  const { keep, waiting, dropped } = await tab(fakeStorage());
  const rows = Array.from({ length: 1_003 }, (_, index) => row(NOW + index));
  for (const each of rows) keep(each, 0);
  expect(waiting(NOW + 2_000)).toEqual(rows.slice(3));
  expect(dropped.count).toBe(3);
});

test("an event is kept as long as the server takes it, and then dropped and counted, on its way or not", async () => {
  const { keep, waiting, dropped } = await tab(fakeStorage());
  const fresh = row(NOW - MAX_AGE_MS + 1_000);
  keep(row(NOW - MAX_AGE_MS - 1), 0);
  keep(row(NOW - MAX_AGE_MS - 2), NOW - MAX_AGE_MS + 60_000);
  keep(fresh, 0);
  expect(waiting(NOW)).toEqual([fresh]);
  expect(dropped.count).toBe(2);
});

test("rows of the script of before are sent: under their own names, or the short ones of its build", async () => {
  const local = fakeStorage();
  const { endpoint, ...before } = row();
  const { heading, due, ...event } = { ...before, id: uuidv7(NOW + 1) };
  local[`daybook:${before.id}`] = JSON.stringify(before);
  local[`daybook:${event.id}`] = JSON.stringify({ ...event, t: heading, n: due });
  const { waiting } = await tab(local);
  expect(waiting(NOW + 10)).toEqual([
    { ...before, endpoint },
    { ...event, heading, due, endpoint },
  ]);
});

test("broken rows are removed and never counted; what only looks like a key of ours is left alone", async () => {
  const broken = ["", "{", "null", "7", "[]", '"text"', "{}", JSON.stringify({ ...row(), id: "another" })];
  const local = fakeStorage();
  broken.forEach((value, index) => {
    local[`daybook:${uuidv7(NOW + index)}`] = value;
  });
  const headless = row(NOW + 100);
  local[`daybook:${headless.id}`] = JSON.stringify({ ...headless, heading: null });
  const foreign = { "daybook:theme": "dark", "daybook:": "x", daybook: "{}", "daybook.me": "7" };
  Object.assign(local, foreign);
  const good = row(NOW + 200);
  local[`daybook:${good.id}`] = JSON.stringify(good);
  const { waiting, dropped } = await tab(local);
  expect(waiting(NOW + 300)).toEqual([good]);
  expect(Object.keys(local).sort()).toEqual([...Object.keys(foreign), `daybook:${good.id}`].sort());
  expect(dropped.count).toBe(0);
});

test("rows for another server are neither sent here nor removed", async () => {
  const local = fakeStorage();
  const other = { ...row(), endpoint: "https://other.example/api/ingest" };
  local[`daybook:${other.id}`] = JSON.stringify(other);
  const { waiting, dropped } = await tab(local);
  expect(waiting(NOW + 10 * MAX_AGE_MS)).toEqual([]);
  expect(Object.keys(local)).toHaveLength(1);
  expect(dropped.count).toBe(0);
});

test("a row whose time to be sent lies far ahead can be sent: the clock was wrong", async () => {
  const { keep, waiting } = await tab(fakeStorage());
  const [far, soon] = [row(), row(NOW + 1)];
  keep(far, NOW + 365 * DAY_MS);
  keep(soon, NOW + 60_000);
  expect(waiting(NOW + 10).map(({ id }) => id)).toEqual([far.id]);
});

test.each(["full", "blocked"])("when storage is %s, events wait in memory", async (state) => {
  vi.resetModules();
  fakePage({ local: fakeStorage(10) });
  if (state === "blocked") {
    const get = () => {
      throw new DOMException("blocked", "SecurityError");
    };
    vi.stubGlobal("localStorage", undefined);
    Object.defineProperty(globalThis, "localStorage", { get, configurable: true });
  }
  (await import("#lib/tracker/storage.ts")).openStorage();
  const { keep, waiting, forget } = await import("#lib/tracker/queue.ts");
  const [first, second] = [row(NOW), row(NOW + 1)];
  keep(first, 0);
  keep(second, 0);
  keep({ ...first, page: "/changed" }, 0);
  expect(waiting(NOW + 10)).toEqual([{ ...first, page: "/changed" }, second]);
  forget(first);
  expect(waiting(NOW + 10)).toEqual([second]);
});

test("a storage that fills up loses nothing of what it holds", async () => {
  const storage = fakeStorage(400);
  const { keep, waiting } = await tab(storage);
  const rows = Array.from({ length: 10 }, (_, index) => row(NOW + index));
  for (const each of rows) keep(each, 0);
  expect(Object.keys(storage).length).toBeGreaterThan(0);
  expect(Object.keys(storage).length).toBeLessThan(10);
  expect(waiting(NOW + 10)).toEqual(rows);
});
