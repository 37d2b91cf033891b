import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect } from "@playwright/test";
import createClient from "openapi-fetch";
import { v7 } from "uuid";
import type { paths } from "#tests/api/client-types.ts";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, newMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
const PICTURES = process.env.SCREENSHOTS;

test("an owner makes a key, clients work with it, and once it is revoked they are refused", async ({
  page,
  browser,
}) => {
  const userCode = await newMember(page, "keys");
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Settings" }).click();
  await page.getByRole("main").getByRole("link", { name: "API keys" }).click();
  await expect(page.getByText("There is no key yet")).toBeVisible();

  const key = await test.step("a key is shown once", async () => {
    await page.getByRole("button", { name: "New key" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make key" }).click();
    await expect(dialog.getByText("Enter a name")).toBeVisible();
    await dialog.getByRole("textbox", { name: "Name" }).fill("Shop");
    await dialog.getByRole("checkbox", { name: /Send events/ }).check();
    await dialog.getByRole("checkbox", { name: /Register shares/ }).check();
    await dialog.getByRole("button", { name: "Make key" }).click();
    const shown = dialog.getByText(/^daybook_/);
    await expect(shown).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Copy key" })).toBeVisible();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/key-made.png` });
    const made = (await shown.textContent()) ?? "";
    await dialog.getByRole("button", { name: "Done" }).click();
    await expect(page.getByText("Never used.")).toBeVisible();
    await page.reload();
    await expect(page.getByText("Never used.")).toBeVisible();
    await expect(page.getByText(made)).toHaveCount(0);
    return made;
  });

  const client = createClient<paths>({
    baseUrl: `${url}/api/v1`,
    headers: { Authorization: `Bearer ${key}` },
  });
  const assistant = new Client({ name: "walk", version: "1" });

  await test.step("a generated client registers, sends and reads, and an assistant asks", async () => {
    const group = await client.PUT("/groups/{group_code}", {
      params: { path: { group_code: "fair" } },
      body: { name: "Trade fair" },
    });
    expect(group.response.status).toBe(200);
    const share = await client.PUT("/shares/{share_code}", {
      params: { path: { share_code: "fair-1" } },
      body: { contact: "Eva", group_code: "fair" },
    });
    expect(share.data).toMatchObject({ contact: "Eva", group_code: "fair" });
    const at = new Date().toISOString();
    const sent = await client.POST("/events", {
      body: {
        v: 1,
        share_code: "fair-1",
        session: { id: v7(), started_at: at },
        visitor: {
          address: "203.0.113.9",
          user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        },
        events: [
          { id: v7(), type: "page_view", at, page: "shop" },
          { id: v7(), type: "click", at, page: "shop", target: "custom:order" },
        ],
      },
    });
    expect(sent.data).toMatchObject({ accepted: 2 });
    const numbers = await client.GET("/numbers", { params: { query: { period: "today" } } });
    expect(numbers.data?.totals).toMatchObject({ visitors: 1, sessions: 1, page_views: 1, clicks: 1 });
    expect(numbers.data?.provenance.live_days).toHaveLength(1);
    expect(numbers.response.headers.get("cache-control")).toBe("private, no-store");
    await assistant.connect(
      new StreamableHTTPClientTransport(new URL(`${url}/api/mcp`), {
        requestInit: { headers: { Authorization: `Bearer ${key}` } },
      }),
    );
    const looked = await assistant.callTool({ name: "list_contacts", arguments: { period: "today" } });
    expect(looked.structuredContent).toMatchObject({ rows: [{ contact: "Eva", sessions: 1 }] });
  });

  await test.step("an editor sees that keys are the owners' matter", async () => {
    const { cookies } = await addMember(service, userCode, "editor");
    const context = await browser.newContext();
    await context.addCookies(cookies);
    const other = await context.newPage();
    await other.goto(`${url}/dashboard/${userCode}/settings/keys`);
    await expect(other.getByText("Only owners of this card")).toBeVisible();
    await expect(other.getByRole("button", { name: "New key" })).toHaveCount(0);
    await context.close();
  });

  await test.step("revoked, it is refused at once", async () => {
    await page.reload();
    await expect(page.getByText(/Last used on/)).toBeVisible();
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/keys.png` });
    await page.getByRole("button", { name: "Revoke Shop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await expect(page.getByText(/Revoked on/)).toBeVisible();
    const { response, error } = await client.GET("/numbers");
    expect(response.status).toBe(401);
    expect(error?.error.code).toBe("invalid_key");
    await expect(assistant.callTool({ name: "list_shares", arguments: {} })).rejects.toThrow();
  });
});

test("the API's page reads in light, in the dark and on a phone, and names every address of the document", async ({
  page,
}) => {
  await page.goto(`${url}/docs/api`);
  const document = await (await page.request.get(`${url}/api/v1/openapi.json`)).json();
  for (const path of Object.keys(document.paths)) {
    await expect(page.getByRole("heading", { name: path }).first(), path).toBeVisible();
  }
  for (const look of ["light", "dark", "phone"] as const) {
    await page.emulateMedia({ colorScheme: look === "dark" ? "dark" : "light" });
    await page.setViewportSize(look === "phone" ? { width: 390, height: 844 } : { width: 1280, height: 900 });
    expect(await accessibilityFaults(page, look === "light" ? undefined : ["color-contrast"]), look).toEqual(
      [],
    );
    const isTooWide = await page.evaluate(() => globalThis.document.documentElement.scrollWidth > innerWidth);
    expect(isTooWide, look).toBe(false);
    if (PICTURES)
      await page.screenshot({ path: `${PICTURES}/docs-api-${look}.png`, fullPage: look === "light" });
  }
});
