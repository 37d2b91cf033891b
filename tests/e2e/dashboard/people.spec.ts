import { type Browser, expect, type Page } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { fresh, newOwnerMember, signInAfterSignUp } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
const PASSWORD = "plums on the windowsill";

/** A card with two groups, a contact in each, and a visit by each of them today. */
async function cardWithVisits(name: string) {
  const owner = await newOwnerMember(name);
  const { userCode } = owner;
  const asOwner = async (call: string, parameters: Record<string, unknown>) => {
    const { error } = await owner.client.rpc(call, { p_user_code: userCode, ...parameters });
    if (error) throw new Error(`${call}: ${error.message}`);
  };
  for (const [group, share, contact] of [
    ["Friends", "a1", "Ana"],
    ["Business", "c3", "Cleo"],
  ] as const) {
    const code = group.toLowerCase();
    await asOwner("analytics_save_group", { p_group_code: code, p_name: group });
    await asOwner("analytics_create_share", { p_share_code: share, p_contact: contact, p_group_code: code });
  }
  const start = new Date(Date.now() - 60_000);
  const batches = ["a1", "c3"].map((share, batch) =>
    visit(userCode, { start, share, batch, visitor: batch + 1 }),
  );
  const { error } = await service.rpc("analytics_ingest_events", { payload: { batches } });
  if (error) throw new Error(error.message);
  return owner;
}

async function pageOf(browser: Browser, cookies: Awaited<ReturnType<typeof newOwnerMember>>["cookies"] = []) {
  const context = await browser.newContext();
  await context.addCookies(cookies);
  return context.newPage();
}

/** Fills the dialog that invites, and answers with the link that it shows. */
async function invite(
  page: Page,
  fill: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>,
): Promise<string> {
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  await fill(dialog);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = await dialog.locator("code").textContent();
  await dialog.getByRole("button", { name: "Done" }).click();
  return (link ?? "").replace(/\s/g, "");
}

