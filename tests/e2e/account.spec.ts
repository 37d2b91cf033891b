import { type Browser, expect, type Page } from "@playwright/test";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { countedSupabase } from "#tests/e2e/counted-supabase.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { linksTo } from "#tests/e2e/mails.ts";
import { addMember, fresh, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient, startDaybook } from "#tests/support/daybook.ts";

const { url, supabaseUrl, publishableKey, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
/** What members of these tests begin with (tests/e2e/members.ts). */
const FIRST = "correct horse battery";

async function memberAt(page: Page, name: string) {
  const session = await newOwnerMember(name);
  const { data } = await session.client.auth.getUser();
  await page.context().addCookies(session.cookies);
  await page.goto(`${url}/account`);
  await expect(page.getByRole("heading", { name: "Your account" })).toBeVisible();
  return { ...session, email: data.user!.email! };
}

async function signInElsewhere(browser: Browser, email: string, password: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  return page;
}

test("a new password wants the old one and ends every other session; other sessions can be ended without one", async ({
  page,
  browser,
}) => {
  const { email, userCode } = await memberAt(page, "account");
  const other = await signInElsewhere(browser, email, FIRST);
  await other.waitForURL(`**/dashboard/${userCode}`);
  await page.reload();
  const sessions = page.getByRole("region", { name: "Where you are signed in" });
  await expect(sessions.getByText("This browser")).toHaveCount(1);
  await expect(sessions.getByText("Another browser").first()).toBeVisible();

  const password = page.getByRole("region", { name: "Password" });
  const change = async (old: string, to: string) => {
    await password.getByLabel("Your password now").fill(old);
    await password.getByLabel("New password").fill(to);
    await password.getByRole("button", { name: "Change the password" }).click();
  };
  await change(FIRST, "short");
  await expect(password.getByText("Use at least 8 characters.")).toBeVisible();
  await change("not the old one", "a second pass phrase");
  await expect(password.getByText("This is not your password.")).toBeVisible();
  await change(FIRST, "password1");
  await expect(password.getByText("Many people use this password")).toBeVisible();
  await change(FIRST, "a second pass phrase");
  await expect(password.getByText("Saved. Other browsers are signed out.")).toBeVisible();
  await other.goto(`${url}/dashboard/${userCode}`);
  await other.waitForURL("**/sign-in**");
  await page.goto(`${url}/dashboard/${userCode}`);
  await expect(page).toHaveURL(`${url}/dashboard/${userCode}`);

  const third = await signInElsewhere(browser, email, "a second pass phrase");
  await third.waitForURL(`**/dashboard/${userCode}`);
  await page.getByRole("link", { name: "Your account" }).click();
  await page.waitForURL("**/account");
  for (const [theme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    expect(await accessibilityFaults(page), theme).toEqual([]);
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/account-${theme}.png`, fullPage: true });
  }
  await page.getByRole("button", { name: "Sign out every other browser" }).click();
  await expect(page.getByText("Every other browser is signed out.")).toBeVisible();
  await third.goto(`${url}/dashboard/${userCode}`);
  await third.waitForURL("**/sign-in**");
});

test("one browser is signed out from another, and shows and reads nothing more at once", async ({
  page,
  browser,
}) => {
  const { email, userCode } = await memberAt(page, "sessions");
  const [phone, desk] = [
    await signInElsewhere(browser, email, FIRST),
    await signInElsewhere(browser, email, FIRST),
  ];
  await phone.waitForURL(`**/dashboard/${userCode}`);
  await desk.waitForURL(`**/dashboard/${userCode}`);
  await page.reload();
  const sessions = page.getByRole("region", { name: "Where you are signed in" });
  const items = sessions.getByRole("listitem");
  await expect(items).toHaveCount(3);
  const own = items.filter({ hasText: "This browser" });
  await expect(own).toHaveCount(1);
  await expect(own.getByRole("button")).toHaveCount(0);
  // The latest first: that of the desk, then that of the phone.
  await items
    .filter({ hasText: "Another browser" })
    .nth(1)
    .getByRole("button", { name: /^Sign out/ })
    .click();
  await expect(items).toHaveCount(2);
  expect((await phone.request.get(`${url}/api/analytics/${userCode}`)).status()).toBe(401);
  await phone.goto(`${url}/dashboard/${userCode}`);
  await phone.waitForURL("**/sign-in**");
  expect((await desk.request.get(`${url}/api/analytics/${userCode}`)).status()).toBe(200);
  expect((await page.request.get(`${url}/api/analytics/${userCode}`)).status()).toBe(200);
});

test("another e-mail address wants the password, changes nothing before its link is opened, and is the only one to sign in with then", async ({
  page,
  browser,
}) => {
  const { email, client, userCode } = await memberAt(page, "mover");
  const panel = page.getByRole("region", { name: "E-mail address" });
  const change = async (to: string, password: string) => {
    await panel.getByLabel("New e-mail address").fill(to);
    await panel.getByLabel("Your password now").fill(password);
    await panel.getByRole("button", { name: "Change the address" }).click();
  };
  const next = `${fresh("moved")}@example.com`;
  await change("nonsense", FIRST);
  await expect(panel.getByText("This does not look like an e-mail address.")).toBeVisible();
  await change(next, "not the old one");
  await expect(panel.getByText("This is not your password.")).toBeVisible();
  await change(next, FIRST);
  await expect(panel.getByText(`Open the link in the mail to ${next}`)).toBeVisible();
  const { data } = await client.auth.getUser();
  expect(data.user?.email).toBe(email);

  // The embedded Auth mails the new address only.
  await expect.poll(() => linksTo(next).length).toBe(1);
  expect(linksTo(email)).toEqual([]);
  const [link] = linksTo(next);
  expect((await page.request.get(link!)).status()).toBe(200);
  expect((await client.auth.getUser()).data.user?.email).toBe(email);
  const elsewhere = await (await browser.newContext()).newPage();
  await elsewhere.goto(link!);
  await elsewhere.getByRole("button", { name: "Go on" }).click();
  await elsewhere.waitForURL("**/account");
  await expect(elsewhere.getByText(next)).toBeVisible();
  const signIn = await signInElsewhere(browser, email, FIRST);
  await expect(signIn.getByText("E-mail address or password is not right.")).toBeVisible();
  const again = await signInElsewhere(browser, next, FIRST);
  await again.waitForURL(`**/dashboard/${userCode}`);
  await page.reload();
  await expect(page.getByText(next)).toBeVisible();
  await elsewhere.goto(link!);
  await elsewhere.getByRole("button", { name: "Go on" }).click();
  await elsewhere.waitForURL("**/sign-in?link=expired");
});

test("an address that has an account is answered like one that has none", async ({ page }) => {
  const other = await newOwnerMember("taken");
  const { data } = await other.client.auth.getUser();
  await memberAt(page, "asker");
  const panel = page.getByRole("region", { name: "E-mail address" });
  await panel.getByLabel("New e-mail address").fill(data.user!.email!);
  await panel.getByLabel("Your password now").fill(FIRST);
  await panel.getByRole("button", { name: "Change the address" }).click();
  await expect(panel.getByText(`Open the link in the mail to ${data.user!.email}`)).toBeVisible();
});

test("the first of two links that change an address says that there is another one", async ({ page }) => {
  // As Supabase Auth answers where both addresses have to confirm: to its own mail's link, and to a link with a hash.
  const supabase = await countedSupabase(supabaseUrl);
  const daybook = await startDaybook({
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey,
  });
  try {
    const message = "Confirmation link accepted. Please proceed to confirm link sent to the other email";
    await page.goto(`${daybook.url}/auth/confirm?next=%2Faccount&message=${encodeURIComponent(message)}`);
    await expect(page.getByRole("heading", { name: "One more link" })).toBeVisible();
    supabase.refused.set("POST /auth/v1/verify", { status: 200, body: { code: "200", msg: message } });
    await page.goto(`${daybook.url}/auth/confirm?token_hash=abc&type=email_change&next=%2Faccount`);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByRole("heading", { name: "One more link" })).toBeVisible();
  } finally {
    await daybook.stop();
    await supabase.close();
  }
});

test("an account is deleted by who knows the password and is nobody's last owner", async ({
  page,
  browser,
}) => {
  const { email, userCode, userId } = await memberAt(page, "leaver");
  await page.getByRole("button", { name: "Delete the account" }).click();
  const dialog = page.getByRole("dialog");
  const remove = async (password: string) => {
    await dialog.getByLabel("Your password now").fill(password);
    await dialog.getByRole("button", { name: "Delete it for good" }).click();
  };
  await remove("not the old one");
  await expect(dialog.getByText("This is not your password.")).toBeVisible();
  await remove(FIRST);
  await expect(dialog.getByText(`You are the last owner of Somebody Else (${userCode}).`)).toBeVisible();
  await addMember(service, userCode, "owner");
  await remove(FIRST);
  await page.waitForURL("**/sign-in");
  const { data } = await service.from("analytics_members").select("user_id").eq("user_code", userCode);
  expect(data?.map(({ user_id }) => user_id)).not.toContain(userId);
  const again = await signInElsewhere(browser, email, FIRST);
  await expect(again.getByText("E-mail address or password is not right.")).toBeVisible();
});
