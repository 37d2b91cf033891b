import { devices, expect, type Page } from "@playwright/test";
import { accessibilityFaults } from "#tests/e2e/accessibility.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { fresh, newMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey } = underTest();
const service = secretClient(supabaseUrl, secretKey);

/** A photo of one colour, made by the browser under test. */
async function photo(page: Page, type: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate((mime) => {
    const canvas = document.createElement("canvas");
    canvas.width = 1600;
    canvas.height = 1200;
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const ground = context.createLinearGradient(0, 0, 1600, 1200);
    ground.addColorStop(0, "#c67a50");
    ground.addColorStop(1, "#2f5f51");
    context.fillStyle = ground;
    context.fillRect(0, 0, 1600, 1200);
    return canvas.toDataURL(mime).split(",")[1] ?? "";
  }, type);
  return { name: "me", mimeType: type, buffer: Buffer.from(base64, "base64") };
}

/** Screenshots of a page by day, by night and on a phone, where they are asked for; axe finds nothing in any. */
async function lookAt(page: Page, name: string) {
  const size = page.viewportSize();
  for (const [theme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["light", 390],
  ] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 844 });
    expect(await accessibilityFaults(page), `${name} ${theme} ${width}`).toEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      `${name} ${width}: nothing sticks out`,
    ).toBeLessThanOrEqual(0);
    const pictures = process.env.SCREENSHOTS;
    if (pictures)
      await page.screenshot({ path: `${pictures}/${name}-${theme}-${width}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: "light" });
  if (size) await page.setViewportSize(size);
}

test("the first five minutes on a phone: sign up, make a card, share it, and watch the first visit come", async ({
  browser,
}) => {
  // Each screen is looked at three ways, which a person does not do.
  test.setTimeout(180_000);
  const userCode = fresh("minutes");
  const phone = { ...devices["iPhone 15"], defaultBrowserType: undefined };
  const owner = await (await browser.newContext(phone)).newPage();
  const started = Date.now();

  await test.step("signs up, and says that the card is to be made here", async () => {
    await owner.goto(`${url}/sign-up`);
    await owner.getByLabel("E-mail").fill(`${userCode}@example.com`);
    await owner.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await owner.getByRole("button", { name: "Create account" }).click();
    await owner.getByRole("status").getByRole("link", { name: "Sign in" }).click();
    await owner.getByLabel("E-mail").fill(`${userCode}@example.com`);
    await owner.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await owner.getByRole("button", { name: "Sign in" }).click();
    await owner.waitForURL("**/welcome**");
    await owner.getByLabel("Name on the card").fill("Mina Okafor");
    await owner.getByLabel("Address").fill(userCode);
    await expect(owner.getByLabel("Make a small one here")).toBeChecked();
    await lookAt(owner, "welcome");
    await owner.getByRole("button", { name: "Open my daybook" }).click();
    await owner.waitForURL(`**/dashboard/${userCode}/card`);
  });

  await test.step("makes the card, and sees it as it is typed", async () => {
    const preview = owner.getByRole("region", { name: "Preview" });
    await expect(preview).toContainText("Mina Okafor");
    await owner.getByLabel("Role").fill("Baker");
    await owner.getByLabel("Organisation").fill("Crust & Co");
    await owner.getByLabel("One line about you").fill("Bread that is worth getting up for.");
    await owner.getByText("Rust", { exact: true }).click();
    await owner.getByLabel("WhatsApp: number").fill("0770 0900142");
    await owner.getByLabel("Phone: number").fill("+44 7700 900142");
    await owner.getByLabel("Email: address").fill("mina@example.com");
    await owner.getByLabel("Add a contact method").selectOption("Instagram");
    await expect(owner.getByLabel("Instagram: name or address")).toBeFocused();
    await owner.getByLabel("Instagram: name or address").fill("@crust.example");
    await owner.getByRole("button", { name: "Move WhatsApp up" }).click();
    await owner.getByRole("button", { name: "Add a link" }).click();
    await owner.getByLabel("Name of the link").fill("Price list");
    await owner.getByLabel("Address", { exact: true }).fill("example.com/prices");
    await owner.getByLabel("Picture").setInputFiles(await photo(owner, "image/png"));
    await expect(preview.locator("img")).toHaveAttribute("src", /^data:image\/jpeg/);
    await expect(preview).toContainText("Baker, Crust & Co");
    await owner.getByRole("button", { name: "Make my card" }).click();
    await expect(owner.getByText("Begin with the country")).toBeVisible();
    await owner.getByLabel("WhatsApp: number").fill("+44 7700 900142");
    await expect(preview).toContainText("WhatsApp");
    await owner.getByRole("button", { name: "Make my card" }).click();
    await expect(owner.getByText("Saved. Your card shows it now")).toBeVisible();
    await lookAt(owner, "card-editor");
  });

  let link = "";
  await test.step("makes the first share in one go, with a group that was not there", async () => {
    await owner.getByRole("link", { name: "Share it with somebody" }).click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByLabel("Contact").fill("Ana Duarte");
    await dialog.getByLabel("Group").selectOption("Friends");
    await lookAt(owner, "new-share");
    await dialog.getByLabel("Contact").press("Enter");
    await dialog
      .getByLabel("Contact")
      .press("Enter", { timeout: 500 })
      .catch(() => undefined);
    await expect(dialog.getByText("The link for Ana Duarte is ready.")).toBeVisible();
    const code = dialog.getByRole("img", { name: /^QR code that leads to/ });
    link = ((await code.getAttribute("alt")) ?? "").replace("QR code that leads to ", "");
    expect(link).toMatch(new RegExp(`^${url}/s/${userCode}/\\w+$`));
    await lookAt(owner, "share-ready");
    const shares = await service
      .from("analytics_shares")
      .select("contact, group_code")
      .eq("user_code", userCode);
    expect(shares.data).toEqual([{ contact: "Ana Duarte", group_code: "friends" }]);
  });

  await test.step("the same person a second time is pointed out", async () => {
    const dialog = owner.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make another" }).click();
    await dialog.getByLabel("Contact").fill("ana  duarte");
    await dialog.getByRole("button", { name: "Make share" }).click();
    await expect(dialog.getByText("Ana Duarte has a share already")).toBeVisible();
    await dialog.getByRole("button", { name: "Show the link there is" }).click();
    await expect(dialog.getByRole("img", { name: `QR code that leads to ${link}` })).toBeVisible();
    await dialog.getByRole("button", { name: "Done" }).click();
  });

  await test.step("somebody opens the link, taps WhatsApp, and the waiting page becomes the visit by itself", async () => {
    await owner.goto(`${url}/dashboard/${userCode}`);
    await expect(owner.getByText("Waiting for your first visit")).toBeVisible();
    await lookAt(owner, "first-steps");
    const context = await browser.newContext(phone);
    await context.route("https://wa.me/**", (route) => route.fulfill({ body: "WhatsApp" }));
    const visitor = await context.newPage();
    await visitor.goto(link);
    await expect(visitor.getByRole("heading", { name: "Mina Okafor" })).toBeVisible();
    await expect.poll(() => visitor.evaluate(() => "daybook" in window)).toBe(true);
    await lookAt(visitor, "card");
    await visitor.getByRole("link", { name: "WhatsApp" }).click();
    await visitor.close({ runBeforeUnload: true });
    await expect(owner.getByText("Top Contact Methods")).toBeVisible({ timeout: 60_000 });
    await expect(owner.getByText("Ana Duarte").first()).toBeVisible();
    expect(Date.now() - started).toBeLessThan(300_000);
  });

  await test.step("what a messenger and an address book make of the card", async () => {
    const page = await owner.request.get(`${url}/c/${userCode}`);
    const [, address = ""] = /<meta property="og:image" content="([^"]+)"/.exec(await page.text()) ?? [];
    expect(address).toBe(`${url}/c/${userCode}/preview.png`);
    const picture = await owner.request.get(address);
    expect(picture.headers()["content-type"]).toBe("image/png");
    const png = await picture.body();
    expect([png.toString("latin1", 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
      "PNG",
      1200,
      630,
    ]);
    const pictures = process.env.SCREENSHOTS;
    if (pictures) (await import("node:fs")).writeFileSync(`${pictures}/preview.png`, png);
    const preview = await owner.request.get(link, { headers: { "user-agent": "WhatsApp/2.2" } });
    expect(await preview.text()).toContain(`<meta property="og:image" content="${address}">`);

    const shareCode = link.split("/").at(-1);
    const saved = await (await owner.request.get(`${url}/c/${userCode}/contact.vcf?s=${shareCode}`)).text();
    const contact = saved.replaceAll("\r\n ", "");
    for (const line of [
      "ORG:Crust & Co",
      "TEL;TYPE=CELL:+447700900142",
      `URL:${link}`,
      "PHOTO;ENCODING=b;TYPE=JPEG:/9j/",
    ])
      expect(contact).toContain(line);
  });
});

test("hostile text is only text, and a picture that is none is refused", async ({ page }) => {
  const userCode = await newMember(page, "hostile");
  const attack = `<img src=x onerror="window.attacked=1">`;
  await page.goto(`${url}/dashboard/${userCode}/card`);
  await page.getByLabel("Name", { exact: true }).fill(attack);
  await page.getByLabel("Role").fill("مهندس معماري");
  await page
    .getByLabel("One line about you")
    .fill(`</script><script>window.attacked=1</script>${"x".repeat(190)}`);
  await page.getByRole("button", { name: "Add a link" }).click();
  await page.getByLabel("Name of the link").fill("Price list");
  await page.getByLabel("Address", { exact: true }).fill("javascript:window.attacked=1");
  await page.getByLabel("Picture").setInputFiles({
    name: "me.svg",
    mimeType: "image/svg+xml",
    buffer: Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>window.attacked=1</script></svg>`),
  });
  await expect(page.getByText("This file is no photo that can be read")).toBeVisible();
  await page.getByRole("button", { name: "Make my card" }).click();
  await expect(page.getByText("Enter a web address that begins with https://.")).toBeVisible();
  await page.getByRole("button", { name: "Remove Price list" }).click();
  await page.getByRole("button", { name: "Make my card" }).click();
  await expect(page.getByText("Saved. Your card shows it now")).toBeVisible();

  // What the form would not send: by the member's own hand past it.
  const long = "x".repeat(10_000);
  await service
    .from("analytics_cards")
    .update({
      card: {
        role: "Kept",
        links: [{ label: "Bad", address: "javascript:window.attacked=1" }],
        methods: [{ target: "website", value: `javascript:${long}`, label: "" }],
      },
    })
    .eq("user_code", userCode)
    .throwOnError();
  for (const path of [`/c/${userCode}`, `/dashboard/${userCode}/card`]) {
    await page.goto(`${url}${path}`);
    await expect(page.getByText(attack).first()).toBeAttached();
    expect(await page.content()).not.toMatch(/href="javascript:/i);
    expect(await page.evaluate(() => "attacked" in window), path).toBe(false);
  }
  const png = await page.request.get(`${url}/c/${userCode}/preview.png`);
  expect((await png.body()).toString("latin1", 1, 4)).toBe("PNG");
  expect((await page.request.get(`${url}/c/${userCode}/picture/${"0".repeat(64)}`)).status()).toBe(404);
});

