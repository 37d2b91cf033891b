import { expect } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { linksTo } from "#tests/e2e/mails.ts";
import { fresh, newOwnerMember, signUpAndIn } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";

const { url } = underTest();

test("a forgotten password is replaced through the link, which works once, and strangers learn nothing", async ({
  page,
  browser,
}) => {
  const email = `${fresh("forgot")}@example.com`;
  await signUpAndIn(page, email, "the first password");
  await page.waitForURL("**/welcome**");

  const other = await (await browser.newContext()).newPage();
  const ask = async (address: string) => {
    await other.goto(`${url}/sign-in`);
    await other.getByRole("link", { name: "Forgotten your password?" }).click();
    await other.waitForURL("**/reset-password");
    await other.getByLabel("E-mail").fill(address);
    await other.getByRole("button", { name: "Send me a link" }).click();
    const told = other.getByRole("status").filter({ hasText: "Check your mail" });
    await expect(told).toBeVisible();
    return (await told.textContent())!.replace(address, "…");
  };
  const answer = await ask(email);
  expect(answer).toContain("mails.log");
  expect(await ask(`${fresh("nobody")}@example.com`)).toBe(answer);
  await expect.poll(() => linksTo(email).length).toBe(1);
  const [link] = linksTo(email);

  // Programs that look through mail open links, too.
  expect((await other.request.head(link!)).status()).toBe(200);
  expect((await other.request.get(link!)).status()).toBe(200);
  await other.goto(link!);
  await other.getByRole("button", { name: "Go on" }).click();
  await other.waitForURL("**/new-password");
  await other.getByLabel("New password").fill("short");
  await other.getByRole("button", { name: "Save the new password" }).click();
  await expect(other.getByText("Use at least 8 characters.")).toBeVisible();
  await other.getByLabel("New password").fill("the second password");
  await other.getByRole("button", { name: "Save the new password" }).click();
  await other.waitForURL("**/welcome**");

  const later = await (await browser.newContext()).newPage();
  await later.goto(link!);
  await later.getByRole("button", { name: "Go on" }).click();
  await later.waitForURL("**/reset-password?link=expired");
  await expect(later.getByText("Ask for a new one here.")).toBeVisible();
  const signIn = async (password: string) => {
    await later.goto(`${url}/sign-in`);
    await later.getByLabel("E-mail").fill(email);
    await later.getByLabel("Password", { exact: true }).fill(password);
    await later.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn("the first password");
  await expect(later.getByText("E-mail address or password is not right.")).toBeVisible();
  await signIn("the second password");
  await later.waitForURL("**/welcome**");
});

test("a new password is set by who is signed in only", async ({ page }) => {
  await page.goto(`${url}/new-password`);
  await page.waitForURL("**/sign-in?next=%2Fnew-password");
});

test("a mail's link does not take a signed-in person's place unasked", async ({ page, browser }) => {
  const { cookies, userCode } = await newOwnerMember("staying");
  const email = `${fresh("other")}@example.com`;
  const asker = await (await browser.newContext()).newPage();
  await signUpAndIn(asker, email, "the first password");
  await asker.waitForURL("**/welcome**");
  await asker.goto(`${url}/reset-password`);
  await asker.getByLabel("E-mail").fill(email);
  await asker.getByRole("button", { name: "Send me a link" }).click();
  await expect.poll(() => linksTo(email).length).toBe(1);
  const [link] = linksTo(email);

  // The page was opened before anybody was signed in: pressing its button asks first.
  await page.goto(link!);
  await page.context().addCookies(cookies);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("is signed in in this browser")).toBeVisible();
  await page.goto(`${url}/dashboard/${userCode}`);
  await expect(page.getByRole("heading", { name: "Somebody Else" })).toBeVisible();

  await page.goto(link!);
  await expect(page.getByRole("status").filter({ hasText: "takes its place here" })).toContainText(
    "staying-",
  );
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL("**/new-password");
  await expect(page.getByText(email)).toBeVisible();
});

test("signing up does not tell who has an account, and refuses a password that many people use", async ({
  page,
}) => {
  const signUp = async (email: string, password: string) => {
    await page.goto(`${url}/sign-up`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.getByRole("button", { name: "Create account" }).click(),
    ]);
    return answer;
  };
  const email = `${fresh("known")}@example.com`;
  await signUp(email, "Password123");
  await expect(page.getByText("Many people use this password")).toBeVisible();
  /** All that a stranger gets to see of a sign-up: the page's words, the answer's headers, and what the browser keeps. */
  const told = async (password: string) => {
    const answer = await signUp(email, password);
    const box = page.getByRole("status").filter({ hasText: "Sign in to go on" });
    await expect(box).toBeVisible();
    const headers = Object.keys(await answer.allHeaders()).sort();
    const cookies = await page.context().cookies();
    return { words: await box.textContent(), status: answer.status(), headers, cookies };
  };
  const first = await told("the first password");
  expect(first.cookies).toEqual([]);
  expect(linksTo(email)).toEqual([]);
  expect(await told("another password")).toEqual(first);
  // The mail leads the owner of the account to a new password.
  await expect.poll(() => linksTo(email).length).toBe(1);
  expect(linksTo(email)[0]).toContain("type=recovery");
  await page.getByRole("status").getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL("**/sign-in?next=%2Fwelcome");
  const signIn = async (password: string) => {
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn("another password");
  await expect(page.getByText("E-mail address or password is not right.")).toBeVisible();
  await signIn("the first password");
  await page.waitForURL("**/welcome**");
});
