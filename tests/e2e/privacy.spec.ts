import { expect, type Page } from "@playwright/test";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { newMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

const sessionsOfToday = async (member: Page, userCode: string) => {
  const answer = await member.request.get(`${url}/api/analytics/${userCode}?period=today`);
  return (await answer.json()).totals.sessions as number;
};

/** The pictures of a page in both themes and on a phone, where they are wanted. */
async function picture(page: Page, name: string): Promise<void> {
  for (const [theme, width] of [
    ["light", 1280],
    ["dark", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 900 });
    expect(await accessibilityFaults(page), `${name} ${theme}`).toEqual([]);
    const folder = process.env.SCREENSHOTS;
    if (folder) await page.screenshot({ path: `${folder}/${name}-${theme}.png`, fullPage: true });
  }
}

test("a visitor sees all that is stored of the own visit and erases it; the day and the accounting follow", async ({
  page: member,
  browser,
}) => {
  const userCode = await newMember(member, "receipt");
  const context = await browser.newContext();
  const visitor = await context.newPage();
  await visitor.goto(`${url}/c/${userCode}`);
  await expect(visitor.getByRole("heading", { name: "Somebody Else" })).toBeVisible();
  await visitor.getByRole("link", { name: "What is stored of your visit" }).first().click();
  await visitor.waitForURL(`${url}/privacy/visit#${userCode}`);
  await expect(async () => {
    const again = visitor.getByRole("button", { name: "Look again" });
    if (await again.isVisible()) await again.click();
    await expect(visitor.getByText("You saw home")).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await visitor.getByText("The same as JSON").click();
  await expect(visitor.getByText('"type": "page_view"')).toBeVisible();
  await picture(visitor, "receipt");
  await expect.poll(() => sessionsOfToday(member, userCode)).toBe(1);

  await visitor.getByRole("button", { name: "Erase this visit" }).click();
  await expect(visitor.getByText("Your visit is erased: 1 event")).toBeVisible();
  await picture(visitor, "receipt-erased");
  expect(await sessionsOfToday(member, userCode)).toBe(0);
  const { count } = await service
    .from("analytics_sessions")
    .select("*", { count: "exact", head: true })
    .eq("user_code", userCode);
  expect(count).toBe(0);
  await member.goto(`${url}/dashboard/${userCode}/data`);
  await expect(member.getByText("1 erased.")).toBeVisible();
  await expect(member.getByText("By the visitor")).toBeVisible();

  // Whoever goes on begins a new visit, which counts.
  await visitor.goto(`${url}/c/${userCode}`);
  await visitor.goto(`${url}/privacy/visit#${userCode}`);
  await expect.poll(() => sessionsOfToday(member, userCode)).toBe(1);
  await context.close();
});

test("an id that is not known has nothing stored, from whatever origin it is asked, and a body without one is refused", async ({
  request,
}) => {
  const ask = (path: string, data: unknown) =>
    request.post(`${url}/api/receipt${path}`, { data, headers: { origin: "https://site.example" } });
  const unknown = { user_code: "myclik", session_id: "00000000-0000-4000-8000-00000000dead" };
  const seen = await ask("", unknown);
  expect(await seen.json()).toEqual({ visits: [] });
  expect(seen.headers()).toMatchObject({
    "access-control-allow-origin": "*",
    "cache-control": "no-store",
  });
  expect(await (await ask("/erase", unknown)).json()).toEqual({ sessions: 0, events: 0 });
  expect(await (await ask("", { ...unknown, user_code: "no-such-owner" })).json()).toEqual({ visits: [] });
  for (const body of [{}, { user_code: "myclik" }, { user_code: 1, session_id: [] }, "x"]) {
    const refused = await ask("/erase", body);
    expect(refused.status()).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: "invalid_request" } });
  }
});

test("the page without a visit says where to come from", async ({ page }) => {
  await page.goto(`${url}/privacy/visit`);
  await expect(page.getByText("Open it by the link on that card")).toBeVisible();
  await page.goto(`${url}/privacy/visit#myclik/00000000-0000-4000-8000-00000000dead`);
  await expect(page.getByText("Nothing is stored of this visit")).toBeVisible();
});

test("an owner erases a contact's visits, then a period's, after typing the code", async ({ page }) => {
  const userCode = await newMember(page, "eraser");
  await service
    .from("analytics_shares")
    .insert({ user_code: userCode, share_code: "ana1", contact: "Ana" })
    .throwOnError();
  const batches = ["ana1", "ana1", ""].map((share, batch) =>
    visit(userCode, { start: new Date(Date.now() - 60_000 * (batch + 1)), share, visitor: batch + 1, batch }),
  );
  await service.rpc("analytics_ingest_events", { payload: { batches } }).throwOnError();

  await page.goto(`${url}/dashboard/${userCode}/contacts/ana1`);
  await page.getByRole("button", { name: "Erase these visits" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Erase the visits of Ana" })).toBeVisible();
  await dialog.getByLabel(/^Type /).fill("something else");
  await dialog.getByRole("button", { name: "Erase", exact: true }).click();
  await expect(dialog.locator("p", { hasText: `Type ${userCode} to confirm.` })).toBeVisible();
  await picture(page, "erase-dialog");
  await dialog.getByLabel(/^Type /).fill(userCode);
  await dialog.getByRole("button", { name: "Erase", exact: true }).click();
  await expect(dialog.getByText("2 events erased. The days are counted anew.")).toBeVisible();
  expect(await sessionsOfToday(page, userCode)).toBe(1);

  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/dashboard/${userCode}/data?period=7d`);
  await expect(page.getByText("No erasure is under way.")).toBeVisible();
  await picture(page, "data-with-erasure");
  await page.getByRole("button", { name: "Erase this period" }).click();
  await dialog.getByLabel(/^Type /).fill(userCode);
  await dialog.getByRole("button", { name: "Erase", exact: true }).click();
  await expect(dialog.getByText("1 event erased. The days are counted anew.")).toBeVisible();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("3 erased.")).toBeVisible();
  expect(await sessionsOfToday(page, userCode)).toBe(0);
});
