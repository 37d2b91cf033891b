import { expect, type Page } from "@playwright/test";
import readCode from "jsqr";
import { underTest } from "#tests/e2e/environment.ts";
import { newOwnerMember, signInToDemo } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";
import { visit } from "#tests/support/history.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** What a scanner reads off a picture that is shown so many pixels wide. */
async function scanned(page: Page, address: string, side: number): Promise<string | undefined> {
  const pixels = await page.evaluate(
    async ([source, width]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = width;
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#fff";
      context.fillRect(0, 0, width, width);
      context.drawImage(image, 0, 0, width, width);
      // As one text: a million numbers, each told by itself, take ten seconds on their way.
      const { data } = context.getImageData(0, 0, width, width);
      return Array.from(data, (byte) => String.fromCharCode(byte)).join("");
    },
    [address, side] as const,
  );
  return readCode(Uint8ClampedArray.from(Buffer.from(pixels, "latin1")), side, side)?.data;
}

test("a code is read off as what it leads to, plain and with the owner's initials, also where it is small", async ({
  page,
}) => {
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik/shares`);
  const link = `${url}/s/myclik/k7f2`;
  for (const look of ["", "&mark"]) {
    for (const format of ["svg", "png"]) {
      const address = `${url}/api/qr/myclik/k7f2?format=${format}${look}`;
      for (const side of [512, 160]) expect(await scanned(page, address, side), address).toBe(link);
    }
  }
  const svg = await (await page.request.get(`${url}/api/qr/myclik/k7f2?mark`)).text();
  expect(svg).toContain(">CW</text>");
});

test("a sheet for print has each code with its name below, each read off as its own link, and nothing of the screen", async ({
  page,
}) => {
  const { userCode, cookies } = await newOwnerMember("print");
  const names = ["Ana Duarte", "Ben & Söhne <GmbH>", "", "Dora"];
  const { error } = await service.from("analytics_shares").insert(
    names.map((contact, place) => ({
      user_code: userCode,
      share_code: `s${place}`,
      contact,
      ...(contact === "Dora" && { archived_at: new Date().toISOString() }),
    })),
  );
  expect(error).toBeNull();
  await page.context().addCookies(cookies);
  const labels = page.getByRole("list", { name: "QR codes" }).getByRole("listitem");
  await page.goto(`${url}/dashboard/${userCode}/shares/print`);
  await expect(labels).toHaveCount(3);
  await page.goto(`${url}/dashboard/${userCode}/shares/print?codes=s1.s2.s3.nobody`);
  await expect(labels).toHaveCount(3);
  await expect(labels.nth(0)).toContainText("Ben & Söhne <GmbH>");
  await expect(labels.nth(1)).toContainText("Share s2");
  await page.getByRole("link", { name: "With your initials" }).click();
  await page.waitForURL("**codes=s1.s2.s3&mark=");
  await page.getByRole("link", { name: "Small" }).click();
  await page.waitForURL("**codes=s1.s2.s3&mark=&columns=4");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("banner")).toBeHidden();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  for (const [place, code] of ["s1", "s2", "s3"].entries()) {
    const image = labels.nth(place).getByRole("img");
    await expect(image).toBeVisible();
    expect(await scanned(page, (await image.getAttribute("src"))!, 200)).toBe(`${url}/s/${userCode}/${code}`);
  }
});

test("the list of shares tells visits and taps, sorts by them, and prints the codes of those that are chosen", async ({
  page,
}) => {
  const { userCode, cookies } = await newOwnerMember("many-shares");
  const { error } = await service.from("analytics_shares").insert(
    ["Ana", "Ben", "Cleo"].map((contact) => ({
      user_code: userCode,
      share_code: contact.toLowerCase(),
      contact,
    })),
  );
  expect(error).toBeNull();
  const came = (share: string, batch: number, targets: string[] = []) =>
    visit(userCode, { start: new Date(Date.now() - 60_000), share, visitor: batch + 1, batch, targets });
  const batches = [
    came("ben", 0, ["phone", "email"]),
    came("cleo", 1),
    came("cleo", 2),
    came("ben", 3, ["phone"]),
  ];
  await service.rpc("analytics_ingest_events", { payload: { batches: [...batches, came("cleo", 4)] } });
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}/shares`);
  const group = page.getByRole("region", { name: "No group" });
  const names = group.getByRole("listitem").getByRole("link");
  await expect(names).toHaveText(["Ana", "Ben", "Cleo"]);
  await expect(group.getByRole("listitem").filter({ hasText: "Ben" })).toContainText(/2\s*visits.*3\s*taps/);
  await page.getByLabel("Sort by").selectOption("Most visits");
  await expect(names).toHaveText(["Cleo", "Ben", "Ana"]);
  await page.getByLabel("Sort by").selectOption("Most taps");
  await expect(names).toHaveText(["Ben", "Cleo", "Ana"]);

  const bar = page.getByRole("region", { name: "Chosen shares" });
  await expect(bar).toBeHidden();
  await group.getByRole("checkbox", { name: "Choose all of No group" }).check();
  await expect(bar).toContainText("3 shares chosen");
  await group.getByRole("checkbox", { name: "Choose Ana" }).uncheck();
  await expect(bar).toContainText("2 shares chosen");
  await bar.getByRole("link", { name: "Print QR codes" }).click();
  const labels = page.getByRole("list", { name: "QR codes" }).getByRole("listitem");
  await expect(labels).toHaveCount(2);
  await expect(labels).toContainText(["Ben", "Cleo"]);
});

