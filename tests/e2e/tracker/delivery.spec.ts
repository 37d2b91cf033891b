import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, devices, expect, type Page } from "@playwright/test";
import { browser as browserUnderTest } from "#tests/e2e/browser.ts";
import { flush, test, visit, waiting } from "#tests/e2e/tracker/fixture.ts";
import { ingestProcess } from "#tests/e2e/tracker/ingest-process.ts";
import { html, scriptTag } from "#tests/e2e/tracker/site.ts";
import { expectPages, expectTargets, newOwner, stored } from "#tests/e2e/tracker/stored.ts";

const MINUTE = 60_000;
const CALL = `<a href="tel:+491701234567">Call</a>`;

/** Counts the batches that a page or context sends. */
function batches(source: Pick<Page, "on">): { sent: number } {
  const count = { sent: 0 };
  source.on("request", (request) => {
    if (request.url().endsWith("/api/ingest")) count.sent++;
  });
  return count;
}

test("ten seconds of events go in one batch, and are acknowledged", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL) });
  const requests = batches(page);
  await page.clock.install();
  await page.goto(`${site.url}/`);
  for (const path of ["/a", "/b", "/c"]) await visit(page, path);
  expect(requests.sent).toBe(0);
  await page.clock.fastForward(10_000);
  await expectPages(owner, ["/", "/a", "/b", "/c"]);
  expect(requests.sent).toBe(1);
  await expect.poll(() => waiting(page)).toBe(0);
});

test("offline for a while and back: everything arrives once", async ({ page, context, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL) });
  await page.clock.install();
  await page.goto(`${site.url}/`);
  await context.setOffline(true);
  await visit(page, "/tunnel");
  await page.clock.fastForward(10_000);
  await page.clock.fastForward(30_000);
  await page.click("a");
  await visit(page, "/deeper");
  await page.clock.fastForward(MINUTE);
  await flush(page);
  expect((await stored(owner)).pages).toEqual([]);
  await context.setOffline(false);
  await expectPages(owner, ["/", "/tunnel", "/deeper"]);
  await expectTargets(owner, ["phone"]);
  await expect.poll(() => waiting(page)).toBe(0);
  expect((await stored(owner)).duplicates).toBe(0);
});

test("the server killed for a minute in mid-visit: everything arrives once", async ({ page, serve }) => {
  const owner = await newOwner();
  const server = await ingestProcess();
  await server.start();
  const site = await serve({ "/": html(scriptTag(owner, `data-endpoint="${server.endpoint}"`)) });
  await page.clock.install();
  await page.goto(`${site.url}/`);
  await flush(page);
  await expectPages(owner, ["/"]);
  await server.kill();
  const seen = ["/"];
  for (let second = 0; second < 60; second += 10) {
    await visit(page, `/after-${second}`);
    seen.push(`/after-${second}`);
    await page.clock.fastForward(10_000);
  }
  await flush(page);
  expect((await stored(owner)).pages).toEqual(["/"]);
  await server.start();
  await expect(async () => {
    await page.clock.fastForward(10_000);
    expect((await stored(owner)).pages.sort()).toEqual(seen.sort());
  }).toPass();
  await expect.poll(() => waiting(page)).toBe(0);
  await server.kill();
});

test("the server killed while it answers: what it stored is not counted twice", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  await page.clock.install();
  let lost = 0;
  await page.route("**/api/ingest", async (route) => {
    await route.fetch();
    if (lost++ < 2) await route.abort("connectionreset");
    else await route.continue();
  });
  await page.goto(`${site.url}/`);
  await visit(page, "/a");
  await flush(page);
  expect(await waiting(page)).toBe(2);
  await expect(async () => {
    await page.clock.fastForward(10_000);
    expect(await waiting(page)).toBe(0);
  }).toPass();
  await expectPages(owner, ["/", "/a"]);
  const { duplicates, sessions } = await stored(owner);
  expect(duplicates).toBeGreaterThan(0);
  expect(sessions).toHaveLength(1);
});

