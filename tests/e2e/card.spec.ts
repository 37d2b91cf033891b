import { expect } from "@playwright/test";
import { EXCLUSION_SNIPPET } from "#lib/owners/codes.ts";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { newMember, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { html, scriptTag, startSite } from "#tests/e2e/tracker/site.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

test("nobody but the demo owner is shown as the demo person; who has made no card has one with the name alone", async ({
  page,
}) => {
  const userCode = await newMember(page, "plain");
  await page.goto(`${url}/c/${userCode}?s=ana1`);
  await expect(page.getByRole("heading", { name: "Somebody Else" })).toBeVisible();
  const html = await page.content();
  expect(html).not.toMatch(/Clara|Whitfield|44 ?7700|example\.com/);
  const contact = await (await page.request.get(`${url}/c/${userCode}/contact.vcf`)).text();
  expect(contact).toContain("FN:Somebody Else");
  expect(contact).not.toMatch(/TEL|EMAIL|TITLE/);
  for (const path of ["/about", "/work", "/contact"]) {
    expect((await page.request.get(`${url}/c/${userCode}${path}`)).status(), path).toBe(404);
  }
  expect((await page.request.get(`${url}/c/no-such-owner-at-all`)).status()).toBe(404);

  await service
    .from("analytics_owners")
    .update({ card_url: "https://card.test/me" })
    .eq("user_code", userCode);
  await page.reload();
  await expect(page.getByRole("link", { name: "Open the card" })).toHaveAttribute(
    "href",
    "https://card.test/me",
  );
});

test("a link that the owner has archived says so, and leads to the card", async ({ page }, { project }) => {
  const userCode = await newMember(page, "archived");
  await service
    .from("analytics_shares")
    .insert({ user_code: userCode, share_code: "old1", archived_at: new Date().toISOString() })
    .throwOnError();
  // Where the database is slow, the first to come go on to the card; what it says is remembered for those after them.
  await expect
    .poll(async () => (await page.request.get(`${url}/s/${userCode}/old1`)).url())
    .toBe(`${url}/s/${userCode}/old1/archived`);
  const pictures = process.env.SCREENSHOTS;
  for (const [theme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 800 });
    // As a QR code holds it: in capitals, to the last letter.
    await page.goto(`${url}/S/${userCode.toUpperCase()}/OLD1`);
    await expect(page).toHaveURL(`${url}/s/${userCode}/old1/archived`);
    await expect(page.getByRole("heading", { name: "This link is no longer in use" })).toBeVisible();
    expect(await accessibilityFaults(page), theme).toEqual([]);
    if (pictures)
      await page.screenshot({ path: `${pictures}/archived-${theme}-${width}-${project.name}.png` });
  }
  await page.getByRole("link", { name: "Open the card of Somebody Else" }).click();
  await expect(page).toHaveURL(`${url}/c/${userCode}`);
  await page.goto(`${url}/C/${userCode.toUpperCase()}`);
  await expect(page.getByRole("heading", { name: "Somebody Else" })).toBeVisible();
  await expect(page.locator("script[data-user-code]")).toHaveAttribute("data-user-code", userCode);

  await service
    .from("analytics_shares")
    .update({ archived_at: null })
    .eq("user_code", userCode)
    .throwOnError();
  // Remembered for half a minute as it was.
  await expect
    .poll(async () => (await page.request.get(`${url}/s/${userCode}/OLD1)`)).url(), { timeout: 60_000 })
    .toBe(`${url}/c/${userCode}?s=old1`);
});

test("a browser left out in the settings is not counted on the card, and is again when let in", async ({
  page,
}) => {
  await signInToDemo(page);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/api/ingest")) sent.push(request.url());
  });
  const visit = async () => {
    await page.goto(`${url}/c/myclik`);
    await expect.poll(() => page.evaluate(() => "daybook" in window)).toBe(true);
    await page.evaluate(() => (window.daybook as unknown as { flush(): Promise<void> }).flush());
  };
  await page.goto(`${url}/dashboard/myclik/settings`);
  await page.getByRole("button", { name: "Do not count this browser" }).click();
  await expect(page.getByText("does not count this browser")).toBeVisible();
  await visit();
  expect(sent).toEqual([]);
  await page.goto(`${url}/dashboard/myclik/settings`);
  await page.getByRole("button", { name: "Count this browser" }).click();
  await visit();
  await expect.poll(() => sent.length).toBeGreaterThan(0);
});

test("on a site of one's own the line from the settings leaves a browser out by the card's address", async ({
  page,
}) => {
  const userCode = await newMember(page, "own-site");
  const site = await startSite({ "/": html(EXCLUSION_SNIPPET + scriptTag(userCode)) });
  try {
    await service
      .from("analytics_owners")
      .update({ card_url: `${site.url}/` })
      .eq("user_code", userCode);
    await page.goto(`${url}/dashboard/${userCode}/settings`);
    await expect(page.getByRole("figure").filter({ hasText: "opt-out line" })).toContainText("daybook=off");
    const sent: string[] = [];
    page.context().on("request", (request) => {
      if (request.url().includes("/api/ingest")) sent.push(request.url());
    });
    const open = async (press: () => Promise<unknown>) => {
      const [card] = await Promise.all([page.context().waitForEvent("page"), press()]);
      await expect.poll(() => card.evaluate(() => "daybook" in window)).toBe(true);
      await card.evaluate(() => (window.daybook as unknown as { flush(): Promise<void> }).flush());
      return card;
    };
    const out = await open(() => page.getByRole("link", { name: "Open my card uncounted" }).click());
    await out.goto(site.url);
    await out.close({ runBeforeUnload: true });
    expect(sent).toEqual([]);
    const back = await open(() => page.getByRole("link", { name: "Count me there again" }).click());
    await expect.poll(() => sent.length).toBeGreaterThan(0);
    await back.close();
  } finally {
    await site.stop();
  }
});
