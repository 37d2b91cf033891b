import { expect, type Locator, type Page } from "@playwright/test";
import { DAY_MS } from "#lib/contract.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { newMember, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";

const { url } = underTest();
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

test.use({ locale: "en-US" });

/** Presses Tab until the focus is there, as who has no mouse does. */
async function tabTo(page: Page, wanted: Locator, most = 90): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let pressed = 0; pressed < most; pressed++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`The focus never came to ${wanted} within ${most} stops.`);
}

async function openOverview(page: Page): Promise<void> {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`);
  // React has taken the page over, and therefore listens to keys by now.
  await page.waitForFunction(() => {
    const tile = document.querySelector("main button[aria-pressed]");
    return tile && Object.keys(tile).some((key) => key.startsWith("__reactProps"));
  });
}

test("a screen reader finds its way: landmarks, one heading, named panels and controls", async ({ page }) => {
  await openOverview(page);
  await expect(page.locator("body")).toMatchAriaSnapshot(`
    - link "Skip to the content"
    - banner:
      - navigation "Account"
      - navigation "Screens":
        - list:
          - listitem:
            - link "Overview"
    - main:
      - heading "Clara Whitfield" [level=1]
      - search "Filters":
        - 'button "Period: Last 30 days"'
        - 'button "Compared with: Previous period"'
        - 'button "Filter by group: Group"'
        - 'button "Filter by contact: Contact"'
      - region "Totals over time":
        - 'list "Totals: choose what the chart shows"':
          - listitem:
            - button /Visitors \\d+/ [pressed]
      - region "Top Contact Methods":
        - heading "Top Contact Methods" [level=2]
      - region "Pages"
      - region "Contacts"
      - region "Groups"
      - region "Sources":
        - tablist "Sources":
          - tab "Referrers" [selected]
          - tab "Channels"
        - tabpanel "Referrers"
      - region "Places"
      - region "Devices"
  `);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: /now$/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Show it to others" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Period: Last 30 days" })).toBeFocused();
});

test("with the keyboard alone: a period from the menu, which says its numbers and gives the focus back, and any range by calendar", async ({
  page,
}) => {
  await openOverview(page);
  await tabTo(page, page.getByRole("button", { name: /^Period:/ }));
  await page.keyboard.press("Enter");
  const menu = page.getByRole("dialog", { name: "Period" });
  await expect(menu.getByRole("link", { name: "Today" })).toBeFocused();
  await expect(menu).toMatchAriaSnapshot(`
    - list:
      - listitem:
        - link "Today"
      - listitem:
        - link "Yesterday"
  `);
  await page.keyboard.press("ArrowDown");
  await expect(menu.getByRole("link", { name: "Yesterday" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.waitForURL("**period=yesterday");
  await expect(menu).toBeHidden();
  await expect(page.getByRole("button", { name: "Period: Yesterday" })).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Yesterday:" })).toHaveText(
    /^Yesterday: \d+ visitors, \d+ sessions, \d+ clicks$/,
  );
  await page.keyboard.press("Enter");
  await expect(menu).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await expect(page.getByRole("button", { name: "Period: Yesterday" })).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(menu).toBeVisible();
  const type = async (label: string, date: string) => {
    const [year, month, day] = date.split("-");
    await tabTo(page, menu.getByLabel(label));
    await page.keyboard.type(`${month}${day}${year}`);
    await expect(menu.getByLabel(label)).toHaveValue(date);
  };
  await type("From", daysAgo(20));
  await type("To", daysAgo(11));
  await tabTo(page, menu.getByRole("button", { name: "Show these days" }));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**from=${daysAgo(20)}&to=${daysAgo(11)}`);
  await expect(page.getByRole("button", { name: /^Period:/ })).toBeFocused();
});

test("with the keyboard alone: a row pressed, its filter removed, the focus never lost", async ({ page }) => {
  await openOverview(page);
  const row = page.getByRole("region", { name: "Places" }).getByRole("link", { name: "Germany" });
  await row.focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**filters=is,country,DE");
  const remove = page.getByRole("link", { name: "Remove filter Country: Germany" });
  await expect(remove).toBeVisible();
  await page.keyboard.press("Home");
  await page.getByRole("button", { name: "Change filter Country Germany" }).focus();
  await page.keyboard.press("Tab");
  await expect(remove).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(remove).toBeHidden();
  await expect(page.getByRole("button", { name: /^Period:/ })).toBeFocused();
  await expect(page.getByRole("region", { name: "Groups" })).toBeVisible();
});

