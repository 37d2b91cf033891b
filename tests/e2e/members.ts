import type { APIRequestContext, Cookie, Page, PlaywrightWorkerArgs } from "@playwright/test";
import { createServerClient } from "@supabase/ssr";
import type { SupabaseClient } from "@supabase/supabase-js";
import { sessionCookies } from "#lib/supabase/session-cookies.ts";
import { underTest } from "#tests/e2e/environment.ts";

const { url, supabaseUrl, publishableKey, demoPassword } = underTest();
const PASSWORD = "correct horse battery";

/** A code that no other run of these tests has taken. */
export const fresh = (name: string) => `${name}-${Date.now().toString(36)}${Math.floor(Math.random() * 1e4)}`;

/**
 * A member's session, as the app would keep it. Made without the forms: what they do is the story's and the password's
 * tests to prove, and a browser needs many times longer for it.
 */
export type Session = { userId: string; client: SupabaseClient; cookies: Cookie[] };

async function open(enter: (client: SupabaseClient) => Promise<string | undefined>): Promise<Session> {
  const jar = new Map<string, string>();
  const client = createServerClient(supabaseUrl, publishableKey, {
    cookieOptions: sessionCookies(new Headers()),
    cookies: {
      getAll: () => [...jar].map(([name, value]) => ({ name, value })),
      setAll: (changes) => {
        for (const { name, value } of changes) value ? jar.set(name, value) : jar.delete(name);
      },
    },
  });
  const userId = await enter(client);
  if (!userId) throw new Error("Auth opened no session.");
  const cookies = [...jar].map(([name, value]) => ({
    name,
    value,
    domain: new URL(url).hostname,
    path: "/",
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: "Lax" as const,
  }));
  return { userId, client, cookies };
}

/** A person who has just signed up and has no card yet. */
function signUp(name: string): Promise<Session> {
  return open(async (client) => {
    const { data, error } = await client.auth.signUp({
      email: `${fresh(name)}@example.com`,
      password: PASSWORD,
    });
    if (error) throw error;
    return data.user?.id;
  });
}

/** Signs up by the form, and in by the next one: a sign-up where no address is confirmed opens no session. */
export async function signUpAndIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto(`${url}/sign-up`);
  await fillCredentials(page, email, password);
  await page.getByRole("button", { name: "Create account" }).click();
  await signInAfterSignUp(page, email, password);
}

/** What the page leads to that says that an account was made. */
export async function signInAfterSignUp(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole("status").getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL("**/sign-in**");
  await fillCredentials(page, email, password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function fillCredentials(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
}

/** A new person with a card. */
export async function newOwnerMember(name: string): Promise<Session & { userCode: string }> {
  const session = await signUp(name);
  const userCode = fresh(name);
  const { error } = await session.client.rpc("analytics_create_owner", {
    p_user_code: userCode,
    p_name: "Somebody Else",
    p_time_zone: "UTC",
  });
  if (error) throw new Error(error.message);
  return { ...session, userCode };
}

/** A new person who becomes a member of an owner that exists. */
export async function addMember(
  service: SupabaseClient,
  userCode: string,
  role: "viewer" | "editor" | "owner",
  /** What a viewer is limited to. */
  groups?: string[],
): Promise<Session> {
  const session = await signUp(role);
  const { error } = await service.from("analytics_members").insert({
    user_code: userCode,
    user_id: session.userId,
    role,
    ...(groups && { seen_groups: groups, seen_shares: [] }),
  });
  if (error) throw new Error(error.message);
  return session;
}

/** Signs the page's browser in as a new person with a card, and opens its dashboard. @returns the card's code */
export async function newMember(page: Page, name: string): Promise<string> {
  const { cookies, userCode } = await newOwnerMember(name);
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}`);
  return userCode;
}

let demo: Promise<Session> | undefined;

/** The demo owner's session, which all tests of a worker share. */
export function demoSession(): Promise<Session> {
  demo ??= open(async (client) => {
    const { data, error } = await client.auth.signInWithPassword({
      email: "demo@daybook.local",
      password: demoPassword,
    });
    if (error) throw error;
    return data.user.id;
  });
  return demo;
}

/** Signs the page's browser in as the demo owner. */
export async function signInToDemo(page: Page): Promise<void> {
  await page.context().addCookies((await demoSession()).cookies);
}

/** Asks over HTTP in a session's name, without a browser; without a session, as a stranger who is signed out. */
export function asking(
  playwright: PlaywrightWorkerArgs["playwright"],
  session?: Session,
): Promise<APIRequestContext> {
  return playwright.request.newContext({
    storageState: { cookies: session?.cookies ?? [], origins: [] },
  });
}

/** Makes a link as a member. @returns its token */
export async function makeLink(
  { client }: Session,
  userCode: string,
  parameters: Record<string, unknown> = {},
): Promise<string> {
  const { data, error } = await client.rpc("analytics_create_link", {
    p_user_code: userCode,
    p_label: "For a test",
    ...parameters,
  });
  if (error) throw new Error(error.message);
  return data;
}
