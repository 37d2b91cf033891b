import { expect } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";

const { url } = underTest();

test("filters combine: pressed, added, turned round, saved as a segment and forgotten", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`);
  await page.getByRole("region", { name: "Places" }).getByRole("link", { name: "Germany" }).click();
  await page.waitForURL("**?filters=is,country,DE");
  const sessions = page
    .getByRole("list", { name: /^Totals/ })
    .getByRole("button")
    .nth(1);
  const ofGermany = await sessions.textContent();

  await page.getByRole("button", { name: /Add a filter/ }).click();
  const editor = page.getByRole("dialog", { name: "Add a filter" });
  await editor.getByRole("button", { name: "Page", exact: true }).click();
  await editor.getByText("is not", { exact: true }).click();
  await editor.getByRole("checkbox", { name: /^Work/ }).check();
  await editor.getByRole("button", { name: "Show these visits" }).click();
  await page.waitForURL("**?filters=is,country,DE;is_not,page,work");
  await expect(sessions).not.toHaveText(ofGermany ?? "");
  await expect(page.getByRole("region", { name: "Pages" }).getByRole("link", { name: "Work" })).toHaveCount(
    0,
  );

  // The other values of a field that is filtered are offered, too.
  await page.getByRole("button", { name: "Change filter Country Germany" }).click();
  const change = page.getByRole("dialog", { name: "Change a filter" });
  await change.getByRole("checkbox", { name: /^Austria/ }).check();
  await change.getByRole("button", { name: "Show these visits" }).click();
  await page.waitForURL("**?filters=is_not,page,work;is,country,DE,AT");
  await expect(page.getByRole("button", { name: "Change filter Country Germany or Austria" })).toBeVisible();

  await page.getByRole("button", { name: "Segments" }).click();
  const segments = page.getByRole("dialog", { name: "Segments" });
  await segments.getByLabel(/Save the filters/).fill("Straight in");
  await segments.getByRole("button", { name: "Save segment" }).click();
  await expect(segments.getByRole("link", { name: "Straight in" })).toHaveAttribute("aria-current", "true");

  await page.goto(`${url}/dashboard/myclik?period=7d`);
  await page.getByRole("button", { name: "Segments" }).click();
  await segments.getByRole("link", { name: "Straight in" }).click();
  await page.waitForURL("**?period=7d&filters=is_not,page,work;is,country,DE,AT");
  await page.getByRole("button", { name: "Segments" }).click();
  await segments.getByRole("button", { name: "Forget the segment Straight in" }).click();
  await expect(segments.getByRole("link", { name: "Straight in" })).toHaveCount(0);
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Remove filter Page is not: Work" }).click();
  await page.waitForURL("**?period=7d&filters=is,country,DE,AT");
});

test("journeys answer under the same filters, and what they show adds up", async ({ page }) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik/journeys?filters=is,device,mobile`);
  const steps = page.getByRole("region", { name: "From first page to contact" }).getByRole("listitem");
  const numbers = async (step: number) =>
    (await steps.nth(step).getByRole("definition").allTextContents()).map((text) =>
      Number(text.split(" ")[0]!.replaceAll(",", "")),
    );
  const all = Number(
    (await steps.first().getByRole("paragraph").textContent())?.split(" ")[0]?.replaceAll(",", ""),
  );
  expect(all).toBeGreaterThan(0);
  const [contacted, wentOn, left] = await numbers(0);
  expect(contacted! + wentOn! + left!).toBe(all);
  await expect(page.getByRole("region", { name: "Time to first contact" })).toContainText(
    "Half of those who tap",
  );
  await expect(page.getByRole("region", { name: "What becomes of a share link" })).toContainText(
    "How many were sent cannot be told under these filters",
  );
  await page.getByRole("link", { name: "Remove filter Device: Mobile" }).click();
  await page.waitForURL("**/journeys");
  await expect(page.getByRole("region", { name: "What becomes of a share link" })).toContainText("Sent");
});
