import { expect } from "@playwright/test";
import { type CountedSupabase, countedSupabase } from "#tests/e2e/counted-supabase.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, asking, demoSession, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { type Daybook, secretClient, startDaybook } from "#tests/support/daybook.ts";

const { supabaseUrl, publishableKey, secretKey, cronSecret } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** What the time to a view is made of, besides drawing it. */
const ONE_CALL = ["POST /rest/v1/rpc/analytics_dashboard"];

let supabase: CountedSupabase;
let daybook: Daybook;

test.describe.configure({ mode: "serial" });

test.beforeAll(async () => {
  supabase = await countedSupabase(supabaseUrl);
  daybook = await startDaybook({
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: publishableKey,
    SUPABASE_SECRET_KEY: secretKey,
    CRON_SECRET: cronSecret,
  });
});

test.afterAll(async () => {
  await daybook?.stop();
  await supabase?.close();
});

test("a view asks the database once, and nobody else", async ({ playwright }) => {
  // The session made at the other Daybook is good for this one: cookies know hosts, not ports.
  const asks = await asking(playwright, await demoSession());
  for (const path of ["/dashboard/myclik", "/dashboard/myclik?period=7d", "/api/analytics/myclik"]) {
    await asks.get(daybook.url + path);
    supabase.asked.length = 0;
    const answer = await asks.get(daybook.url + path);
    expect(answer.status(), path).toBe(200);
    expect(supabase.asked, path).toEqual(ONE_CALL);
  }
  await asks.dispose();
});

test("a period that no call has the time to count says so, and leads to the day that is too big", async ({
  page,
}) => {
  // As PostgREST hands on what PostgreSQL says of a statement that ran out of time.
  const body = { code: "57014", message: "canceling statement due to statement timeout" };
  supabase.refused.set(ONE_CALL[0]!, { status: 500, body });
  try {
    await signInToDemo(page);
    await page.goto(`${daybook.url}/dashboard/myclik`);
    await expect(page.getByRole("heading", { name: "This period cannot be counted just now" })).toBeVisible();
    const answer = await page.request.get(`${daybook.url}/api/analytics/myclik`);
    expect([answer.status(), (await answer.json()).error.code]).toEqual([503, "too_much"]);
    await page.getByRole("link", { name: "See which day it is" }).click();
    await expect(page.getByRole("region", { name: "Days" })).toBeVisible();
  } finally {
    supabase.refused.clear();
  }
});

test("a member who is removed is refused at the next view", async ({ playwright }) => {
  const session = await addMember(service, "myclik", "viewer");
  const asks = await asking(playwright, session);
  const look = async () => (await asks.get(`${daybook.url}/dashboard/myclik`)).status();
  expect(await look()).toBe(200);
  const removed = await service.from("analytics_members").delete().eq("user_id", session.userId);
  expect(removed.error).toBeNull();
  expect(await look()).toBe(404);
  await asks.dispose();
});

test("a session that Auth does not know opens nothing, and does not lead in circles", async ({ page }) => {
  await signInToDemo(page);
  const cookies = await page.context().cookies();
  const session = cookies.filter(({ name }) => name.includes("auth-token"));
  const text = session
    .map(({ value }) => value)
    .join("")
    .replace(/^base64-/, "");
  const { access_token, ...rest } = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  const forged = Buffer.from(
    JSON.stringify({ ...rest, access_token: access_token.replace(/[^.]+$/, "A".repeat(43)) }),
  ).toString("base64url");
  await page.context().clearCookies();
  const [first] = session;
  await page
    .context()
    .addCookies([{ ...first!, name: first!.name.replace(/\.\d+$/, ""), value: `base64-${forged}` }]);
  await page.goto(`${daybook.url}/dashboard/myclik`);
  await expect(page).toHaveURL(/\/sign-in\?/);
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
});
