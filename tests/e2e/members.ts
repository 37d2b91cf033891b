import { type Cookie, expect, type Page } from "@playwright/test";
import type { SupabaseClient } from "@supabase/supabase-js";
import { underTest } from "#tests/e2e/environment.ts";

const { url } = underTest();
const PASSWORD = "correct horse battery";

/** A code that no other run of these tests has taken. */
export const fresh = (name: string) => `${name}-${Date.now().toString(36)}${Math.floor(Math.random() * 1e4)}`;

async function signUp(page: Page, name: string): Promise<string> {
  const email = `${fresh(name)}@example.com`;
  await page.goto(`${url}/sign-up`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/welcome**");
  return email;
}

/** Signs the page's browser up and makes an owner that belongs to it. @returns its code */
export async function newMember(page: Page, name: string): Promise<string> {
  await signUp(page, name);
  const userCode = fresh(name);
  await page.getByLabel("Name on the card").fill("Somebody Else");
  await page.getByLabel("Address").fill(userCode);
  await page.getByRole("button", { name: "Open my daybook" }).click();
  await page.waitForURL(`**/dashboard/${userCode}**`);
  return userCode;
}

/** Signs the page's browser up as a member of an owner that exists. @returns the member's id */
export async function addMember(
  page: Page,
  service: SupabaseClient,
  userCode: string,
  role: "viewer" | "editor" | "owner",
): Promise<string> {
  await signUp(page, role);
  const userId = userIdOf(await page.context().cookies());
  const added = await service
    .from("analytics_members")
    .insert({ user_code: userCode, user_id: userId, role });
  expect(added.error).toBeNull();
  return userId;
}

/** Whose session the cookies hold. */
function userIdOf(cookies: { name: string; value: string }[]): string {
  const session = cookies
    .filter(({ name }) => /auth-token(\.\d+)?$/.test(name))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }))
    .map(({ value }) => value)
    .join("")
    .replace(/^base64-/, "");
  const { user, access_token } = JSON.parse(Buffer.from(session, "base64url").toString("utf8"));
  return user?.id ?? JSON.parse(Buffer.from(access_token.split(".")[1], "base64url").toString("utf8")).sub;
}

let session: Promise<Cookie[]> | undefined;

/** Opens the demo owner's dashboard, signed in. The form is filled in once for all tests of a worker. */
export async function signInToDemo(page: Page): Promise<void> {
  session ??= signIn(page);
  await page.context().addCookies(await session);
}

async function signIn(page: Page): Promise<Cookie[]> {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill("demo@daybook.local");
  await page.getByLabel("Password", { exact: true }).fill("daybook-demo");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/dashboard/myclik**");
  return page.context().cookies();
}
