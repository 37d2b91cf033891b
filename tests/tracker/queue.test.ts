import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
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
  return { id: uuidv7(at), type: "page_view", at, page: "/", due: 0, heading: {} as Row["heading"] };
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

test("after a day an event is dropped, and counted unless it was on its way when its page was left", async () => {
  const { keep, waiting, dropped } = await tab(fakeStorage());
  const fresh = row(NOW - DAY_MS + 1_000);
  keep(row(NOW - DAY_MS - 1), 0);
  keep(row(NOW - DAY_MS - 2), NOW - DAY_MS + 60_000);
  keep(fresh, 0);
  expect(waiting(NOW)).toEqual([fresh]);
  expect(dropped.count).toBe(1);
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