test("with the keyboard alone: the palette finds and jumps, says what it found, and gives the focus back; back leads back", async ({
  page,
}) => {
  await openOverview(page);
  const before = page.getByRole("button", { name: /^Compared with/ });
  await tabTo(page, before);
  await page.keyboard.press("/");
  const palette = page.getByRole("dialog", { name: "Find" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("group f");
  await expect(palette).toMatchAriaSnapshot(`
    - dialog "Find":
      - combobox "Find a period, group, contact, page, setting or screen" [expanded]: group f
      - listbox "Found":
        - option "Family Group" [selected]
        - option "Friends Group"
      - status: 2 found.
  `);
  await page.keyboard.press("ArrowDown");
  await expect(palette.getByRole("option", { name: "Friends Group" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
  await expect(before).toBeFocused();

  const choose = async (words: string) => {
    await page.keyboard.press("Control+k");
    await expect(palette.getByRole("combobox")).toBeFocused();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
  };
  await page.keyboard.press("w");
  await page.waitForURL("**period=7d");
  await choose("friends");
  await page.waitForURL("**group=friends**");
  await page.goBack();
  await page.waitForURL((address) => address.search === "?period=7d");
  await choose("ana duarte");
  await page.waitForURL("**/contacts/k7f2");
  await expect(page.getByRole("heading", { name: "Ana Duarte" })).toBeVisible();
  await page.goBack();
  await page.waitForURL((address) => address.search === "?period=7d");
  await choose("data");
  await page.waitForURL("**/dashboard/myclik/data");
});

test("a key pressed right after Escape is the page's, not that of the dialog which goes", async ({
  page,
}) => {
  await openOverview(page);
  const finds = page.getByRole("dialog", { name: "Find" }).getByRole("combobox");
  const keys = page.getByRole("dialog", { name: "Keys" });
  const pressAtOnce = (...pressed: string[]) => Promise.all(pressed.map((key) => page.keyboard.press(key)));
  await page.keyboard.press("/");
  await expect(finds).toBeFocused();
  for (let round = 0; round < 5; round++) {
    await pressAtOnce("Escape", "?");
    await expect(keys).toBeVisible();
    await pressAtOnce("Escape", "/");
    await expect(finds).toBeFocused();
  }
});

test("the sheet of keys opens by ?, and single keys can be switched off for good", async ({ page }) => {
  await openOverview(page);
  await tabTo(page, page.getByRole("button", { name: /^Period:/ }));
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keys" });
  await expect(sheet).toContainText("Last 90 days");
  await tabTo(page, sheet.getByRole("checkbox"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Period:/ })).toBeFocused();
  await page.keyboard.press("w");
  await page.keyboard.press("?");
  await expect(sheet).toBeHidden();
  expect(page.url()).not.toContain("period=7d");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: /^Find/ })).toBeFocused();
  await page.keyboard.type("keys");
  await page.keyboard.press("Enter");
  await tabTo(page, sheet.getByRole("checkbox"));
  await page.keyboard.press("Space");
  await page.keyboard.press("Escape");
  await page.keyboard.press("w");
  await page.waitForURL("**period=7d");
});

test("the chart has a table, reached and read by the keyboard", async ({ page }) => {
  await openOverview(page);
  const chart = page.getByRole("region", { name: "Totals over time" });
  await tabTo(page, chart.getByRole("button", { name: /^Clicks/ }));
  await page.keyboard.press("Space");
  await tabTo(page, chart.getByText("Show as a table"));
  await page.keyboard.press("Enter");
  const table = chart.getByRole("table", { name: "Clicks over time" });
  await expect(table.getByRole("row")).toHaveCount(31);
  await expect(table.getByRole("row").first()).toMatchAriaSnapshot(`
    - row:
      - columnheader "day"
      - columnheader "Clicks"
      - columnheader "Compared with"
      - columnheader "Clicks then"
  `);
  await page.keyboard.press("Tab");
  await expect(table.locator("..")).toBeFocused();
});

test("with the keyboard alone: a share is made, renamed and archived in dialogs that give the focus back", async ({
  page,
}) => {
  const userCode = await newMember(page, "keyboard");
  await page.goto(`${url}/dashboard/${userCode}/shares`);
  const make = page.getByRole("button", { name: "New share" });
  const dialog = page.getByRole("dialog");
  await tabTo(page, make);
  await expect(async () => {
    await page.keyboard.press("Enter");
    await expect(dialog).toBeVisible({ timeout: 1000 });
  }).toPass();
  await tabTo(page, dialog.getByLabel("Contact"));
  await page.keyboard.type("Ana Duarte");
  await tabTo(page, dialog.getByRole("button", { name: "Make share" }));
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("is ready");
  await tabTo(page, dialog.getByRole("button", { name: "Done" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(make).toBeFocused();

  const edit = page.getByRole("button", { name: "Edit Ana Duarte" });
  await tabTo(page, edit);
  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByLabel("Contact"));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("Ana D.");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("Saved.");
  await page.keyboard.press("Escape");
  await expect(page.locator("dialog")).toHaveCount(0);
  const renamed = page.getByRole("button", { name: "Edit Ana D." });
  await expect(renamed).toBeFocused();

  await page.keyboard.press("Enter");
  await tabTo(page, dialog.getByRole("button", { name: "Archive this share" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Ana D." })).toBeHidden();
  await expect(page.locator(":focus")).toHaveCount(1);
});

test("with the keyboard alone: a day is counted anew, which is announced", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik/data?view=tables`);
  const row = page.getByRole("region", { name: "Days" }).getByRole("row").nth(9);
  const button = row.getByRole("button", { name: /^Rebuild / });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(row.getByRole("status")).toHaveText("Counted anew.");
  await expect(button).toBeFocused();
});
