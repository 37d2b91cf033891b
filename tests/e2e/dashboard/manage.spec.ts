import { expect } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { fresh, newMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

test("a member with one card adds a second one from the dashboard, by keyboard and on a phone", async ({
  page,
}) => {
  const first = await newMember(page, "one-card");
  const menu = page.getByRole("banner").getByRole("button", { name: "your cards" });

  await test.step("the keyboard opens the menu and goes to all cards", async () => {
    await menu.focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByRole("link", { name: first })).toBeVisible();
    await page.getByRole("link", { name: "All cards" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dashboard?all");
    await expect(page.getByRole("link", { name: "Add a card" })).toBeVisible();
    await expect(page.getByRole("main").getByRole("rowheader")).toHaveCount(1);
    await page.goBack();
  });

  await test.step("a phone's menu goes to the form, which makes the second card", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await menu.click();
    await page.getByRole("link", { name: "Add a card" }).click();
    await page.waitForURL("**/welcome");
    const second = fresh("second-card");
    await page.getByLabel("Name on the card").fill("Second Card");
    await page.getByLabel("Address").fill(second);
    await page.getByRole("button", { name: "Open my daybook" }).click();
    await page.waitForURL(`**/dashboard/${second}**`);
    await page.goto(`${url}/dashboard`);
    // Neither has a visit: by name.
    await expect(page.getByRole("main").getByRole("rowheader")).toContainText([second, first]);
  });
});

test("an owner makes a group and shares, moves and archives one, imports many, and downloads a QR code", async ({
  page,
}) => {
  const userCode = await newMember(page, "shares");
  const shares = async () =>
    (
      await service
        .from("analytics_shares")
        .select("share_code, contact, group_code, archived_at")
        .eq("user_code", userCode)
    ).data!;
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Shares" }).click();
  await expect(page.getByText("No shares yet")).toBeVisible();

  await test.step("a group and a share in it", async () => {
    await page.getByRole("button", { name: "New group" }).click();
    await page.getByRole("dialog").getByLabel("Name").fill("Friends");
    await page.getByRole("button", { name: "Make group" }).click();
    await expect(page.getByRole("dialog").getByText("Saved.")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New share" }).click();
    await page.getByRole("dialog").getByLabel("Contact").fill("Ana Duarte");
    await page.getByRole("dialog").getByLabel("Group").selectOption("Friends");
    await page.getByText("A code of your own").click();
    await page.getByRole("dialog").getByLabel("Code").fill("ana1");
    await page.getByRole("button", { name: "Make share" }).click();
    await expect(page.getByRole("dialog").getByText("is ready")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("region", { name: "Friends" })).toContainText("Ana Duarte");
    expect(await shares()).toMatchObject([
      { share_code: "ana1", contact: "Ana Duarte", group_code: "friends" },
    ]);
  });

  await test.step("its QR code leads to its link", async () => {
    await page.getByRole("button", { name: "QR code of Ana Duarte" }).click();
    await expect(
      page.getByRole("img", { name: `QR code that leads to ${url}/s/${userCode}/ana1` }),
    ).toBeVisible();
    const png = await page.request.get(`${url}/api/qr/${userCode}/ana1?format=png`);
    expect(png.headers()["content-type"]).toBe("image/png");
    expect((await png.body()).subarray(1, 4).toString()).toBe("PNG");
    await page.keyboard.press("Escape");
  });

  await test.step("renamed, moved to no group, archived", async () => {
    await page.getByRole("button", { name: "Edit Ana Duarte" }).click();
    await page.getByRole("dialog").getByLabel("Contact").fill("Ana D.");
    await page.getByRole("dialog").getByLabel("Group").selectOption("No group");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("region", { name: "No group" })).toContainText("Ana D.");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Edit Ana D." }).click();
    await page.getByRole("button", { name: "Archive this share" }).click();
    await expect(page.getByRole("link", { name: "Ana D." })).toBeHidden();
    expect(await shares()).toMatchObject([
      { contact: "Ana D.", group_code: null, archived_at: expect.any(String) },
    ]);
  });

  await test.step("10,000 lines from an old spreadsheet are previewed, corrected, and previewed again", async () => {
    await page.goto(`${url}/dashboard/${userCode}/shares/import`);
    const lines = Array.from({ length: 9_999 }, (_, line) => `Zo\u00EB ${line};Caf\u00E9;`);
    const file = Buffer.from(
      ["contact;group;code", '"M\u00FCller;Caf\u00E9;', ...lines].join("\r\n"),
      "latin1",
    );
    await page
      .getByLabel("Or a file")
      .setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: file });
    const show = page.getByRole("button", { name: "Show what will happen" });
    await show.click();
    const plan = page.getByRole("region", { name: "What will happen" });
    await expect(plan).toContainText("A quotation mark is never closed");
    await expect(page.getByText("was read as windows-1252")).toBeVisible();
    await expect(plan.getByRole("button")).toHaveCount(0);
    // Typed by a script: Playwright's own way takes minutes for so long a text.
    await page.getByLabel("CSV").evaluate((field: HTMLTextAreaElement) => {
      field.value = field.value.replace('"', "");
    });
    await show.click();
    await expect(plan).toContainText(
      "10000 shares will be made, and 1 group: Caf\u00E9. Every line is good.",
    );
    await expect(plan.getByRole("button", { name: "Make 10000 shares and 1 group" })).toBeVisible();
  });

  await test.step("an import shows what will happen, names bad lines and keeps the good ones", async () => {
    await page.goto(`${url}/dashboard/${userCode}/shares/import`);
    await page
      .getByLabel("CSV")
      .fill("contact,group,code\nBen,Friends,ben\nCleo,Club,\n,,\n,Club,\nDora,,no good");
    await page.getByRole("button", { name: "Show what will happen" }).click();
    await expect(page.getByRole("region", { name: "What will happen" })).toContainText(
      "2 shares will be made, and 1 group: Club. 2 lines will be left out.",
    );
    await expect(page.getByRole("list", { name: "Lines left out" })).toContainText("Line 5");
    expect(await shares()).toHaveLength(1);
    await page.getByRole("button", { name: "Make 2 shares and 1 group" }).click();
    await page.waitForURL("**/shares?imported=2");
    await expect(page.getByRole("region", { name: "Club" })).toContainText("Cleo");
    expect(await shares()).toHaveLength(3);
  });
});

