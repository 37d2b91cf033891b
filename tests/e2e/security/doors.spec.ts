import { request as ask, createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Cookie, expect, type Page } from "@playwright/test";
import { isSessionCookie } from "#lib/supabase/session-cookies.ts";
import { type CountedSupabase, countedSupabase } from "#tests/e2e/counted-supabase.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { asking, demoSession, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { type Daybook, startDaybook } from "#tests/support/daybook.ts";

const { url, supabaseUrl, publishableKey, secretKey, demoPassword } = underTest();
const RENEWAL = "POST /auth/v1/token";

/** The status and the text that a request gets whose headers a browser would not let a page set. */
function raw(
  address: string,
  { method = "GET", headers = {} as IncomingHttpHeaders, body = "" } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = ask(address, { method, headers }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, body: await text(answer) }),
    );
    asked.on("error", reject).end(body);
  });
}

test.describe("beside the embedded Supabase", () => {
  test("the app answers to this machine's names only, on every kind of route", async () => {
    const { port } = new URL(url);
    for (const path of ["/", "/sign-in", "/api/health", "/tracker.js", "/s/myclik/k7f2", "/_next/static/x"]) {
      for (const host of ["evil.example", `evil.example:${port}`, `localhost.evil.example:${port}`]) {
        const { status, body } = await raw(url + path, { headers: { host } });
        expect({ path, host, status, says: body.includes("set APP_URL") }).toEqual({
          path,
          host,
          status: 403,
          says: true,
        });
      }
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
        expect((await raw(url + path, { headers: { host } })).status, `${path} at ${host}`).not.toBe(403);
      }
    }
  });
});

test.describe("while Auth is away", () => {
  let supabase: CountedSupabase;
  let daybook: Daybook;

  test.describe.configure({ mode: "serial" });
  test.beforeAll(async () => {
    supabase = await countedSupabase(supabaseUrl);
    daybook = await startDaybook({
      SUPABASE_URL: supabase.url,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
    });
  });
  test.afterAll(async () => {
    await daybook?.stop();
    await supabase?.close();
  });
  test.afterEach(() => supabase.refused.clear());

  /** The cookies of a session that has to be renewed before it opens anything. */
  function overdue(all: Cookie[]): Cookie[] {
    const cookies = all.filter(({ name }) => isSessionCookie(name));
    const text = cookies
      .map(({ value }) => value)
      .join("")
      .replace(/^base64-/, "");
    const session = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    const value = `base64-${Buffer.from(JSON.stringify({ ...session, expires_at: 1 })).toString("base64url")}`;
    return [{ ...cookies[0]!, name: cookies[0]!.name.replace(/\.\d+$/, ""), value }];
  }
  const sessionIn = async (page: Page) =>
    (await page.context().cookies()).filter(({ name }) => isSessionCookie(name));

  for (const [what, refusal] of [
    ["refuses once for too many questions", { status: 429, body: { error_code: "over_request_rate_limit" } }],
    ["has a fault", { status: 500, body: { msg: "no database" } }],
    ["does not answer", null],
  ] as const) {
    test(`and ${what}, nobody is signed out, the page says so, and the next try works`, async ({ page }) => {
      const { cookies, userCode } = await newOwnerMember("away");
      await page.context().addCookies(overdue(cookies));
      supabase.refused.set(RENEWAL, refusal);
      supabase.asked.length = 0;
      const answer = await page.goto(`${daybook.url}/dashboard/${userCode}?period=7d`);
      expect(answer?.status()).toBe(503);
      await expect(page.getByRole("heading", { name: "Sign-in is away just now" })).toBeVisible();
      expect(supabase.asked.filter((question) => question === RENEWAL).length).toBeLessThanOrEqual(2);
      expect(await sessionIn(page)).toHaveLength(1);
      const data = await page.request.get(`${daybook.url}/api/analytics/${userCode}`);
      expect([data.status(), (await data.json()).error.code]).toEqual([503, "auth_away"]);
      expect(await sessionIn(page)).toHaveLength(1);

      supabase.refused.clear();
      await page.getByRole("link", { name: "Try again" }).click();
      await expect(page.getByRole("heading", { name: "Somebody Else" })).toBeVisible();
      expect(page.url()).toBe(`${daybook.url}/dashboard/${userCode}?period=7d`);
    });
  }

  test("who signs out is signed out of this browser all the same", async ({ page }) => {
    const { cookies, userCode } = await newOwnerMember("leaving");
    await page.context().addCookies(cookies);
    await page.goto(`${daybook.url}/dashboard/${userCode}`);
    await page.context().addCookies(overdue(cookies));
    supabase.refused.set(RENEWAL, { status: 503, body: {} });
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/sign-in");
    expect(await sessionIn(page)).toEqual([]);
  });
});