test("a contact's page is called by its name, shows its QR code, and changes and archives its share", async ({
  page,
}) => {
  const { userCode, cookies } = await newOwnerMember("contact-page");
  const { error } = await service
    .from("analytics_shares")
    .insert({ user_code: userCode, share_code: "ana", contact: "Ana Duarte" });
  expect(error).toBeNull();
  await page.context().addCookies(cookies);
  await page.goto(`${url}/dashboard/${userCode}/contacts/ana`);
  await expect(page).toHaveTitle("Ana Duarte · Daybook");
  await page.getByRole("button", { name: "QR code" }).click();
  const image = page.getByRole("dialog").getByRole("img");
  await expect(image).toHaveAccessibleName(`QR code that leads to ${url}/s/${userCode}/ana`);
  await page.getByRole("checkbox", { name: "With your initials in the middle" }).check();
  expect(await scanned(page, (await image.getAttribute("src"))!, 240)).toBe(`${url}/s/${userCode}/ana`);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Contact").fill("Ana D.");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "Ana D." })).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Archive this share" }).click();
  await expect(page.getByRole("heading", { name: "Ana D. (archived)" })).toBeVisible();
});

test("Find opens on a phone, too, and leads to rows, settings and screens", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signInToDemo(page);
  await page.goto(`${url}/dashboard/myclik`);
  await expect(page).toHaveTitle("Clara Whitfield · Daybook");
  const palette = page.getByRole("dialog", { name: "Find" });
  const find = async (words: string, option: string) => {
    await page.getByRole("button", { name: "Find", exact: true }).click();
    await palette.getByRole("combobox").fill(words);
    await palette.getByRole("option", { name: option }).first().click();
  };
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await expect(palette.getByRole("option", { name: "Today Period d" })).toBeVisible();
  await page.keyboard.press("Escape");
  await find("germ", "Germany Country");
  await expect(page).toHaveURL(/country/);
  await page.goto(`${url}/dashboard/myclik`);
  await find("time z", "Time zone Setting");
  await page.waitForURL("**/settings#time-zone");
  await expect(page.locator("main section#retention")).toBeAttached();
  const sections = await page.locator("main section[id]").evaluateAll((found) => found.map(({ id }) => id));
  // What the palette offers of the settings is there under its id.
  for (const id of ["install", "card", "allowed-origins", "excluded-visitors", "time-zone", "retention"])
    expect(sections).toContain(id);
});
