import { readFileSync } from "node:fs";
import { devices, expect, type Page } from "@playwright/test";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { DASHBOARD_TABLES, type DashboardTable, shownTable } from "#lib/export/export-tables.ts";
import { hashPassword } from "#lib/links/link-door.ts";
import { embedSnippet } from "#lib/links/links.ts";
import { countedSupabase } from "#tests/e2e/counted-supabase.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { demoSession, makeLink, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { html, startSite } from "#tests/e2e/tracker/site.ts";
import { startDaybook } from "#tests/support/daybook.ts";

const { url, supabaseUrl, publishableKey, secretKey } = underTest();
const OWNER = "myclik";
const PASSWORD = "a quiet harbour";
const CLOSED = "This link is not open";

test("a link made on the screen opens with its password in a fresh browser, and shows nothing more once it is closed", async ({
  page,
  browser,
}) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/${OWNER}`);
  await page.getByRole("link", { name: "Show it to others" }).click();
  await page.getByRole("button", { name: "New link" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("For").fill("The walk");
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Make link" }).click();
  const address = (
    (await dialog.locator("figure", { hasText: "link" }).locator("code").textContent()) ?? ""
  ).replace(/\s/g, "");
  expect(address).toMatch(new RegExp(`^${url}/l/${OWNER}/[0-9a-f]{64}$`));
  await dialog.getByRole("button", { name: "Done" }).click();
  const item = page.getByRole("listitem").filter({ hasText: "The walk" });
  await expect(item).toContainText("Never opened");

  const visitor = await browser.newContext({ ...devices["Pixel 7"] });
  const visit = await visitor.newPage();
  await visit.goto(address);
  await expect(visit.getByRole("heading", { name: "This dashboard has a password" })).toBeVisible();
  expect(await visit.content()).not.toContain("Clara Whitfield");
  await visit.getByLabel("Password").fill("not this one");
  await visit.getByRole("button", { name: "Show the dashboard" }).click();
  await expect(visit.getByText("This is not the password.")).toBeVisible();
  await visit.getByLabel("Password").fill(PASSWORD);
  await visit.getByRole("button", { name: "Show the dashboard" }).click();
  await expect(visit.getByRole("heading", { name: "Clara Whitfield" })).toBeVisible();
  // No contact is named, and no page of members is linked.
  const content = await visit.content();
  expect(content).not.toMatch(/Ana Duarte|k7f2|\/dashboard\//);
  await expect(visit.getByRole("button", { name: /Find|Filter by contact/ })).toHaveCount(0);
  // What is shown can be taken along.
  const download = visit.waitForEvent("download");
  await visit.getByRole("button", { name: "Export: pages" }).click();
  await visit.getByRole("link", { name: "CSV what is shown" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^myclik-pages-[\d-]+\.csv$/);
  expect(readFileSync(await file.path(), "utf8")).toMatch(
    /^\uFEFFpage,visitors,sessions,page_views[^\r]*\r\nhome,/,
  );
  const [cookie, ...others] = await visitor.cookies();
  expect(others).toEqual([]);
  expect(cookie).toMatchObject({
    name: "daybook-link",
    httpOnly: true,
    sameSite: "Lax",
    path: new URL(address).pathname,
  });
  await visit.getByRole("button", { name: /^Period/ }).click();
  await visit.getByRole("link", { name: "Last 7 days" }).click();
  await expect(visit).toHaveURL(/period=7d/);

  await page.reload();
  await expect(item).toContainText("Opened once");
  await item.getByRole("button", { name: "Close The walk" }).click();
  await item.getByRole("button", { name: "Close for good" }).click();
  await expect(page.getByRole("heading", { name: "Closed links" })).toBeVisible();
  await expect(visit.getByRole("heading", { name: CLOSED })).toBeVisible();
  await expect(visit.getByRole("heading", { name: "Clara Whitfield" })).toHaveCount(0);
  await visit.reload();
  await expect(visit.getByRole("heading", { name: CLOSED })).toBeVisible();
  await visitor.close();
});

test("a page of the origin that a link names frames it, and learns its height; another page gets nothing", async ({
  page,
}) => {
  const session = await demoSession();
  let content = "";
  const site = await startSite({ "/": (_request, response) => response.end(content) });
  const token = await makeLink(session, OWNER, {
    p_frame_origins: [site.otherUrl],
    p_password_hash: await hashPassword(PASSWORD),
  });
  content = html("", embedSnippet(url, OWNER, token, "Clara"));
  const frame = page.frameLocator("iframe");
  await page.goto(site.otherUrl);
  await frame.getByLabel("Password").fill(PASSWORD);
  const before = await heightOf(page);
  await frame.getByRole("button", { name: "Show the dashboard" }).click();
  await expect(frame.getByRole("heading", { name: "Clara Whitfield" })).toBeVisible();
  await expect.poll(() => heightOf(page)).toBeGreaterThan(before + 200);
  await expect
    .poll(async () => {
      const inside = await frame.locator("main").evaluate((main) => main.getBoundingClientRect().height);
      return Math.abs(inside - (await heightOf(page)));
    })
    .toBeLessThan(2);
  const [cookie] = await page.context().cookies(`${url}/embed/${OWNER}/${token}`);
  expect(cookie).toMatchObject({ name: "daybook-link", sameSite: "None", secure: true, httpOnly: true });

  const refusals: string[] = [];
  page.on("console", (message) => refusals.push(message.text()));
  await page.goto(site.url);
  await expect.poll(() => refusals.join()).toContain("frame-ancestors");
  await expect(frame.getByLabel("Password")).toHaveCount(0);
  expect(await heightOf(page)).toBe(900);
  await site.stop();
});

const heightOf = (page: Page) =>
  page.locator("iframe").evaluate((frame) => Number.parseInt((frame as HTMLElement).style.height, 10));

test("a frame is light or dark as its address says, whatever the device wants", async ({ page }) => {
  const token = await makeLink(await demoSession(), OWNER);
  const ground = async (theme: string, device: "light" | "dark") => {
    await page.emulateMedia({ colorScheme: device });
    await page.goto(`${url}/embed/${OWNER}/${token}?theme=${theme}`);
    await expect(page.getByRole("heading", { name: "Clara Whitfield" })).toBeVisible();
    return page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  };
  const [light, dark] = [await ground("auto", "light"), await ground("auto", "dark")];
  expect(light).not.toBe(dark);
  expect(await ground("dark", "light")).toBe(dark);
  expect(await ground("light", "dark")).toBe(light);
  await page.getByRole("button", { name: /^Period/ }).click();
  await page.getByRole("link", { name: "Last 7 days" }).click();
  await expect(page).toHaveURL(/theme=light&period=7d/);
});

test("links that never were, were closed or have ended get the same answer, which nobody may keep, index or frame", async ({
  request,
}) => {
  const session = await demoSession();
  const closed = await makeLink(session, OWNER);
  const { data } = await session.client.rpc("analytics_owner_links", { p_user_code: OWNER });
  const newest = data.links.find(({ label }: { label: string }) => label === "For a test");
  await session.client.rpc("analytics_revoke_link", { p_user_code: OWNER, p_token_hash: newest.token_hash });
  const texts = new Set<string>();
  for (const token of [closed, "0".repeat(64), "nonsense"]) {
    for (const place of ["l", "embed"]) {
      const answer = await request.get(`${url}/${place}/${OWNER}/${token}`);
      expect(answer.status()).toBe(404);
      expect(answer.headers()).toMatchObject({
        "referrer-policy": "no-referrer",
        "x-robots-tag": "noindex, nofollow",
        "cache-control": expect.stringContaining("no-store"),
        "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
      });
      const numbers = await request.get(`${url}/${place}/${OWNER}/${token}/numbers`);
      expect(numbers.status()).toBe(404);
      texts.add(await numbers.text());
      expect(await answer.text()).toContain(CLOSED);
    }
  }
  expect(texts.size).toBe(1);
});

test("whoever guesses a link's password has to wait, also with the right one", async ({ request }) => {
  const token = await makeLink(await demoSession(), OWNER, { p_password_hash: await hashPassword(PASSWORD) });
  const tried: (string | null)[] = [];
  for (const password of [...Array.from({ length: 10 }, (_, turn) => `guess number ${turn}`), PASSWORD]) {
    const answer = await request.post(`${url}/l/${OWNER}/${token}/password`, {
      form: { password },
      maxRedirects: 0,
    });
    tried.push(new URL(answer.headers().location ?? "", url).searchParams.get("password"));
  }
  expect(tried).toEqual([...Array.from({ length: 10 }, () => "wrong"), "wait"]);
  expect((await request.get(`${url}/l/${OWNER}/${token}/numbers`)).status()).toBe(401);
});

test("a password opens its own link only", async ({ request }) => {
  const session = await demoSession();
  const passwordHash = await hashPassword(PASSWORD);
  const [own, other] = [
    await makeLink(session, OWNER, { p_password_hash: passwordHash }),
    await makeLink(session, OWNER, { p_password_hash: passwordHash }),
  ];
  const given = await request.post(`${url}/l/${OWNER}/${own}/password`, {
    form: { password: PASSWORD },
    maxRedirects: 0,
  });
  const cookie = (given.headers()["set-cookie"] ?? "").split(";")[0] ?? "";
  const status = async (token: string) =>
    (await request.get(`${url}/l/${OWNER}/${token}/numbers`, { headers: { cookie } })).status();
  expect([await status(own), await status(other)]).toEqual([200, 401]);
});

test("a link exports what it shows and nothing more: within its part, its days, its names and its lists' length", async ({
  request,
}) => {
  test.setTimeout(360_000);
  const session = await demoSession();
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  for (const limits of [
    {},
    { p_names: true },
    { p_group: "friends", p_names: true },
    { p_group: "friends" },
    { p_contact: "k7f2" },
    { p_from: yesterday, p_to: yesterday, p_names: true },
  ]) {
    const token = await makeLink(session, OWNER, limits);
    for (const query of [
      "",
      "period=30d&compare=previous",
      "from=2020-01-01&to=2030-01-01",
      "page=home&period=7d",
    ]) {
      const page = `${url}/l/${OWNER}/${token}`;
      const shown: Dashboard = await (await request.get(`${page}/numbers?${query}`)).json();
      const checked = async (table: DashboardTable) => {
        // On a machine so busy that seconds lie between two of these, the server may just have ended the idle connection.
        const answer = await request.get(`${page}/export?table=${table}&format=json&${query}`, {
          maxRetries: 2,
        });
        expect(answer.headers()["cache-control"]).toContain("no-store");
        const text = await answer.text();
        const { rows } = JSON.parse(text);
        const { pages } = shownTable(shown, table);
        const wanted: object[] = [];
        for await (const some of pages) wanted.push(...some);
        const timeless = (list: object[]) => list.map((row) => ({ ...row, computed_at: null }));
        expect({ table, query, limits, rows: timeless(rows) }).toEqual({
          table,
          query,
          limits,
          rows: timeless(wanted),
        });
        if (!("p_names" in limits)) expect(text).not.toMatch(/Ana Duarte|k7f2/);
        if ("p_group" in limits) expect(text).not.toMatch(/Uncle Piet|Hanna Lindqvist/);
        if ("p_from" in limits && table === "days") expect(rows).toHaveLength(1);
      };
      const tables = query === "" ? DASHBOARD_TABLES : (["days", "pages", "contacts"] as const);
      await Promise.all(tables.map(checked));
    }
    for (const [query, status] of [
      ["table=visits", 400],
      ["table=accounting", 400],
      ["", 400],
      ["table=pages&group=family", "p_group" in limits || "p_contact" in limits ? 403 : 200],
    ] as const) {
      const answer = await request.get(`${url}/l/${OWNER}/${token}/export?${query}`);
      expect({ query, limits, status: answer.status() }).toEqual({ query, limits, status });
    }
  }
  const locked = await makeLink(session, OWNER, { p_password_hash: await hashPassword(PASSWORD) });
  expect((await request.get(`${url}/l/${OWNER}/${locked}/export?table=pages`)).status()).toBe(401);
  expect((await request.get(`${url}/l/${OWNER}/${"0".repeat(64)}/export?table=pages`)).status()).toBe(404);
});

test("a framed page looks its link up once, for who may frame it and for itself, and believes no header about it", async ({
  request,
}) => {
  const supabase = await countedSupabase(supabaseUrl);
  const daybook = await startDaybook({
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey,
  });
  try {
    const token = await makeLink(await demoSession(), OWNER, { p_frame_origins: ["https://a.example"] });
    const lookUps = () => supabase.asked.filter((asked) => asked.endsWith("/analytics_find_link")).length;
    const address = `${daybook.url}/embed/${OWNER}/${token}`;
    const answer = await request.get(address, { headers: { "x-daybook-found-link": "made up" } });
    expect(answer.headers()["content-security-policy"]).toContain("frame-ancestors https://a.example");
    expect(await answer.text()).toContain("Clara Whitfield");
    expect(lookUps()).toBe(1);
    expect(answer.headers()["x-daybook-found-link"]).toBeUndefined();
    expect((await request.get(`${daybook.url}/embed/${OWNER}/${"0".repeat(64)}`)).status()).toBe(404);
    expect(lookUps()).toBe(2);
  } finally {
    await daybook.stop();
    await supabase.close();
  }
});

test("the demo is open to everybody from the landing page, live and read-only", async ({ page }) => {
  await page.goto(url);
  await page.getByRole("link", { name: "See a dashboard" }).click();
  await expect(page.getByRole("heading", { name: "Clara Whitfield" })).toBeVisible();
  await expect(page.getByText("Ana Duarte").first()).toBeVisible();
  await page.getByRole("link", { name: "Ana Duarte" }).first().click();
  await expect(page).toHaveURL(/\/demo\?contact=/);
  expect(await page.content()).not.toContain("/dashboard/myclik");
});
