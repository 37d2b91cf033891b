import { devices, expect, type Page } from "@playwright/test";
import { createClient } from "@supabase/supabase-js";
import { underTest } from "#tests/e2e/environment.ts";
import { signUpAndIn } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { html, type Site, scriptTag, startSite } from "#tests/e2e/tracker/site.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, publishableKey, secretKey, cronSecret } = underTest();
const PASSWORD = "correct horse battery";
const service = secretClient(supabaseUrl, secretKey);

/** A code that no other run of these tests has taken. */
const fresh = (name: string) => `${name}-${Date.now().toString(36)}${Math.floor(Math.random() * 1e4)}`;

async function signUp(page: Page, userCode: string): Promise<string> {
  const email = `${userCode}@example.com`;
  await signUpAndIn(page, email, PASSWORD);
  await page.waitForURL("**/welcome**");
  await page.getByLabel("Name on the card").fill("Story Teller");
  await page.getByLabel("Address").fill(userCode);
  await page.getByRole("button", { name: "Open my daybook" }).click();
  await page.waitForURL(`**/dashboard/${userCode}**`);
  return email;
}

async function addShares(userCode: string): Promise<void> {
  const groups = await service.from("analytics_groups").insert([
    { user_code: userCode, group_code: "friends", name: "Friends" },
    { user_code: userCode, group_code: "business", name: "Business" },
  ]);
  expect(groups.error).toBeNull();
  const shares = await service.from("analytics_shares").insert([
    { user_code: userCode, share_code: "ana1", group_code: "friends", contact: "Ana Duarte" },
    { user_code: userCode, share_code: "fair", group_code: "business", contact: "Trade fair" },
  ]);
  expect(shares.error).toBeNull();
}

/** The owner's own card, on a site of its own. */
async function startCard(userCode: string): Promise<Site> {
  const names = ["home", "about", "work", "contact"];
  const links = names.map((name) => `<a href="/${name === "home" ? "" : name}">${name}</a>`).join(" ");
  const methods = `<a target="_blank" href="https://wa.me/4477009">WhatsApp</a> <a href="tel:+4477009">Call</a>`;
  const page = (name: string) =>
    html(scriptTag(userCode), `<main data-analytics-page="${name}">${links} ${methods}</main>`);
  const site = await startSite(
    Object.fromEntries(names.map((name) => [name === "home" ? "/" : `/${name}`, page(name)])),
  );
  const saved = await service
    .from("analytics_owners")
    .update({ card_url: site.url })
    .eq("user_code", userCode);
  expect(saved.error).toBeNull();
  // Who looked at the owner before knows its old address for half a minute.
  const leadsTo = async () =>
    (await fetch(`${url}/s/${userCode}/ana1`, { method: "HEAD", redirect: "manual" })).headers.get(
      "location",
    );
  await expect.poll(leadsTo, { timeout: 60_000 }).toContain(site.url);
  return site;
}

/** What the JSON route says of an owner, with the session of a page. */
async function analytics(page: Page, userCode: string, query = "period=today") {
  const answer = await page.request.get(`${url}/api/analytics/${userCode}?${query}`);
  return { status: answer.status(), body: await answer.json() };
}

