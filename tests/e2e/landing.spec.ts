import { mkdirSync, writeFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { test } from "#tests/e2e/test.ts";

const { url } = underTest();
const LOOKS = [
  { name: "desk-light", colorScheme: "light", width: 1280, height: 1040 },
  { name: "desk-dark", colorScheme: "dark", width: 1280, height: 1040 },
  { name: "phone-light", colorScheme: "light", width: 390, height: 700 },
  { name: "phone-dark", colorScheme: "dark", width: 390, height: 700 },
] as const;

for (const { name, colorScheme, width, height } of LOOKS) {
  test(`the landing page tells the story and shows the dashboard as it looks here: ${name}`, async ({
    browser,
  }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height },
      deviceScaleFactor: 2,
    });
    const page = await context.newPage();
    if (process.env.SCREENSHOTS) await keepDashboard(page, name);
    await page.goto(url);
    const picture = page.getByRole("img", { name: /^The dashboard of a card/ });
    await picture.scrollIntoViewIfNeeded();
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(width * 2);
    expect(await picture.evaluate((image: HTMLImageElement) => image.currentSrc)).toContain(
      `dashboard-${name}.webp`,
    );
    await expect(page.getByRole("heading", { level: 3 })).toHaveCount(7);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    if (process.env.SCREENSHOTS)
      await page.screenshot({ path: `${process.env.SCREENSHOTS}/landing-${name}.png`, fullPage: true });
    await context.close();
  });
}

/** Writes the picture that the page shows: the demo's dashboard, as WebP by the browser's own hand. */
async function keepDashboard(page: Page, name: string): Promise<void> {
  await page.goto(`${url}/demo`);
  await expect(page.getByText("Top Contact Methods")).toBeVisible();
  const png = (await page.screenshot({ animations: "disabled" })).toString("base64");
  const webp = await page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.82 });
    return [...new Uint8Array(await blob.arrayBuffer())];
  }, png);
  const folder = new URL("../../public/landing/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}dashboard-${name}.webp`, Buffer.from(webp));
}
