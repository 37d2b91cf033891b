import { expect, test, vi } from "vitest";
import { createSignInLimits } from "#lib/auth/sign-in-limits.ts";

const limits = () => createSignInLimits({ network: 4, account: 2, seconds: 60 });

test("an account bears so many failures, from wherever they come, and then tells how long to wait", async () => {
  const { take } = limits();
  expect(await take("n1", "ana@example.com")).toBe(0);
  expect(await take("n2", "ana@example.com")).toBe(0);
  const wait = await take("n3", "ana@example.com");
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await take("n3", "ben@example.com")).toBe(0);
});

test("a network bears so many failures, for whichever accounts", async () => {
  const { take } = limits();
  for (const account of ["a", "b", "c", "d"]) expect(await take("n1", account)).toBe(0);
  expect(await take("n1", "e")).toBeGreaterThan(0);
  expect(await take("n2", "e")).toBe(0);
});

test("signing in does not count, and makes the account's failures forgotten", async () => {
  const { take, succeeded } = limits();
  for (let time = 0; time < 10; time++) {
    expect(await take("n1", "ana")).toBe(0);
    succeeded("n1", "ana");
  }
  expect(await take("n1", "ana")).toBe(0);
  expect(await take("n1", "ana")).toBe(0);
  expect(await take("n1", "ana")).toBeGreaterThan(0);
});

test("whoever keeps trying is let in once in a while, and no more often", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const { take } = limits();
  let tries = 0;
  for (let second = 0; second < 600; second++) {
    if ((await take("n1", "ana")) === 0) tries++;
    vi.advanceTimersByTime(1_000);
  }
  vi.useRealTimers();
  // Two at once, and two a minute from then on.
  expect(tries).toBe(2 + 19);
});
