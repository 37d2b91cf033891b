import { expect, type Page } from "@playwright/test";
import { DAY_MS } from "#lib/contract.ts";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
/** Where to put pictures of every screen, for people to look at: `npm run screenshots`. */
const PICTURES = process.env.SCREENSHOTS;

/** Every screen of an owner: its name, its address, and something that only stands there once it is complete. */
const SCREENS = [
  { name: "overview", path: "", ready: "Top Contact Methods" },
  { name: "overview-by-the-hour", path: "?period=yesterday", ready: "Top Contact Methods" },
  { name: "overview-group", path: "?group=friends", ready: "Top Contact Methods" },
  {
    name: "overview-filtered",
    path: "?filters=is,country,DE,AT;is_not,page,about",
    ready: "Top Contact Methods",
  },
  { name: "overview-nothing", path: "?from=2020-01-01&to=2020-01-02", ready: "Show all time" },
  { name: "overview-fault", path: "?period=fortnight", ready: "This link’s filter cannot be read" },
  { name: "contact", path: "/contacts/k7f2", ready: "Latest visits" },
  { name: "direct", path: "/contacts/-", ready: "Latest visits" },
  { name: "journeys", path: "/journeys", ready: "What becomes of a share link" },
  { name: "shares", path: "/shares", ready: "Business" },
  { name: "import", path: "/shares/import", ready: "Your list" },
  { name: "data", path: "/data", ready: "Counted, and recounted" },
  { name: "data-tables", path: "/data?view=tables", ready: "Day by day" },
  { name: "legacy", path: "/data/legacy", ready: "Days that differ" },
  { name: "settings", path: "/settings", ready: "Retention" },
  { name: "people", path: "/people", ready: "Open invitations" },
  { name: "activity", path: "/people/activity", ready: "Activity" },
  { name: "keys", path: "/settings/keys", ready: "New key" },
] as const;

/** What a comparison with the old system would have stored: most days alike, some lower by what it counted twice. */
async function compareWithOldSystem(): Promise<void> {
  const days = Array.from({ length: 30 }, (_, index) => {
    const date = new Date(Date.now() - (index + 5) * DAY_MS).toISOString().slice(0, 10);
    const [twice, bots] = [index % 4 === 0 ? 3 : 0, index % 7 === 0 ? 2 : 0];
    const cell = (metric: string, old: number, explained: Record<string, number>) => {
      const by = Object.values(explained).reduce((sum, events) => sum + events, 0);
      return { metric, value: "", old, new: old + by, explained, unexplained: 0 };
    };
    return {
      user_code: "myclik",
      date,
      unexplained: 0,
      metrics: [
        cell("sessions", 40 + index, bots > 0 ? { bot: -bots } : {}),
        cell("page_views", 90 + index, { ...(twice && { duplicate: -twice }), ...(bots && { bot: -bots }) }),
        cell("clicks", 14 + (index % 5), twice > 0 ? { duplicate: -1 } : {}),
      ],
    };
  });
  const { error } = await service.from("analytics_legacy_comparisons").upsert(days);
  expect(error).toBeNull();
}

/** In the dark only colours differ from the first look, on a phone sizes and what is left out. */
const RULES = {
  light: undefined,
  dark: ["color-contrast"],
  phone: ["color-contrast", "target-size", "empty-table-header"],
};

/** The other colours and sizes are there, or on their way. */
function painted(page: Page): Promise<unknown> {
  return page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function check(page: Page, what: string, look: keyof typeof RULES): Promise<void> {
  expect(await accessibilityFaults(page, RULES[look]), what).toEqual([]);
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isTooWide, `${what} is wider than the window`).toBe(false);
}

/** The whole page. */
async function picture(page: Page, path: string): Promise<void> {
  const window = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ ...window, height });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path });
  await page.setViewportSize(window);
}

for (const { name, path, ready } of SCREENS) {
  test(`${name}: complete in light, dark and on a phone, and axe finds nothing`, async ({ page }) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    if (name === "legacy") await compareWithOldSystem();
    await signInToDemo(page);
    await page.goto(`${url}/dashboard/myclik${path}`);
    await expect(page.getByText(ready, { exact: true }).first()).toBeVisible();
    if (name.startsWith("contact") || ["overview", "overview-group", "overview-row"].includes(name)) {
      await expect(page.getByRole("img", { name: /over time/ })).toBeVisible();
    }
    for (const look of ["light", "dark", "phone"] as const) {
      await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
      await page.setViewportSize(
        look === "phone" ? { width: 390, height: 844 } : { width: 1280, height: 900 },
      );
      await painted(page);
      await check(page, `${name}, ${look}`, look);
      if (PICTURES) await picture(page, `${PICTURES}/${name}-${look}.png`);
    }
    expect(faults).toEqual([]);
  });
}