test("settings are saved, faults are named at their field, and the first event is noticed", async ({
  page,
}) => {
  const userCode = await newMember(page, "settings");
  const owner = async () =>
    (await service.from("analytics_owners").select("*").eq("user_code", userCode).single()).data!;
  await page.goto(`${url}/dashboard/${userCode}/settings`);
  const form = (label: string) => page.locator("form").filter({ has: page.getByLabel(label) });
  const save = (label: string) => form(label).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Waiting for your first event")).toBeVisible();

  await page.getByLabel("Address of your card").fill("ftp://example.com/card");
  await save("Address of your card");
  await expect(page.getByText("Enter a whole address")).toBeVisible();
  await page.getByLabel("Address of your card").fill("example.com/card");
  await save("Address of your card");
  await expect(form("Address of your card").getByText("Saved.")).toBeVisible();

  await page.getByRole("textbox", { name: "Origins" }).fill("https://example.com/path");
  await save("Origins");
  await expect(page.getByText("cannot be an origin")).toBeVisible();
  await page.getByRole("textbox", { name: "Origins" }).fill("https://*.example.com");
  await save("Origins");
  await expect(form("Origins").getByText("Saved.")).toBeVisible();

  await page.getByRole("combobox", { name: "Time zone" }).selectOption("Asia/Tokyo");
  await save("Time zone");
  await expect(page.getByText(/Days follow .* until .* and Asia\/Tokyo from then on/)).toBeVisible();
  await page.getByLabel("Keep single events for").selectOption("90 days");
  await save("Keep single events for");
  await expect(form("Keep single events for").getByText("Saved.")).toBeVisible();
  await page.getByRole("button", { name: "Do not count visits from here" }).click();
  await expect(page.getByText("One address is excluded")).toBeVisible();
  expect(await owner()).toMatchObject({
    card_url: "https://example.com/card",
    allowed_origins: ["https://*.example.com"],
    time_zone: "Asia/Tokyo",
    retention_days: 90,
    excluded_addresses: [expect.stringMatching(/^[0-9a-f]{64}$/)],
  });
  await page.getByRole("button", { name: "Count visits from here" }).click();
  await expect(page.getByText("No address is excluded.")).toBeVisible();

  const visitor = await (await page.context().browser()!.newContext()).newPage();
  await visitor.goto(`${url}/c/${userCode}`);
  await expect(page.getByText("Events arrive: the line works.")).toBeVisible({ timeout: 30_000 });
});
