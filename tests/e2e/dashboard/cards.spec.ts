import { type Browser, expect, type Page } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, fresh, newOwnerMember, type Session } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** A member of 50 cards: the one of the sign-up and 49 that are registered, number n with n visits today. */
async function newAgency() {
  const session = await newOwnerMember("agency");
  const codes = Array.from({ length: 49 }, (_, n) => fresh(`client-${n}`));
  for (const [n, code] of codes.entries()) {
    const { error } = await service.rpc("analytics_register_owner", {
      p_user_code: code,
      p_name: `Client ${String(n).padStart(2, "0")}`,
      p_time_zone: n % 2 === 0 ? "UTC" : "Europe/Berlin",
      p_member: session.userId,
    });
    if (error) throw new Error(error.message);
  }
  const batches = codes.flatMap((code, n) =>
    Array.from({ length: n }, (_, visitor) =>
      visit(code, { start: new Date(Date.now() - 60_000), visitor, targets: visitor === 0 ? ["phone"] : [] }),
    ),
  );
  const { error } = await service.rpc("analytics_ingest_events", {
    payload: { batches: batches.map((batch, place) => ({ ...batch, batch: place })) },
  });
  if (error) throw new Error(error.message);
  return { session, codes };
}

async function openAs(browser: Browser, session: Session): Promise<Page> {
  const context = await browser.newContext();
  await context.addCookies(session.cookies);
  return context.newPage();
}

test("an agency finds its way among 50 cards, leaves one, hands one over, and deletes one whose code is free again then", async ({
  browser,
}) => {
  const { session, codes } = await newAgency();
  const page = await openAs(browser, session);
  const names = page.getByRole("main").getByRole("rowheader");
  const [doomed, left, given] = [codes[48]!, codes[47]!, codes[46]!];

  await test.step("all cards stand in one list with their sums, the busiest first", async () => {
    await page.goto(`${url}/dashboard`);
    await expect(names).toHaveCount(50);
    await expect(names.first()).toContainText("Client 48");
    const sums = page.getByRole("region", { name: "All 50 cards" });
    await expect(sums.getByText("1,176")).toHaveCount(3);
  });

  await test.step("search narrows list and sums, a column's name sorts", async () => {
    await page.getByRole("searchbox", { name: "Search cards" }).fill("client 1");
    await expect(names).toHaveCount(10);
    await expect(page.getByRole("region", { name: "10 of 50 cards" }).getByText("145")).toHaveCount(3);
    await page.getByRole("columnheader", { name: "Card" }).getByRole("button").press("Enter");
    await expect(names.first()).toContainText("Client 10");
    await page.getByRole("columnheader", { name: "Sessions", exact: true }).getByRole("button").click();
    await expect(names.first()).toContainText("Client 19");
    await page.getByRole("searchbox", { name: "Search cards" }).fill("nobody");
    await expect(page.getByText("No card is called “nobody”")).toBeVisible();
    await page.getByRole("searchbox", { name: "Search cards" }).fill("");
  });

  await test.step("the period is chosen as on the overview, and stays in the address", async () => {
    await page.getByRole("button", { name: "Period: Last 30 days" }).click();
    await page.getByRole("link", { name: "Yesterday" }).click();
    await page.waitForURL("**/dashboard?all&period=yesterday");
    await expect(page.getByRole("region", { name: "All 50 cards" }).getByText("1,176")).toHaveCount(0);
    await page.goBack();
    await expect(page.getByRole("region", { name: "All 50 cards" }).getByText("1,176")).toHaveCount(3);
  });

  await test.step("the menu of a card goes to another one by keyboard", async () => {
    await page.getByRole("link", { name: "Client 48" }).click();
    await page.waitForURL(`**/dashboard/${doomed}`);
    await page.getByRole("banner").getByRole("button", { name: "your cards" }).press("Enter");
    await expect(page.getByRole("searchbox", { name: "Search cards" })).toBeFocused();
    await page.keyboard.type("client 47");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(`**/dashboard/${left}`);
  });

  await test.step("its last owner cannot leave a card; with another owner it goes", async () => {
    await page.goto(`${url}/dashboard/${left}/settings`);
    await page.getByRole("button", { name: "Leave" }).click();
    await page.getByRole("button", { name: "Leave this card" }).click();
    await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
    await addMember(service, left, "owner");
    await page.getByRole("button", { name: "Leave this card" }).click();
    await page.waitForURL("**/dashboard?all");
    await expect(names).toHaveCount(49);
    expect((await page.goto(`${url}/dashboard/${left}`))?.status()).toBe(404);
  });

  await test.step("handed over, a card has another owner, and the former one is an editor", async () => {
    const successor = await addMember(service, given, "viewer");
    await page.goto(`${url}/dashboard/${given}/settings`);
    await page.getByRole("button", { name: "Hand over" }).click();
    await page.getByRole("dialog").getByLabel("New owner").selectOption(successor.userId);
    await page.getByRole("dialog").getByRole("button", { name: "Hand over" }).click();
    await expect(page.getByRole("button", { name: "Delete this card" })).toHaveCount(0);
    const { data } = await service.from("analytics_members").select("user_id, role").eq("user_code", given);
    expect(data).toEqual(
      expect.arrayContaining([
        { user_id: successor.userId, role: "owner" },
        { user_id: session.userId, role: "editor" },
      ]),
    );
  });

  await test.step("a card is deleted after its code was typed, an export being offered first, and its progress is shown", async () => {
    await page.goto(`${url}/dashboard/${doomed}/settings`);
    await page.getByRole("button", { name: "Delete this card" }).click();
    const taken = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("link", { name: "Days" }).click();
    expect((await taken).suggestedFilename()).toContain(doomed);
    await page.getByLabel("Code of the card").fill("another");
    await page.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByRole("dialog").getByText(`Type ${doomed}, the code of this card.`)).toBeVisible();
    await page.getByLabel("Code of the card").fill(doomed);
    await page.getByRole("button", { name: "Delete for good" }).click();
    await page.waitForURL("**/dashboard?all");
    await expect(page.getByText(`Client 48 is deleted. Its code ${doomed} is free again.`)).toBeVisible();
    await page.getByRole("button", { name: "Close" }).click();
    await expect(names).toHaveCount(48);
    const { count } = await service
      .from("analytics_page_views")
      .select("*", { count: "exact", head: true })
      .eq("user_code", doomed);
    expect(count).toBe(0);
    const { error } = await session.client.rpc("analytics_create_owner", {
      p_user_code: doomed,
      p_name: "Again",
    });
    expect(error).toBeNull();
  });
  await page.context().close();
});

test("what a closed tab left of a deletion goes on where the list is opened again, and with the nightly run", async ({
  browser,
}) => {
  const session = await newOwnerMember("closed-tab");
  const { error } = await session.client.rpc("analytics_begin_deletion", { p_user_code: session.userCode });
  expect(error).toBeNull();
  const page = await openAs(browser, session);
  // The server cannot be reached: the list says so, and goes on when asked.
  await page.route("**/dashboard?all", (route) =>
    route.request().method() === "POST" ? route.abort() : route.fallback(),
  );
  await page.goto(`${url}/dashboard?all`);
  await expect(page.getByText("is not deleted wholly yet")).toBeVisible();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await page.unroute("**/dashboard?all");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("is free again")).toBeVisible();
  await page.context().close();
});
