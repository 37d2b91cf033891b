import { defineConfig, devices } from "@playwright/test";
import { browser } from "#tests/e2e/browser.ts";

// Playwright's own device descriptions give the browser the name of one that people use: headless ones are bots.
export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/global-daybook.ts",
  outputDir: "test-results",
  // Long enough for a busy machine: a test that hangs fails, a slow one passes.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 2,
  // On a busy machine a browser sometimes drops an event; a test that fails twice is broken.
  retries: 1,
  fullyParallel: true,
  reporter: process.env.CI ? [["list"]] : [["line"]],
  use: {
    ...devices["Desktop Chrome"],
    launchOptions: await browser(),
    // To trace every test, in case it fails, would cost as much as the test.
    trace: "on-first-retry",
  },
});
