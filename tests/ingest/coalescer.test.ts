import { afterEach, expect, test, vi } from "vitest";
import { Coalescer, DEFAULT_LIMITS, type Pace } from "#lib/ingest/write/coalescer.ts";
import type { FlushBatch, FlushResult } from "#lib/ingest/write/payload.ts";

const one = (user_code: string): FlushBatch => ({
  user_code,
  session: null,
  page_views: [],
  clicks: [],
  filtered: {},
  rejected: {},
});

const stored = (batches: FlushBatch[]): FlushResult => ({
  ok: true,
  stored: batches.map(() => ({ stored: 1, duplicates: 0, filtered: 0 })),
});

const NO_PACE: Pace = { ms: 0 };

/** A coalescer whose flushes wait until the test lets them go, one by one. */
function held(limits = {}, pace = NO_PACE) {
  const flushes: { owners: string[]; finish: (result?: FlushResult) => void }[] = [];
  const coalescer = new Coalescer(
    (batches) =>
      new Promise((resolve) => {
        const finish = (result = stored(batches)) => resolve(result);
        flushes.push({ owners: batches.map(({ user_code }) => user_code), finish });
      }),
    pace,
    { ...DEFAULT_LIMITS, ...limits },
  );
  return { coalescer, flushes };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** The same on a clock that the test turns, with flushes that succeed at once. */
function paced(pace: Pace, limits = {}) {
  vi.useFakeTimers();
  const flushes: string[][] = [];
  const write = async (batches: FlushBatch[]) => {
    flushes.push(batches.map(({ user_code }) => user_code));
    return stored(batches);
  };
  return { coalescer: new Coalescer(write, pace, { ...DEFAULT_LIMITS, ...limits }), flushes };
}

afterEach(() => void vi.useRealTimers());

test("an idle coalescer writes a batch within the same turn", () => {
  const { coalescer, flushes } = held();
  void coalescer.add(one("a"), 1, 1);
  expect(flushes).toHaveLength(1);
});

test("at most two flushes are under way, and what waits shares the next", async () => {
  const { coalescer, flushes } = held();
  for (let i = 0; i < 10; i += 1) void coalescer.add(one("a"), 1, 1);
  expect(flushes.map(({ owners }) => owners.length)).toEqual([1, 1]);
  flushes[0]!.finish();
  await settled();
  expect(flushes.map(({ owners }) => owners.length)).toEqual([1, 1, 8]);
});

test("a batch is settled after its own flush and not before", async () => {
  const { coalescer, flushes } = held();
  const results: string[] = [];
  for (const name of ["a", "b"]) void coalescer.add(one(name), 1, 1).then(() => results.push(name));
  flushes[1]!.finish();
  await settled();
  expect(results).toEqual(["b"]);
});

test("a flush is bounded in events and in bytes, and a single batch over the bounds still goes", async () => {
  const { coalescer, flushes } = held({ flushEvents: 5, flushBytes: 100, inFlight: 1 });
  for (const [events, bytes] of [
    [1, 1],
    [3, 1],
    [3, 1],
    [9, 1],
    [1, 60],
    [1, 60],
  ] as const) {
    void coalescer.add(one("a"), events, bytes);
  }
  for (let i = 0; i < 6; i += 1) {
    flushes[i]?.finish();
    await settled();
  }
  expect(flushes.map(({ owners }) => owners.length)).toEqual([1, 1, 1, 1, 1, 1]);
});

test("an owner's flood does not make another's single batch wait behind it", async () => {
  const { coalescer, flushes } = held({ flushEvents: 4, inFlight: 1 });
  for (let i = 0; i < 1_000; i += 1) void coalescer.add(one("flood"), 1, 1);
  void coalescer.add(one("quiet"), 1, 1);
  flushes[0]!.finish();
  await settled();
  expect(flushes[1]!.owners).toEqual(["flood", "quiet", "flood", "flood"]);
});

test("a full queue refuses with the time to wait, and one owner cannot fill it alone", async () => {
  const { coalescer } = held({ queueEvents: 10, inFlight: 1 });
  const results = await Promise.all(
    Array.from({ length: 8 }, () => Promise.race([coalescer.add(one("flood"), 1, 1), settled()])),
  );
  expect(results.filter(Boolean)).toHaveLength(2);
  expect(results.at(-1)).toMatchObject({ ok: false, fault: "unavailable", retryAfter: 1 });
  expect(await Promise.race([coalescer.add(one("quiet"), 1, 1), settled()])).toBeUndefined();
  expect(coalescer.depth).toMatchObject({ events: 6, inFlight: 1 });
});

test("one poisoned batch is found and all its neighbours are stored, in a few writes", async () => {
  let writes = 0;
  const coalescer = new Coalescer(async (batches) => {
    writes += 1;
    await settled();
    return batches.some(({ user_code }) => user_code === "poison")
      ? { ok: false, fault: "poisoned" }
      : stored(batches);
  }, NO_PACE);
  const names = Array.from({ length: 200 }, (_, index) => (index === 77 ? "poison" : `owner ${index}`));
  const results = await Promise.all(names.map((name) => coalescer.add(one(name), 1, 1)));
  expect(results.flatMap((result, index) => (result.ok ? [] : [[names[index], result.fault]]))).toEqual([
    ["poison", "poisoned"],
  ]);
  expect(writes).toBeLessThan(25);
});

test("when the database is away every batch of the flush is refused at once, without a storm of retries", async () => {
  let writes = 0;
  const coalescer = new Coalescer(async () => {
    writes += 1;
    await settled();
    throw new Error("no connection");
  }, NO_PACE);
  const results = await Promise.all(Array.from({ length: 100 }, () => coalescer.add(one("a"), 1, 1)));
  expect(results.every((result) => !result.ok && result.fault === "unavailable")).toBe(true);
  expect(writes).toBe(3);
});

test("a drain writes what waits, refuses what comes, and ends when all is settled", async () => {
  const { coalescer, flushes } = held({ inFlight: 1 });
  const waiting = [coalescer.add(one("a"), 1, 1), coalescer.add(one("a"), 1, 1)];
  let drained = false;
  const drain = coalescer.drain().then(() => {
    drained = true;
  });
  expect(await coalescer.add(one("late"), 1, 1)).toMatchObject({ ok: false, fault: "unavailable" });
  flushes[0]!.finish();
  await settled();
  expect(drained).toBe(false);
  flushes[1]!.finish();
  await drain;
  expect(await Promise.all(waiting)).toMatchObject([{ ok: true }, { ok: true }]);
});

test("after a pause the first batch is written at once, and what comes within the pace shares the next flush", async () => {
  const { coalescer, flushes } = paced({ ms: 20_000 });
  const answered: string[] = [];
  const send = (name: string) => void coalescer.add(one(name), 1, 1).then(() => answered.push(name));
  send("first");
  await vi.advanceTimersByTimeAsync(5_000);
  send("second");
  await vi.advanceTimersByTimeAsync(14_999);
  send("third");
  expect([flushes, answered]).toEqual([[["first"]], ["first"]]);
  await vi.advanceTimersByTimeAsync(1);
  expect([flushes, answered]).toEqual([
    [["first"], ["second", "third"]],
    ["first", "second", "third"],
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  send("after a pause");
  expect(flushes).toHaveLength(3);
});

test("a pace of 20 s makes of a request every second one write every 20 s", async () => {
  const { coalescer, flushes } = paced({ ms: 20_000 });
  for (let second = 0; second < 3_599; second += 1) {
    void coalescer.add(one("a"), 3, 1_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(flushes.length).toBe(180);
});

test("a full flush does not wait for the pace", async () => {
  const { coalescer, flushes } = paced({ ms: 20_000 }, { flushEvents: 10 });
  for (let batch = 0; batch < 12; batch += 1) void coalescer.add(one("a"), 2, 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(flushes.map(({ length }) => length)).toEqual([1, 5, 5]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(flushes.map(({ length }) => length)).toEqual([1, 5, 5, 1]);
});

test("while somebody looks at an owner's dashboard, what waits is written within a second", async () => {
  const asked: string[][] = [];
  const looking = new Set<string>();
  const isWatched = async (userCodes: string[]) => {
    asked.push(userCodes);
    return userCodes.some((code) => looking.has(code));
  };
  const { coalescer, flushes } = paced({ ms: 20_000, isWatched });
  void coalescer.add(one("a"), 1, 1);
  void coalescer.add(one("a"), 1, 1);
  void coalescer.add(one("b"), 1, 1);
  await vi.advanceTimersByTimeAsync(3_000);
  expect([flushes.length, asked[0]]).toEqual([1, ["a", "b"]]);
  looking.add("b");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(flushes).toEqual([["a"], ["a", "b"]]);
  for (let batch = 0; batch < 5; batch += 1) {
    void coalescer.add(one("b"), 1, 1);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(flushes).toHaveLength(7);
  looking.clear();
  void coalescer.add(one("b"), 1, 1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(flushes).toHaveLength(7);
});

test("nobody is asked who looks while nothing waits, or where the pace is a second", async () => {
  let asked = 0;
  const isWatched = async () => {
    asked += 1;
    return false;
  };
  const { coalescer } = paced({ ms: 20_000, isWatched });
  void coalescer.add(one("a"), 1, 1);
  await vi.advanceTimersByTimeAsync(60_000);
  const quick = paced({ ms: 500, isWatched });
  for (let batch = 0; batch < 20; batch += 1) {
    void quick.coalescer.add(one("a"), 1, 1);
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(asked).toBe(0);
});

test("who looks may be unknown or long in coming: the pace goes on", async () => {
  for (const answer of [() => Promise.reject(new Error("away")), () => new Promise<boolean>(() => {})]) {
    const { coalescer, flushes } = paced({ ms: 5_000, isWatched: answer });
    void coalescer.add(one("a"), 1, 1);
    void coalescer.add(one("a"), 1, 1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(flushes).toHaveLength(2);
  }
});

test("a drain does not wait for the pace", async () => {
  const { coalescer, flushes } = paced({ ms: 25_000 });
  void coalescer.add(one("a"), 1, 1);
  void coalescer.add(one("b"), 1, 1);
  await coalescer.drain();
  expect(flushes).toEqual([["a"], ["b"]]);
  expect(vi.getTimerCount()).toBe(0);
});
