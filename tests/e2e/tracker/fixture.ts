import type { Page } from "@playwright/test";
import { test as base } from "#tests/e2e/test.ts";
import { type Site, type SitePage, startSite } from "#tests/e2e/tracker/site.ts";

/** Serves a customer's site for one test. */
export const test = base.extend<{ serve: (pages: Record<string, SitePage>) => Promise<Site> }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from here
  serve: async ({}, use) => {
    const sites: Site[] = [];
    await use(async (pages) => {
      const site = await startSite(pages);
      sites.push(site);
      return site;
    });
    await Promise.all(sites.map((site) => site.stop()));
  },
});

/** Sends what the page has recorded. */
export function flush(page: Page): Promise<void> {
  return page.evaluate(async () => {
    if (window.daybook && "flush" in window.daybook) await window.daybook.flush();
  });
}

/** A page view at a new address within the page. */
export function visit(page: Page, path: string): Promise<void> {
  return page.evaluate((address) => history.pushState({}, "", address), path);
}

/** How many events wait in this page's storage. */
export function waiting(page: Page): Promise<number> {
  return page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("daybook:")).length);
}
