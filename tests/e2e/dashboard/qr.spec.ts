import { expect, type Page, test } from "@playwright/test";
import readCode from "jsqr";
import { underTest } from "#tests/e2e/environment.ts";
import { newOwnerMember, signInToDemo } from "#tests/e2e/members.ts";
import { secretClient } from "#tests/support/daybook.ts";

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
      return [...context.getImageData(0, 0, width, width).data];
    },
    [address, side] as const,
  );
  return readCode(Uint8ClampedArray.from(pixels), side, side)?.data;
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