test("a tab closed right after a tap", async ({ context, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL) });
  for (let times = 0; times < 5; times++) {
    const page = await context.newPage();
    await page.goto(`${site.url}/`);
    await page.evaluate(() => document.querySelector("a")?.click());
    // At once: nothing waits for the tap's request.
    await page.close({ runBeforeUnload: true });
  }
  await expectTargets(owner, Array(5).fill("phone"));
  const { pages, clicks } = await stored(owner);
  expect(pages).toHaveLength(5);
  expect(clicks.map(({ outcome }) => outcome)).toEqual(Array(5).fill("opened"));
});

test("ten tabs share one queue: nothing is lost and nothing sent twice", async ({ context, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  const requests = batches(context as unknown as Page);
  const pages = await Promise.all(Array.from({ length: 10 }, () => context.newPage()));
  await Promise.all(pages.map((page) => page.goto(`${site.url}/`)));
  const seen = Array(10).fill("/");
  await Promise.all(
    pages.map(async (page, tab) => {
      for (let step = 0; step < 5; step++) {
        seen.push(`/${tab}/${step}`);
        await visit(page, `/${tab}/${step}`);
      }
      await flush(page);
    }),
  );
  await expectPages(owner, seen);
  const { sessions, duplicates } = await stored(owner);
  expect(sessions).toHaveLength(10);
  expect(duplicates).toBe(0);
  // Sixty events of ten visits: the tab that sends first sends for those that have already recorded.
  expect(requests.sent).toBeLessThanOrEqual(20);
  await expect.poll(() => waiting(pages[0] as Page)).toBe(0);
});

test("what a tab that is gone left behind is sent by another one", async ({ context, serve }) => {
  const owner = await newOwner();
  const server = await ingestProcess();
  const script = scriptTag(owner, `data-endpoint="${server.endpoint}"`);
  const site = await serve({ "/": html(script), "/other": html(script) });
  const second = await context.newPage();
  await second.clock.install();
  const first = await context.newPage();
  await first.goto(`${site.url}/`);
  await visit(first, "/left-behind");
  await first.close({ runBeforeUnload: true });
  await server.start();
  await second.goto(`${site.url}/other`);
  await expect(async () => {
    await second.clock.fastForward(30_000);
    expect((await stored(owner)).pages.sort()).toEqual(["/", "/left-behind", "/other"]);
    expect(await waiting(second)).toBe(0);
  }).toPass();
  expect((await stored(owner)).duplicates).toBe(0);
  await server.kill();
});

test("the browser is killed and the visitor returns: the rest of the last visit is sent", async ({
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL), "/back": html(scriptTag(owner)) });
  const folder = mkdtempSync(join(tmpdir(), "visitor-"));
  const open = async () =>
    chromium.launchPersistentContext(folder, { ...devices["Desktop Chrome"], ...(await browserUnderTest()) });

  const before = await open();
  await before.route("**/api/ingest", (route) => route.abort());
  const page = before.pages()[0] ?? (await before.newPage());
  await page.goto(`${site.url}/`);
  await visit(page, "/last");
  const id = await page.evaluate(() => Object.keys(localStorage).sort().at(-1));
  // The browser writes its storage to disk in a moment of its own choosing.
  const onDisk = () => filesIn(folder).some((file) => readFileSync(file).includes(String(id).slice(-12)));
  await expect.poll(onDisk, { timeout: 30_000 }).toBe(true);
  const { pid } = await processOf(folder);
  process.kill(pid, "SIGKILL");
  await before.close().catch(() => {});

  const after = await open();
  const returned = after.pages()[0] ?? (await after.newPage());
  await returned.goto(`${site.url}/back`);
  await flush(returned);
  await expectPages(owner, ["/", "/last", "/back"]);
  expect((await stored(owner)).sessions).toHaveLength(2);
  await after.close();
  rmSync(folder, { recursive: true, force: true });
});