test("whose card is on a site of its own says so at the start, and is shown how to install the tracker", async ({
  page,
}) => {
  const userCode = await newMember(page, "elsewhere");
  const second = fresh("own");
  await page.goto(`${url}/welcome`);
  await page.getByLabel("Name on the card").fill("Own Site");
  await page.getByLabel("Address", { exact: true }).fill(second);
  await page.getByLabel("On a site of my own").check();
  await page.getByLabel("Its address").fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Open my daybook" }).click();
  await expect(page.getByText("Enter a whole address")).toBeVisible();
  await page.getByLabel("Its address").fill("card.example/me");
  await page.getByRole("button", { name: "Open my daybook" }).click();
  await page.waitForURL(`**/dashboard/${second}`);
  await expect(page.getByText("Put one line on your site")).toBeVisible();
  for (const way of ["WordPress", "Webflow, Wix, Squarespace", "Next.js, React", "Tag Manager"]) {
    await page.getByRole("tab", { name: way }).click();
    await expect(page.getByRole("tabpanel")).toContainText(second);
  }
  await lookAt(page, "install");
  expect((await page.request.get(`${url}/docs/tracker`)).status()).toBe(200);
  await page.goto(`${url}/c/${second}`);
  await expect(page.getByRole("link", { name: "Open the card" })).toHaveAttribute(
    "href",
    "https://card.example/me",
  );
  await page.goto(`${url}/c/${userCode}`);
  await page.getByRole("link", { name: "Make your card" }).click();
  await expect(page.getByRole("heading", { name: "Card", exact: true })).toBeVisible();
});
