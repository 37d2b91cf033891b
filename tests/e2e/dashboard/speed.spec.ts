import { gzipSync } from "node:zlib";
import { expect, type Page } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";

const { url } = underTest();

/** For all JavaScript of the overview, gzipped: 250 KB, in bytes. */
const BUDGET = 250 * 1024;

test("the overview loads at most 250 KB of JavaScript, with its chart drawn", async ({ page }) => {
  await signInToDemo(page);
  await page.goto("about:blank");
  const scripts = new Set<string>();
  page.on("request", (request) => request.resourceType() === "script" && scripts.add(request.url()));
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  await expect(chartOf(page)).toBeVisible();
  expect(scripts.size).toBeGreaterThan(5);
  const sizes = await Promise.all(
    [...scripts].map(async (script) => gzipSync(await (await page.request.get(script)).body()).length),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: "JavaScript of the overview", description: `${total} bytes` });
  expect(total, `the scripts of the overview, ${sizes.join(" + ")} bytes`).toBeLessThanOrEqual(BUDGET);
});

test("the chart is in the server's page, and neither hydration nor the first touch lets it vanish or move", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const seen = { bars: [] as string[], shift: 0, isGone: false };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    const isVisible = (element: Element | null) =>
      element !== null && getComputedStyle(element).visibility === "visible";
    const look = () => {
      const drawing = document.querySelector("figure [role=img]");
      const bars = drawing?.querySelectorAll("path")[2]?.getAttribute("d");
      if (bars && seen.bars.at(-1) !== bars) seen.bars.push(bars);
      const live = document.querySelector("figure .recharts-bar-rectangle path");
      if (drawing && !isVisible(drawing) && !isVisible(live)) seen.isGone = true;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await signInToDemo(page);
  const html = await (await page.request.get(`${url}/dashboard/myclik`)).text();
  expect(html).toMatch(/role="img"[^>]*aria-label="Visitors over time[^>]*>.*<path[^>]* d="M[\d.]+ 100V/s);
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  await chartOf(page).hover({ position: { x: 300, y: 100 } });
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  await expect(page.locator(".recharts-bar-rectangle path").first()).toBeVisible();
  const { bars, shift, isGone } = await page.evaluate(
    () => (window as unknown as { seen: { bars: string[]; shift: number; isGone: boolean } }).seen,
  );
  expect(bars).toHaveLength(1);
  expect(isGone).toBe(false);
  expect(shift).toBeLessThan(0.02);
});

test("what Recharts draws stands where the page's drawing stood", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  const drawn = await chartOf(page).evaluate((drawing) => {
    const svg = drawing.querySelector("svg")!.getBoundingClientRect();
    const bars = drawing.querySelectorAll("path")[2]!.getAttribute("d")!;
    const count = Number(drawing.querySelector("svg")!.getAttribute("viewBox")!.split(" ")[2]);
    return [...bars.matchAll(/M([\d.]+) 100V([\d.]+)/g)].map(([, left, top]) => [
      svg.left + (Number(left) / count) * svg.width,
      svg.top + (Number(top) / 100) * svg.height,
    ]);
  });
  await chartOf(page).hover({ position: { x: 300, y: 100 } });
  await expect(page.locator(".recharts-bar-rectangle path").first()).toBeVisible();
  const live = await page
    .locator(".recharts-bar")
    .first()
    .locator("path")
    .evaluateAll((paths) =>
      paths.map((path) => path.getBoundingClientRect()).map(({ left, top }) => [left, top]),
    );
  expect(live).toHaveLength(drawn.length);
  for (const [place, [left, top]] of drawn.entries()) {
    expect(Math.abs(live[place]![0]! - left!)).toBeLessThan(1.5);
    expect(Math.abs(live[place]![1]! - top!)).toBeLessThan(1.5);
  }
});

test("on a phone whose fonts come late, nothing below them moves", async ({ page }) => {
  await signInToDemo(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.route("**/*.woff2", async (route) => {
    await expect(chartOf(page)).toBeVisible();
    await route.continue();
  });
  await page.addInitScript(() => {
    Object.assign(window, { shift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) {
        (window as unknown as { shift: number }).shift += entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(`${url}/dashboard/myclik`);
  await expect.poll(() => page.evaluate(() => document.fonts.check("16px 'Newsreader Variable'"))).toBe(true);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  expect(await page.evaluate(() => (window as unknown as { shift: number }).shift)).toBeLessThan(0.05);
});

test("a point of the chart is told to the pointer and to the keyboard", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`);
  const chart = page.getByRole("region", { name: "Totals over time" });
  const told = chart.getByRole("status");
  // The place, since the drawing is hidden as soon as the chart is there, and the pointer comes again until it is.
  const place = (await chartOf(page).boundingBox())!;
  await expect(async () => {
    await page.mouse.move(0, 0);
    await page.mouse.move(place.x + 300, place.y + 100);
    await expect(page.locator("svg.recharts-surface")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(told).toContainText(/\d{4}.*\d+visitors/);
  const byPointer = await told.textContent();
  await page.mouse.move(0, 0);
  await expect(told).toBeHidden();
  await page.reload({ waitUntil: "networkidle" });
  await chartOf(page).focus();
  await expect(told).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(told).not.toHaveText(byPointer ?? "");
});

test("what is typed while the palette is being fetched arrives in it", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.keyboard.type("/wee");
  await expect(page.getByRole("dialog")).toBeHidden();
  release();
  await expect(page.getByRole("combobox")).toHaveValue("wee");
  expect(page.url()).toBe(`${url}/dashboard/myclik`);
});

test("the marks of brands are drawn", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  const mark = page.locator("svg use[href='/brands.svg#whatsapp']").first();
  const size = await mark.evaluate((use) => {
    const { width, height } = (use as SVGUseElement).getBBox();
    return Math.min(width, height);
  });
  expect(size).toBeGreaterThan(10);
});

function chartOf(page: Page) {
  return page.getByRole("img", { name: /over time/ });
}
