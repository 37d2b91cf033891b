import { expect } from "@playwright/test";
import { DAY_MS } from "#lib/contract.ts";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** A new person with a card, a group and two shares. */
async function ownerWithShares(name: string) {
  const session = await newOwnerMember(name);
  const user_code = session.userCode;
  for (const { error } of [
    await service.from("analytics_groups").insert({ user_code, group_code: "friends", name: "Friends" }),
    await service.from("analytics_shares").insert([
      { user_code, share_code: "ana1", contact: "Ana Duarte", group_code: "friends" },
      { user_code, share_code: "ben1", contact: "Ben Okafor" },
    ]),
  ])
    expect(error).toBeNull();
  return session;
}

async function come(userCode: string, visits: Omit<Parameters<typeof visit>[1], "batch">[]): Promise<void> {
  const batches = visits.map((one, batch) => visit(userCode, { visitor: batch + 1, ...one, batch }));
  const { error } = await service.rpc("analytics_ingest_events", { payload: { batches } });
  expect(error).toBeNull();
}

test("who is here appears page by page and tap by tap without a reload, and limited viewers see their part", async ({
  page,
  browser,
}) => {
  const { userCode, cookies } = await ownerWithShares("live");
  const now = () => new Date(Date.now() - 2_000);
  await come(userCode, [{ start: now(), share: "ana1" }]);
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}`);
  await page.getByRole("button", { name: "1 visitor now" }).click();
  const live = page.getByRole("dialog", { name: "Live" });
  const visits = live.getByRole("list", { name: "Visits of the last half an hour" }).locator("> li");
  await expect(visits).toHaveCount(1);
  await expect(visits).toContainText("Ana Duarte");
  await expect(visits.getByText("WhatsApp")).toHaveCount(0);
  expect(await accessibilityFaults(page)).toEqual([]);

  // Nothing on the page is touched from here on.
  await come(userCode, [{ start: now(), share: "ben1", targets: ["whatsapp"], visitor: 7 }]);
  await expect(visits).toHaveCount(2);
  await expect(visits.first()).toContainText("Ben Okafor");
  await expect(visits.first().getByText("WhatsApp")).toBeVisible();
  await expect(live.getByText("2 visitors now")).toBeVisible();
  await expect(live.getByRole("status")).toHaveText("Ben Okafor: WhatsApp");

  const limited = await addMember(service, userCode, "viewer", ["friends"]);
  const context = await browser.newContext({ storageState: { cookies: limited.cookies, origins: [] } });
  const theirs = await context.newPage();
  await theirs.goto(`${url}/dashboard/${userCode}`);
  await theirs.getByRole("button", { name: "1 visitor now" }).click();
  const seen = theirs.getByRole("list", { name: "Visits of the last half an hour" });
  await expect(seen.locator("> li")).toHaveCount(1);
  await expect(seen).toContainText("Ana Duarte");
  await context.close();
});

test("what is new since the last look stands at the top, also after a reload, until it is dismissed", async ({
  page,
}) => {
  const { userCode, cookies, userId } = await ownerWithShares("news");
  await come(userCode, [{ start: new Date(Date.now() - 3 * DAY_MS), share: "ben1" }]);
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}`);
  const news = page.getByRole("region", { name: "Since you last looked" });
  await expect(page.getByRole("region", { name: "Totals over time" })).toBeVisible();
  await expect(news).toHaveCount(0);

  const looked = await service
    .from("analytics_member_looks")
    .update({ seen_at: new Date(Date.now() - DAY_MS).toISOString() })
    .match({ user_code: userCode, user_id: userId });
  expect(looked.error).toBeNull();
  await come(userCode, [
    { start: new Date(Date.now() - 3_600_000), share: "ana1", targets: ["phone"] },
    { start: new Date(Date.now() - 3_000_000), share: "ben1" },
    { start: new Date(Date.now() - 2_000_000) },
  ]);
  await page.reload();
  await expect(news).toContainText("3 visits and 1 tap since you last looked");
  await expect(news).toContainText("Ana Duarte came for the first time, 1 tap · Ben Okafor came");
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.reload();
  await expect(news).toContainText("3 visits and 1 tap since you last looked");

  const dismissed = page.waitForResponse((response) => response.request().method() === "POST");
  await news.getByRole("button", { name: "Dismiss what is new" }).click();
  await expect(news).toHaveCount(0);
  await dismissed;
  await page.reload();
  await expect(page.getByRole("region", { name: "Totals over time" })).toBeVisible();
  await expect(news).toHaveCount(0);
});
