/**
 * `npm run bench:tracker`: the tracker's longest task on the main thread, on a processor a quarter as fast as this one;
 * on an empty page, and on a site that keeps 2 MB in the browser's storage. The aim is 5 ms.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { chromium, type Page } from "@playwright/test";
import { figure } from "#tests/bench/figures.ts";
import { browser as browserUnderTest } from "#tests/e2e/browser.ts";
import { ownWork } from "#tests/support/tracker-trace.ts";

const ROUNDS = 15;
const SLOWER = 4;
const AIM_MS = 5;

const script = readFileSync(new URL("../../public/tracker.js", import.meta.url));
const page = `<!doctype html><title>Site</title>
  <script defer src="/tracker.js" data-user-code="bench" data-allow-local></script>
  <a href="tel:+491701234567">Call</a>`;

/** A site with the tracker, and an ingest that takes everything. */
const server = createServer((request, response) => {
  if (request.url === "/tracker.js")
    return response.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
  if (request.url !== "/api/ingest")
    return response.writeHead(200, { "Content-Type": "text/html" }).end(page);
  const answer = {
    accepted: 1,
    duplicates: 0,
    filtered: 0,
    rejected: [],
    server_time: new Date().toISOString(),
  };
  request.resume().on("end", () => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer));
  });
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
figure({
  id: "bytes",
  what: "the script, gzipped",
  value: gzipSync(script, { level: 9 }).length,
  unit: "bytes",
  atMost: 4096,
});
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const browser = await chromium.launch(await browserUnderTest());
try {
  for (const kept of [0, 2_000_000]) {
    const context = await browser.newContext();
    const tab = await context.newPage();
    await tab.goto(url);
    await tab.evaluate((length) => {
      for (let at = 0; at < length; at += 10_000) localStorage.setItem(`site-${at}`, "x".repeat(10_000));
    }, kept);
    const [task, ms] = await longestTask(tab);
    const where = kept ? "a site that keeps 2 MB in storage" : "an empty site";
    figure({
      id: kept ? "full-storage" : "longest-task",
      what: `longest task, ${where}`,
      value: ms,
      unit: "ms",
      atMost: AIM_MS,
    });
    console.log(`${where}: longest task ${ms.toFixed(1)} ms (${task}; aim: ${AIM_MS} ms)`);
    await context.close();
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}

/**
 * A slower processor is worked out, not emulated: the emulation interrupts, and so measures itself as well. Whatever
 * else this machine does can only make a task longer, so each task's best of some rounds is its own length.
 */
async function longestTask(tab: Page): Promise<[task: string, ms: number]> {
  const best = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    await browser.startTracing(tab, { categories: ["devtools.timeline"] });
    await tab.goto(url);
    for (let index = 0; index < 20; index++)
      await tab.evaluate((at) => history.pushState({}, "", `/${at}`), index);
    for (let index = 0; index < 4; index++) {
      await tab.click("a");
      await tab.evaluate(() => window.dispatchEvent(new Event("blur")));
    }
    await tab.evaluate(async () => {
      if (window.daybook && "flush" in window.daybook) await window.daybook.flush();
    });
    for (const [task, ms] of ownWork(await browser.stopTracing()).tasks) {
      best.set(task, Math.min(ms * SLOWER, best.get(task) ?? Number.POSITIVE_INFINITY));
    }
  }
  return [...best].sort((a, b) => b[1] - a[1])[0] ?? ["none", 0];
}
