import { expect } from "@playwright/test";
import { DAY_MS } from "#lib/contract.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, makeLink, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** A new person with a card that was visited on the last five days. */
async function ownerWithVisits(name: string) {
  const session = await newOwnerMember(name);
  const batches = [1, 2, 3, 4, 5].map((days, batch) =>
    visit(session.userCode, { start: new Date(Date.now() - days * DAY_MS), batch, visitor: batch }),
  );
  const { error } = await service.rpc("analytics_ingest_events", { payload: { batches } });
  expect(error).toBeNull();
  return session;
}

test("an editor notes something at a day, sees it in the chart by pointer, focus and touch, changes and deletes it", async ({
  page,
}) => {
  const { userCode } = await ownerWithVisits("notes");
  const editor = await addMember(service, userCode, "editor");
  await page.context().addCookies(editor.cookies);
  await page.goto(`${url}/dashboard/${userCode}?period=7d`);
  const chart = page.getByRole("region", { name: "Totals over time" });
  const notes = chart.getByRole("list", { name: "Notes", exact: true });
  await expect(notes).toBeHidden();

  await chart.getByRole("button", { name: "Add a note" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Say what happened.")).toBeVisible();
  await dialog.getByLabel("What happened").fill("Trade fair in Lisbon");
  await dialog.getByLabel("Day").fill(daysAgo(3));
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(notes).toContainText("Trade fair in Lisbon");

  const mark = chart.getByRole("list", { name: "Notes in the chart" }).getByRole("button");
  const text = mark.getByText("Trade fair in Lisbon");
  await expect(mark).toHaveCount(1);
  await expect(text).toBeHidden();
  await mark.hover();
  await expect(text).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(text).toBeHidden();
  await mark.focus();
  await expect(text).toBeVisible();
  await expect(mark).toBeFocused();

  const csv = await page.request.get(`${url}/api/export/${userCode}?table=days&format=csv&period=7d`);
  const [head = "", ...lines] = (await csv.text()).split("\r\n");
  const place = head.split(",").indexOf("notes");
  expect(lines.filter((line) => line.includes("Trade fair")).map((line) => line.split(",")[place])).toEqual([
    "Trade fair in Lisbon",
  ]);
  expect(lines.find((line) => line.includes("Trade fair"))).toContain(daysAgo(3));

  await notes.getByRole("button", { name: /^Edit the note of .*Trade fair in Lisbon$/ }).click();
  await dialog.getByLabel("What happened").fill("Trade fair, second day");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(notes).toContainText("Trade fair, second day");
  await notes.getByRole("button", { name: /^Edit the note/ }).click();
  await dialog.getByRole("button", { name: "Delete this note" }).click();
  await expect(dialog).toBeHidden();
  await expect(notes).toBeHidden();
  await expect(mark).toHaveCount(0);
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a tap on a mark shows what is noted; viewers change nothing, and a link shows no notes", async ({
    page,
  }) => {
    const owner = await ownerWithVisits("touch-notes");
    const saved = await owner.client.rpc("analytics_save_annotation", {
      p_user_code: owner.userCode,
      p_annotation_id: null,
      p_date: daysAgo(2),
      p_text: "Newsletter sent",
    });
    expect(saved.error).toBeNull();
    const viewer = await addMember(service, owner.userCode, "viewer");
    await page.context().addCookies(viewer.cookies);
    await page.goto(`${url}/dashboard/${owner.userCode}?period=7d`);
    const chart = page.getByRole("region", { name: "Totals over time" });
    const mark = chart.getByRole("list", { name: "Notes in the chart" }).getByRole("button");
    await mark.tap();
    await expect(mark.getByText("Newsletter sent")).toBeVisible();
    await expect(chart.getByRole("list", { name: "Notes", exact: true })).toContainText("Newsletter sent");
    await expect(chart.getByRole("button", { name: /^(Add a note|Edit the note)/ })).toHaveCount(0);

    const token = await makeLink(owner, owner.userCode, { p_names: true });
    await page.goto(`${url}/l/${owner.userCode}/${token}?period=7d`);
    await expect(chart).toBeVisible();
    await expect(page.getByText("Newsletter sent")).toHaveCount(0);
  });
});
