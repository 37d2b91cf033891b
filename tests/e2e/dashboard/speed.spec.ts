import { gzipSync } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";

const { url } = underTest();

/** For all JavaScript of the overview, gzipped: 250 KB, in bytes. */
const BUDGET = 250 * 1024;

test("the overview loads at most 250 KB of JavaScript, the chart included", async ({ page }) => {
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

test("the chart stands as it is drawn first, and nothing on the page moves", async ({ page }) => {
  await page.addInitScript(() => {
    const seen = { drawings: [] as string[], shift: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
    const look = () => {
      const paths = [...document.querySelectorAll("path.recharts-area-curve")].map((path) =>
        path.getAttribute("d"),
      );
      const drawing = paths.join(" | ");
      if (paths.length > 0 && seen.drawings.at(-1) !== drawing) seen.drawings.push(drawing);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await signInToDemo(page);
  await page.clock.install();
  await page.goto(`${url}/dashboard/myclik`);
  await expect(chartOf(page)).toBeVisible();
  // Through every frame of the time that Recharts' own animation would take.
  await page.clock.runFor(2_000);
  const { drawings, shift } = await page.evaluate(
    () => (window as unknown as { seen: { drawings: string[]; shift: number } }).seen,
  );
  expect(drawings).toHaveLength(1);
  expect(shift).toBeLessThan(0.02);
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
  await chartOf(page).hover({ position: { x: 300, y: 100 } });
  await expect(told).toContainText(/\d{4}.*\d+visitors/);
  const byPointer = await told.textContent();
  await page.mouse.move(0, 0);
  await expect(told).toBeHidden();
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
  return page.locator("svg.recharts-surface").first();
}
