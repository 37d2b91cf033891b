import { defineConfig, devices } from "@playwright/test";
import { browser } from "#tests/e2e/browser.ts";

// Playwright's own device descriptions give the browser the name of one that people use: headless ones are bots.
export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/global-daybook.ts",
  outputDir: "test-results",
  // Long enough for a machine that is busy with something else: what hangs is found, what is slow passes.
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 2,
  // A browser on a busy machine may miss a beat; what fails twice is broken.
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
