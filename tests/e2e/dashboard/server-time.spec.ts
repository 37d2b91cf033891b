import { expect, test } from "@playwright/test";
import { type CountedSupabase, countedSupabase } from "#tests/e2e/counted-supabase.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, signInToDemo } from "#tests/e2e/members.ts";
import { type Daybook, secretClient, startDaybook } from "#tests/support/daybook.ts";

const { supabaseUrl, publishableKey, secretKey, cronSecret } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** What the time to a view is made of, besides drawing it. */
const ONE_CALL = ["POST /rest/v1/rpc/analytics_dashboard"];

/** Ten times what it takes on a quiet machine. */
const MEDIAN_WITHIN_MS = 500;

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

test("a view asks the database once, and nobody else; what it needs is there soon", async ({ page }) => {
  await signInToDemo(page);
  for (const path of ["/dashboard/myclik", "/dashboard/myclik?period=7d", "/api/analytics/myclik"]) {
    await page.request.get(daybook.url + path);
    supabase.asked.length = 0;
    const answer = await page.request.get(daybook.url + path);
    expect(answer.status(), path).toBe(200);
    expect(supabase.asked, path).toEqual(ONE_CALL);
  }

  const times: number[] = [];
  for (let view = 0; view < 15; view++) {
    const began = performance.now();
    await (await page.request.get(`${daybook.url}/dashboard/myclik`)).body();
    times.push(performance.now() - began);
  }
  const median = times.sort((a, b) => a - b)[7] ?? 0;
  test.info().annotations.push({ type: "time of a view", description: `${median.toFixed(0)} ms` });
  expect(median).toBeLessThan(MEDIAN_WITHIN_MS);
});

test("a member who is removed is refused at the next view", async ({ page }) => {
  // The session made at the other Daybook is good for this one: cookies know hosts, not ports.
  const userId = await addMember(page, service, "myclik", "viewer");
  const look = async () => (await page.request.get(`${daybook.url}/dashboard/myclik`)).status();
  expect(await look()).toBe(200);
  const removed = await service.from("analytics_members").delete().eq("user_id", userId);
  expect(removed.error).toBeNull();
  expect(await look()).toBe(404);
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
