import { expect } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";

const { url, demoPassword } = underTest();

test("pages allow scripts by file and nonce only, are never framed, and say so by every header", async ({
  request,
}) => {
  const nonces = new Set<string>();
  for (const path of ["/", "/sign-in", "/c/myclik", "/no-such-page"]) {
    const answer = await request.get(url + path);
    const headers = answer.headers();
    const scripts = /script-src ([^;]*)/.exec(headers["content-security-policy"] ?? "")?.[1] ?? "";
    expect(scripts, path).toMatch(/^'self' 'nonce-[A-Za-z0-9+/=]{20,}'$/);
    nonces.add(scripts);
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
    });
    expect(headers["strict-transport-security"]).toBeUndefined();
    const inline = [...(await answer.text()).matchAll(/<script(?![^>]*\bsrc=)([^>]*)>/g)];
    for (const [, attributes] of inline) expect(attributes, path).toContain("nonce=");
  }
  expect(nonces.size).toBe(4);
});

test("data routes and share links allow nothing at all; https is promised over https only", async ({
  request,
}) => {
  for (const path of ["/api/health", "/api/analytics/myclik", "/s/myclik/k7f2"]) {
    const answer = await request.get(url + path, {
      maxRedirects: 0,
      headers: { "x-forwarded-proto": "https" },
    });
    expect(answer.headers()["content-security-policy"], path).toContain("default-src 'none'");
    expect(answer.headers()["strict-transport-security"], path).toBe("max-age=63072000");
  }
});

test("an injected inline script does not run, the tracker and the dashboard's own do", async ({ page }) => {
  const refused: string[] = [];
  page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
  await page.goto(`${url}/c/myclik?s=k7f2`);
  await expect.poll(() => page.evaluate(() => "daybook" in window)).toBe(true);
  expect(refused).toEqual([]);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
  });
  expect(await page.evaluate(() => "injected" in window)).toBe(false);
  expect(refused.join()).toContain("Content Security Policy");
});

test("session cookies are out of scripts' reach and do not travel with other sites' requests", async ({
  page,
}) => {
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail").fill("demo@daybook.local");
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/dashboard/myclik**");
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes("auth-token"));
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  await page.goto(`${url}/dashboard/myclik/settings`);
  expect(await page.evaluate(() => document.cookie)).not.toContain("auth-token");
});

test("a server action sent from another site is refused and changes nothing", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik/settings`);
  await page.getByLabel("Name").waitFor();
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/settings")),
    page
      .locator("form", { has: page.getByLabel("Name") })
      .getByRole("button", { name: "Save" })
      .click(),
  ]);
  const { host: _host, ...headers } = await sent.allHeaders();
  const again = (origin: string) =>
    page.request.post(sent.url(), {
      headers: {
        ...Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(":"))),
        origin,
      },
      data: sent.postDataBuffer() ?? "",
    });
  expect((await again(url)).status()).toBe(200);
  const refused = await again("https://evil.example");
  expect(refused.status()).toBe(403);
  expect(await refused.text()).toContain("This form was not accepted: it was sent from https://evil.example");
});

test("signing in is throttled for an account, and the way back leads nowhere else", async ({ page }) => {
  await page.goto(`${url}/sign-in?next=${encodeURIComponent("//evil.example")}`);
  const account = `throttled-${Date.now()}@example.com`;
  const refusal = page.getByRole("alert").filter({ hasText: "Too many tries have failed" }).first();
  // Eleven tries, or more on a machine so slow that one comes back meanwhile.
  for (let time = 0; time < 30 && !(await refusal.isVisible()); time++) {
    await page.getByLabel("E-mail").fill(account);
    await page.getByLabel("Password", { exact: true }).fill(`wrong ${time}`);
    await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.getByRole("button", { name: "Sign in" }).click(),
    ]);
  }
  await expect(refusal).toBeVisible();
  await page.getByLabel("E-mail").fill("demo@daybook.local");
  await page.getByLabel("Password", { exact: true }).fill(demoPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${url}/dashboard/**`);
});