for (const [name, wrongBy] of [
  ["an hour ahead", 60 * MINUTE],
  ["a day ahead", 24 * 60 * MINUTE],
] as const) {
  test(`a clock ${name} is corrected before anything is counted`, async ({ page, serve }) => {
    const owner = await newOwner();
    const site = await serve({ "/": html(scriptTag(owner), CALL) });
    await page.clock.install({ time: Date.now() + wrongBy });
    await page.goto(`${site.url}/`);
    await visit(page, "/a");
    await flush(page);
    await page.click("a");
    await page.evaluate(() => window.dispatchEvent(new Event("blur")));
    await flush(page);
    await expectPages(owner, ["/", "/a"]);
    await expectTargets(owner, ["phone"]);
    const { views, clicks, sessions } = await stored(owner);
    for (const { at } of [...views, ...clicks])
      expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(MINUTE);
    expect(sessions).toHaveLength(1);
    expect(await waiting(page)).toBe(0);
  });
}

for (const [name, wrongBy] of [
  ["an hour behind", -60 * MINUTE],
  ["a day behind", -24 * 60 * MINUTE],
] as const) {
  test(`a clock ${name}: everything is stored once`, async ({ page, serve }) => {
    const owner = await newOwner();
    const site = await serve({ "/": html(scriptTag(owner)) });
    await page.clock.install({ time: Date.now() + wrongBy });
    await page.goto(`${site.url}/`);
    await visit(page, "/a");
    await flush(page);
    await expectPages(owner, ["/", "/a"]);
    expect((await stored(owner)).sessions).toHaveLength(1);
    expect(await waiting(page)).toBe(0);
  });
}

test("storage blocked: the visit is recorded from memory", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html("", `<iframe sandbox="allow-scripts" src="/framed"></iframe>`),
    "/framed": html(scriptTag(owner, "data-debug"), CALL),
  });
  await page.goto(`${site.url}/`);
  const frame = page.frameLocator("iframe");
  const isBlocked = await frame.locator("body").evaluate(() => {
    try {
      return !localStorage;
    } catch {
      return true;
    }
  });
  expect(isBlocked).toBe(true);
  await frame.locator("a").evaluate((link: HTMLElement) => link.click());
  await frame.locator("body").evaluate(() => window.dispatchEvent(new Event("pagehide")));
  await expectPages(owner, ["/framed"]);
  await expectTargets(owner, ["phone"]);
});

test("quota full: the visit is recorded from memory, and the site's own storage is left alone", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL) });
  await page.addInitScript(() => {
    for (let size = 1 << 20; size >= 1; size >>= 1) {
      try {
        for (let index = 0; ; index++) localStorage.setItem(`site-${size}-${index}`, "x".repeat(size));
      } catch {}
      try {
        for (let index = 0; ; index++) sessionStorage.setItem(`site-${size}-${index}`, "x".repeat(size));
      } catch {}
    }
  });
  await page.goto(`${site.url}/`);
  const before = await page.evaluate(() => localStorage.length);
  await visit(page, "/a");
  await page.click("a");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  expect(await waiting(page)).toBe(0);
  await flush(page);
  await expectPages(owner, ["/", "/a"]);
  await expectTargets(owner, ["phone"]);
  expect((await stored(owner)).sessions).toHaveLength(1);
  expect(await page.evaluate(() => localStorage.length)).toBe(before);
});

test("a slow 3G line", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL), "/next": html(scriptTag(owner)) });
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 2_000,
    downloadThroughput: 50_000,
    uploadThroughput: 50_000,
  });
  await page.goto(`${site.url}/`);
  await visit(page, "/a");
  const flushed = flush(page);
  await visit(page, "/while-sending");
  await flushed;
  await page.goto(`${site.url}/next`);
  await page.close({ runBeforeUnload: true });
  await expectPages(owner, ["/", "/a", "/while-sending", "/next"]);
});

/** The browser process that uses a folder, by what Linux says of processes. */
async function processOf(folder: string): Promise<{ pid: number }> {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (command.includes(folder) && !command.includes("--type=")) return { pid: Number(pid) };
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error("The browser has no process.");
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.parentPath.includes("leveldb"))
    .map((entry) => join(entry.parentPath, entry.name));
}