test("a limited viewer without an account is invited, sees one group and nothing else, and is removed in an open tab", async ({
  browser,
}) => {
  const owner = await cardWithVisits("inviting");
  const base = `${url}/dashboard/${owner.userCode}`;
  const page = await pageOf(browser, owner.cookies);
  await page.goto(`${base}/people`);
  await expect(page.getByText("Nobody is invited just now")).toBeVisible();
  const link = await invite(page, async (dialog) => {
    await dialog.getByLabel("Sees").selectOption("some");
    await dialog.getByLabel("Friends").check();
  });
  await expect(page.getByText("Viewer, will see Friends")).toBeVisible();

  const guest = await pageOf(browser);
  const address = `${fresh("guest")}@example.com`;
  await test.step("looking at the link spends nothing", async () => {
    expect((await guest.request.head(link)).status()).toBe(200);
    expect((await guest.request.get(link)).status()).toBe(200);
  });
  await test.step("whoever has no account makes one and comes back to the invitation", async () => {
    await guest.goto(link);
    await expect(guest.getByRole("heading", { name: "Join Somebody Else" })).toBeVisible();
    await guest.getByRole("link", { name: "Create an account" }).click();
    await guest.getByLabel("E-mail").fill(address);
    await guest.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await guest.getByRole("button", { name: "Create account" }).click();
    await signInAfterSignUp(guest, address, PASSWORD);
    await guest.waitForURL(link);
    await guest.getByRole("button", { name: "Join as a viewer" }).click();
    await guest.waitForURL("**/dashboard/**group=friends**");
  });
  await test.step("the group is all there is", async () => {
    await expect(guest.getByRole("search").getByText("Friends")).toBeVisible();
    await expect(guest.getByRole("link", { name: "Remove filter Group: Friends" })).toHaveCount(0);
    await expect(guest.getByRole("main")).toContainText("Ana");
    await expect(guest.getByRole("main")).not.toContainText("Cleo");
    await expect(guest.getByRole("main")).not.toContainText("Business");
    for (const [path, status] of [
      ["?group=business", 404],
      ["/contacts/c3", 404],
      ["/contacts/a1", 200],
      ["/people/activity", 404],
    ] as const) {
      expect([path, (await guest.request.get(base + path)).status()]).toEqual([path, status]);
    }
    for (const screen of ["settings", "data"]) {
      await guest.goto(`${base}/${screen}`);
      await expect(guest.getByText("This screen is about all of it.")).toBeVisible();
    }
    const numbers = await guest.request.get(`${url}/api/analytics/${owner.userCode}`);
    expect(await numbers.json()).toMatchObject({ filter: { group: "friends" }, totals: { sessions: 1 } });
    expect(
      JSON.stringify(
        await (await guest.request.get(`${url}/api/export/${owner.userCode}?table=shares`)).text(),
      ),
    ).not.toContain("Cleo");
  });
  await test.step("the link is spent", async () => {
    await (await pageOf(browser)).goto(link);
    const other = await pageOf(browser);
    await other.goto(link);
    await expect(other.getByRole("heading", { name: "This invitation is not open" })).toBeVisible();
  });
  await test.step("removed, the open tab gets no more numbers", async () => {
    await guest.goto(base);
    await guest.waitForURL("**group=friends**");
    await page.reload();
    await page.getByRole("button", { name: `Change ${address}` }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Remove ${address}` })
      .click();
    await expect(page.getByText(address)).toHaveCount(0);
    await expect(guest.getByRole("heading", { name: "You no longer see these numbers" })).toBeVisible();
    await expect(guest.getByText("Ana")).toHaveCount(0);
    expect((await guest.request.get(`${url}/api/analytics/${owner.userCode}`)).status()).toBe(403);
  });
  await test.step("the activity reads like sentences", async () => {
    await page.goto(`${base}/people/activity`);
    const acts = page.getByRole("main").getByRole("listitem");
    await expect(acts.nth(0)).toContainText(`removed ${address}.`);
    await expect(acts.nth(1)).toContainText(`${address} exported the table “shares” as CSV.`);
    await expect(acts.nth(2)).toContainText(`${address} accepted an invitation as a viewer.`);
    await expect(acts.nth(3)).toContainText("invited somebody as a viewer of friends.");
  });
});

test("a known person accepts an invitation for the address, which nobody else can", async ({ browser }) => {
  const owner = await cardWithVisits("addressed");
  const known = await newOwnerMember("known");
  const { data } = await known.client.auth.getUser();
  const address = data.user?.email ?? "";
  const page = await pageOf(browser, owner.cookies);
  await page.goto(`${url}/dashboard/${owner.userCode}/people`);
  const link = await invite(page, async (dialog) => {
    await dialog.getByLabel("E-mail").fill(address);
    await dialog.getByLabel("Role").selectOption("editor");
  });

  const stranger = await newOwnerMember("stranger");
  const wrong = await pageOf(browser, stranger.cookies);
  await wrong.goto(link);
  await expect(wrong.getByText(`This invitation is for ${address}`)).toBeVisible();
  await expect(wrong.getByRole("button", { name: "Join as an editor" })).toHaveCount(0);

  const right = await pageOf(browser, known.cookies);
  await right.goto(link);
  await right.getByRole("button", { name: "Join as an editor" }).click();
  await right.waitForURL(`**/dashboard/${owner.userCode}`);
  await right.goto(`${url}/dashboard/${owner.userCode}/people`);
  await expect(right.getByText("You are an editor of this card.")).toBeVisible();
});

test("an owner that an import made is claimed by the link of an operator", async ({ browser }) => {
  const userCode = fresh("imported");
  const made = await service.rpc("analytics_register_owner", {
    p_user_code: userCode,
    p_name: "Imported Card",
  });
  expect(made.error).toBeNull();
  const claim = await service.rpc("analytics_claim_owner", { p_user_code: userCode });
  expect(claim.error).toBeNull();
  const link = `${url}/join/${userCode}/${(claim.data as { token: string }).token}`;

  const person = await pageOf(browser, (await newOwnerMember("claiming")).cookies);
  await person.goto(link);
  await expect(person.getByRole("heading", { name: "Claim Imported Card" })).toBeVisible();
  await person.getByRole("button", { name: "Claim this card" }).click();
  await person.waitForURL(`**/dashboard/${userCode}`);
  await person.goto(`${url}/dashboard/${userCode}/people`);
  await expect(person.getByText("Owner, sees everything")).toBeVisible();
});