test.describe("behind a proxy that changes the host", () => {
  let proxy: Server;
  let outside: string;
  let inside: string;

  test.describe.configure({ mode: "serial" });
  test.beforeAll(async () => {
    proxy = createServer((request, response) => {
      const { host } = new URL(inside);
      const headers = { ...request.headers, host, "x-forwarded-host": `${request.headers.host}, ${host}` };
      const { method, url: path } = request;
      const passed = ask(`${inside}${path}`, { method, headers, agent: false }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      // The Daybook behind it ends before the browser does.
      passed.on("error", () => response.destroy());
      request.pipe(passed);
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    outside = `http://localhost:${(proxy.address() as AddressInfo).port}`;
  });
  test.afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  const signIn = async (page: Page) => {
    await page.goto(`${outside}/sign-in`);
    await page.getByLabel("E-mail").fill("demo@daybook.local");
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
  };

  test("signing in says in one sentence what to set", async ({ page }) => {
    inside = url;
    await signIn(page);
    await expect(page.getByText(`has to set APP_URL=${outside}`)).toBeVisible();
  });

  test("with APP_URL signing in works, and every link leads to that address", async ({ page }) => {
    const daybook = await startDaybook({
      SUPABASE_URL: supabaseUrl,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      SUPABASE_SECRET_KEY: secretKey,
      APP_URL: outside,
    });
    try {
      inside = daybook.url;
      await signIn(page);
      await page.waitForURL(`${outside}/dashboard/myclik**`);
      await page.goto(`${outside}/dashboard/myclik/shares`);
      expect(await page.content()).toContain(`${outside}/s/myclik/k7f2`);
    } finally {
      await daybook.stop();
    }
  });
});

test("a host that somebody writes into X-Forwarded-Host is in no link", async ({ playwright }) => {
  const member = await asking(playwright, await demoSession());
  for (const path of ["/", "/dashboard/myclik/shares"]) {
    const answer = await member.get(url + path, {
      headers: { "x-forwarded-host": "evil.example, another.example" },
    });
    expect(answer.status()).toBe(200);
    expect(await answer.text()).not.toMatch(/evil\.example|another\.example/);
  }
  await member.dispose();
});

test("a form of another site is refused in one sentence, whatever it says of the host", async () => {
  for (const origin of ["https://evil.example", "null"]) {
    const { status, body } = await raw(`${url}/sign-in`, {
      method: "POST",
      headers: { origin, "x-forwarded-host": "evil.example", "content-type": "text/plain" },
    });
    expect(status).toBe(403);
    expect(body).toMatch(/^This form was not accepted: it was sent from [^\n]+\.$/);
  }
});

test("an old cookie opens nothing after a sign-out everywhere, and leads to the sign-in page", async ({
  page,
  playwright,
}) => {
  const { client, cookies, userCode } = await newOwnerMember("copied");
  const thief = await asking(playwright, { client, cookies, userId: "" });
  const look = async (path: string) => (await thief.get(url + path, { maxRedirects: 0 })).status();
  expect(await look(`/dashboard/${userCode}`)).toBe(200);
  expect(await look(`/api/analytics/${userCode}`)).toBe(200);
  await client.auth.signOut({ scope: "global" });
  expect(await look(`/dashboard/${userCode}`)).toBe(307);
  expect(await look(`/api/analytics/${userCode}`)).toBe(401);
  await thief.dispose();
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}`);
  await page.waitForURL("**/sign-in?**");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});

test("signing out in one tab clears the numbers in the others, also when the browser brings a page back", async ({
  page,
}) => {
  const { cookies, userCode } = await newOwnerMember("tabs");
  await page.context().addCookies(cookies);
  const [other, settings] = [await page.context().newPage(), await page.context().newPage()];
  const visitors = other.getByRole("heading", { name: "Somebody Else" });
  await other.goto(`${url}/dashboard/${userCode}?period=7d`);
  await expect(visitors).toBeVisible();
  await settings.goto(`${url}/dashboard/${userCode}/settings`);
  await page.goto(`${url}/dashboard/${userCode}`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await other.waitForURL("**/sign-in?next=**");
  await settings.waitForURL("**/sign-in?next=**");
  await expect(visitors).toHaveCount(0);
  // Going back shows no numbers either.
  await other.goBack();
  await other.waitForURL(/\/sign-in|about:blank/);
  await expect(visitors).toHaveCount(0);
});

test("every page and answer of a member's forbids every cache to keep it", async ({ playwright }) => {
  const { userCode, ...session } = await newOwnerMember("private");
  const member = await asking(playwright, session);
  for (const path of [
    "/dashboard?all",
    `/dashboard/${userCode}`,
    `/dashboard/${userCode}/shares`,
    `/dashboard/${userCode}/data`,
    `/dashboard/${userCode}/settings`,
    `/api/analytics/${userCode}`,
    `/api/export/${userCode}?table=pages`,
    "/welcome",
    "/new-password",
  ]) {
    const answer = await member.get(url + path);
    expect(answer.status(), path).toBe(200);
    expect(answer.headers()["cache-control"], path).toMatch(/private.*no-store|no-store.*private/);
  }
  await member.dispose();
});