test("a tap on a card becomes a number on its owner's dashboard, and on nobody else's", async ({
  browser,
}) => {
  const userCode = fresh("story");
  const owner = await (await browser.newContext()).newPage();
  const email = await signUp(owner, userCode);
  await addShares(userCode);
  const site = await startCard(userCode);

  await test.step("a visitor opens the share link, looks around, taps WhatsApp and phone, and leaves", async () => {
    const phone = await browser.newContext({ ...devices["iPhone 15"], locale: "de-DE" });
    await phone.route("https://wa.me/**", (route) => route.fulfill({ body: "WhatsApp" }));
    const card = await phone.newPage();
    await card.goto(`${url}/s/${userCode}/ana1`);
    await card.waitForURL(`${site.url}/?s=ana1`);
    for (const tab of ["about", "work", "contact"]) {
      await card.getByRole("link", { name: tab, exact: true }).click();
      await card.waitForURL(`${site.url}/${tab}`);
      await expect.poll(() => card.evaluate(() => "daybook" in window)).toBe(true);
    }
    await card
      .getByRole("link", { name: /WhatsApp/ })
      .first()
      .click();
    await card
      .getByRole("link", { name: /Call|Phone/ })
      .first()
      .click();
    await card.close({ runBeforeUnload: true });
    await expect
      .poll(
        async () =>
          (await service.from("analytics_clicks").select("target").eq("user_code", userCode)).data?.length,
      )
      .toBe(2);
    await phone.close();
    await site.stop();
  });

  const expected = { visitors: 1, sessions: 1, page_views: 4, clicks: 2, contacting_sessions: 1, bounces: 0 };

  await test.step("the owner signs in and sees exactly that, live, under the right group and contact", async () => {
    await owner.context().clearCookies();
    await owner.goto(`${url}/dashboard/${userCode}`);
    await owner.waitForURL("**/sign-in?next=**");
    await owner.getByLabel("E-mail").fill(email);
    await owner.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await owner.getByRole("button", { name: "Sign in" }).click();
    await owner.waitForURL(`**/dashboard/${userCode}**`);
    await expect(owner.getByRole("heading", { name: "Top Contact Methods" })).toBeVisible();

    const { body } = await analytics(owner, userCode);
    expect(body.totals).toMatchObject(expected);
    expect(body.days).toMatchObject([{ state: "live" }]);
    expect(
      body.targets.rows.map((row: { target: string; clicks: number }) => [row.target, row.clicks]),
    ).toEqual([
      ["phone", 1],
      ["whatsapp", 1],
    ]);
    expect(
      body.pages.rows.map((row: { page: string; page_views: number }) => [row.page, row.page_views]).sort(),
    ).toEqual([
      ["about", 1],
      ["contact", 1],
      ["home", 1],
      ["work", 1],
    ]);
    expect(body.groups.rows).toMatchObject([{ group_code: "friends", name: "Friends", ...expected }]);
    expect(body.contacts.rows).toMatchObject([{ share_code: "ana1", contact: "Ana Duarte", ...expected }]);

    expect((await analytics(owner, userCode, "period=today&group=friends")).body.totals).toMatchObject(
      expected,
    );
    expect((await analytics(owner, userCode, "period=today&contact=ana1")).body.totals).toMatchObject(
      expected,
    );
    expect((await analytics(owner, userCode, "period=today&group=business")).body.totals).toMatchObject({
      sessions: 0,
    });
  });

  await test.step("after the nightly route the same numbers come from the daily rows", async () => {
    const before = (await analytics(owner, userCode)).body;
    const cron = await owner.request.get(`${url}/api/cron/aggregate-analytics`, {
      headers: { authorization: `Bearer ${cronSecret}` },
    });
    expect(cron.status()).toBe(200);
    expect(await cron.json()).toMatchObject({ remaining: 0, failed: [] });
    const after = (await analytics(owner, userCode)).body;
    expect(after.days).toMatchObject([{ state: "closed" }]);
    expect(after.totals).toEqual(before.totals);
    for (const list of ["targets", "pages", "groups", "contacts", "dimensions", "hours"]) {
      expect(after[list]).toEqual(before[list]);
    }
    const rows = await service.from("analytics_daily_user_stats").select("*").eq("user_code", userCode);
    expect(rows.data).toMatchObject([expected]);
  });

  await test.step("another owner sees none of it, by page, by JSON and by supabase-js", async () => {
    const stranger = await (await browser.newContext()).newPage();
    const strangerEmail = await signUp(stranger, fresh("stranger"));
    const page = await stranger.goto(`${url}/dashboard/${userCode}`);
    expect(page?.status()).toBe(404);
    expect(await stranger.content()).not.toContain("Ana Duarte");
    expect((await analytics(stranger, userCode)).status).toBe(403);

    const client = createClient(supabaseUrl, publishableKey);
    expect(
      (await client.auth.signInWithPassword({ email: strangerEmail, password: PASSWORD })).error,
    ).toBeNull();
    for (const table of [
      "analytics_owners",
      "analytics_shares",
      "analytics_groups",
      "analytics_members",
      "analytics_daily_user_stats",
      "analytics_days",
    ]) {
      const { data, error } = await client.from(table).select("*").eq("user_code", userCode);
      expect({ table, data, error }).toEqual({ table, data: [], error: null });
    }
    for (const table of ["analytics_sessions", "analytics_page_views", "analytics_clicks"]) {
      expect((await client.from(table).select("*")).error?.code).toBe("42501");
    }
    const dashboard = await client.rpc("analytics_dashboard", { p_user_code: userCode });
    expect(dashboard.error?.code).toBe("42501");
  });
});
