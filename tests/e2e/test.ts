import { test as base } from "@playwright/test";

/**
 * A test in the browser that leaves no page behind. Playwright closes its own `page`; a window that a test opened in
 * addition would go on asking for numbers, and painting them, beside all tests that follow.
 */
export const test = base.extend<{ leavesNoWindow: undefined }>({
  leavesNoWindow: [
    async ({ browser }, use) => {
      const before = new Set(browser.contexts());
      await use(undefined);
      for (const context of browser.contexts()) if (!before.has(context)) await context.close();
    },
    { auto: true },
  ],
});
