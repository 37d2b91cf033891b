import { expect, test, vi } from "vitest";
import { accountLimits } from "#lib/http/rate-limits.ts";

const limits = () => accountLimits({ network: 4, account: 2, seconds: 60 });

test("a network bears so many failures with one account, and then is told how long to wait", async () => {
  const { take } = limits();
  expect(await take("n1", "ana@example.com")).toBe(0);
  expect(await take("n1", "ana@example.com")).toBe(0);
  const wait = await take("n1", "ana@example.com");
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(60);
  expect(await take("n1", "ben@example.com")).toBe(0);
});

test("nobody locks another's account, from however many networks they try", async () => {
  const { take } = limits();
  for (let network = 0; network < 100; network++) {
    for (let time = 0; time < 5; time++) await take(`botnet-${network}`, "ana@example.com");
  }
  expect(await take("anas-own", "ana@example.com")).toBe(0);
});

test("a network bears so many failures, for whichever accounts", async () => {
  const { take } = limits();
  for (const account of ["a", "b", "c", "d"]) expect(await take("n1", account)).toBe(0);
  expect(await take("n1", "e")).toBeGreaterThan(0);
  expect(await take("n2", "e")).toBe(0);
});

test("a network that may not try any more counts for no account, and an account's limit for no network", async () => {
  const { take } = limits();
  for (const account of ["a", "b", "c", "d"]) await take("n1", account);
  for (let time = 0; time < 5; time++) await take("n1", "ana");
  // Of ten tries two were made: the others behind this network have the rest of its four.
  for (let time = 0; time < 10; time++) await take("n2", "ana");
  expect([await take("n2", "ben"), await take("n2", "cleo"), (await take("n2", "dora")) > 0]).toEqual([
    0,
    0,
    true,
  ]);
});

test("signing in does not count, and makes the network's failures with this account forgotten", async () => {
  const { take, succeeded } = limits();
  for (let time = 0; time < 10; time++) {
    expect(await take("n1", "ana")).toBe(0);
    succeeded("n1", "ana");
  }
  expect(await take("n1", "ana")).toBe(0);
  expect(await take("n1", "ana")).toBe(0);
  expect(await take("n1", "ana")).toBeGreaterThan(0);
});

test("a try that Auth did not decide does not count", async () => {
  const { take, giveBack } = limits();
  for (let time = 0; time < 10; time++) {
    expect(await take("n1", "ana")).toBe(0);
    giveBack("n1", "ana");
  }
});

test("where nothing says which network asks, nobody is locked out by the others", async () => {
  const { take } = limits();
  for (let time = 0; time < 50; time++) expect(await take("", "ana")).toBe(0);
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
