import { execFileSync } from "node:child_process";
import { expect } from "@playwright/test";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { newMember, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { startDaybook } from "#tests/support/daybook.ts";

const { url, demoPassword } = underTest();

/** Every screen of an owner to whom nothing has happened yet, and what it says then. */
const EMPTY = [
  { path: "", says: "Waiting for your first visit" },
  { path: "/card", says: "They stand on the card in this order." },
  { path: "/shares", says: "No shares yet" },
  { path: "/shares/import", says: "Your list" },
  { path: "/contacts/-", says: "No visits to show" },
  { path: "/data", says: "Nothing arrived in this period" },
  { path: "/data/legacy", says: "Nothing has been compared yet" },
  { path: "/settings", says: "Waiting for your first event." },
];

test("a new owner's screens say what would have to happen, and axe finds nothing", async ({ page }) => {
  const userCode = await newMember(page, "empty");
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  for (const { path, says } of EMPTY) {
    await page.goto(`${url}/dashboard/${userCode}${path}`);
    await expect(page.getByText(says).first()).toBeVisible();
    await expect(page.getByText(/NaN|undefined|Infinity|\bnull\b/)).toHaveCount(0);
    expect(await accessibilityFaults(page), path).toEqual([]);
    const pictures = process.env.SCREENSHOTS;
    const picture = `${pictures}/empty${path.replaceAll("/", "-")}.png`;
    if (pictures) await page.screenshot({ path: picture, fullPage: true });
  }
  expect(faults).toEqual([]);
});

test("while a filter's numbers are on their way the old ones stay, dimmed, and it is said", async ({
  page,
}) => {
  await signInToDemo(page);
  // Until its scripts have come, the page does not hear the key.
  await page.goto(`${url}/dashboard/myclik`, { waitUntil: "networkidle" });
  await expect(page.getByRole("img", { name: /over time/ })).toBeVisible();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route("**/dashboard/myclik?**", async (route) => {
    await answered;
    await route.continue();
  });
  await page.keyboard.press("w");
  await expect(page.getByRole("status").filter({ hasText: "Loading the numbers" })).toHaveCount(1);
  await expect(page.locator("[aria-busy=true]").getByText("Top Contact Methods")).toBeVisible();
  answer();
  await page.waitForURL("**period=7d");
  await expect(page.getByRole("status").filter({ hasText: "Last 7 days:" })).toHaveCount(1);
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
});

test("while the database does not answer, each screen says so, keeps what it has, and recovers by itself", async ({
  page,
}) => {
  test.setTimeout(480_000);
  const daybook = await startDaybook();
  const supabase = Number(execFileSync("pgrep", ["-f", `process.ts ${daybook.folder}`]).toString());
  try {
    await page.goto(`${daybook.url}/sign-in?next=/dashboard/myclik/settings`);
    await page.getByLabel("E-mail").fill("demo@daybook.local");
    await page.getByLabel("Password", { exact: true }).fill(demoPassword);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${daybook.url}/dashboard/myclik/settings`);
    const overview = await page.context().newPage();
    await overview.goto(`${daybook.url}/dashboard/myclik`);
    const visitors = overview.getByRole("button", { name: /^Visitors/ });
    const before = await visitors.textContent();

    process.kill(supabase, "SIGSTOP");
    const form = page.locator("form", { has: page.getByLabel("Name") });
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByRole("alert")).toContainText("cannot reach its database");
    await expect(overview.getByText("Daybook keeps trying")).toBeVisible();
    expect(await visitors.textContent()).toBe(before);
    const fresh = await page.context().newPage();
    const answer = await fresh.goto(`${daybook.url}/dashboard/myclik/data`);
    expect(answer?.status()).toBe(500);
    await expect(fresh.getByRole("heading", { name: "The numbers cannot be read just now" })).toBeVisible();

    process.kill(supabase, "SIGCONT");
    await expect(overview.getByText("Daybook keeps trying")).toBeHidden();
    await fresh.getByRole("button", { name: "Try again" }).click();
    await expect(fresh.getByRole("heading", { name: "Data", exact: true })).toBeVisible();
    await form.getByRole("button", { name: "Save" }).click();
    await expect(form.getByRole("status")).toContainText("Saved.");
  } finally {
    process.kill(supabase, "SIGCONT");
    await daybook.stop();
  }
});
