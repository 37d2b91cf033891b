import { readFileSync, writeFileSync } from "node:fs";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import type { Batch } from "#lib/contract.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { flush, test } from "#tests/e2e/tracker/fixture.ts";
import { html, scriptTag } from "#tests/e2e/tracker/site.ts";
import { expectPages, expectTargets, newOwner, stored } from "#tests/e2e/tracker/stored.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The batches that a page or a context sends from now on. */
function batches(source: Page | BrowserContext): Batch[] {
  const sent: Batch[] = [];
  (source as Page).on("request", (request) => {
    if (request.url().endsWith("/api/ingest")) sent.push(JSON.parse(request.postData() ?? "{}"));
  });
  return sent;
}

/** What a page says in the console, each in one line. */
function said(page: Page): string[] {
  const lines: string[] = [];
  page.on("console", (message) => lines.push(message.text()));
  return lines;
}

/** The page is left, as far as the tracker can tell. */
function leave(page: Page): Promise<void> {
  return page.evaluate(() => void window.dispatchEvent(new Event("pagehide")));
}

function uuid(end: number): string {
  return `01930000-0000-7000-8000-${String(end).padStart(12, "0")}`;
}

test("names of the page are not the browser's: every page is recorded, and no script throws", async ({
  page,
  serve,
}) => {
  const own: Record<string, { head?: string; body?: string }> = {
    "a daybook that is text": { head: "<script>var daybook = 'mine'</script>" },
    "a daybook that is a function": { head: "<script>function daybook() {}</script>" },
    "elements called like everything": {
      body: ["daybook", "daybook_config", "navigation", "history", "localStorage", "JSON"]
        .map((id) => `<div id="${id}"></div>`)
        .join(""),
    },
    "calls that are none": {
      head: `<script>window.daybook = [null, 7, "page", {}, [], ["constructor"], ["nope", 1], ["__proto__"], ["click"]]</script>`,
    },
    "settings that are none": { head: "<script>window.daybook_config = 'text'</script>" },
    "constants of the browser's names": {
      head: "<script>const navigator = {}, history = [], localStorage = 1, sessionStorage = 2, performance = 3, screen = 4</script>",
    },
    "functions of the browser's names": {
      head: "<script>function navigation() {} function fetch() { return 'mine' } function History() {} var URL = '/', Storage = 1, screen = 'home', origin = 'x', parent = 1, name = 'x', top2 = 1</script>",
    },
    "a JSON of its own that does not work": {
      head: "<script>var JSON = { parse() { throw new Error('mine') }, stringify() { return '[]' } }</script>",
    },
    "a JSON of its own that works": {
      head: "<script>{ const { parse, stringify } = JSON; window.JSON = { parse, stringify } }</script>",
    },
    "a Date and a Math of its own": { head: "<script>var Date = 'today', Math = {}</script>" },
    "an old library's prototypes": {
      head: `<script>
        for (const type of [Array, String, Number, Object]) type.prototype.toJSON = function () { return "patched" };
        Object.assign(Object.prototype, { hash: 1, manual: 1, storage: "none", sharePath: 1, error: {}, rejected: 1, target: "x", due: 1e99, source: "x", each() {} });
        Array.prototype.reduce = function () { return this[0] };
      </script>`,
    },
  };
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const owners: string[] = [];
  for (const [kind, { head = "", body = "" }] of Object.entries(own)) {
    await test.step(kind, async () => {
      const owner = await newOwner();
      const site = await serve({ "/": html(head + scriptTag(owner), body) });
      await page.goto(`${site.url}/`);
      await page.evaluate(() => window.history.pushState({}, "", "/about"));
      await leave(page);
      owners.push(owner);
    });
  }
  for (const [index, owner] of owners.entries())
    await test.step(Object.keys(own)[index] ?? "", () => expectPages(owner, ["/", "/about"]));
  expect(errors).toEqual([]);
});

test("a page's own daybook stays what it is", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(`<script>var daybook = { mine: true }</script>${scriptTag(owner)}`) });
  await page.goto(`${site.url}/`);
  expect(await page.evaluate(() => window.daybook)).toEqual({ mine: true });
});

test("a sandboxed frame, in which the Navigation API is silent, is recorded by its routes", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html("", `<iframe sandbox="allow-scripts" src="/framed#/one"></iframe>`),
    "/framed": html(scriptTag(owner, "data-hash")),
  });
  await page.goto(`${site.url}/`);
  const body = page.frameLocator("iframe").locator("body");
  await body.evaluate(async () => {
    const moved = new Promise((resolve) => window.addEventListener("popstate", resolve, { once: true }));
    window.location.hash = "#/two";
    await moved;
  });
  await body.evaluate(() => void window.dispatchEvent(new Event("pagehide")));
  await expectPages(owner, ["/one", "/two"]);
});

test("a browser without the newer interfaces records views, clicks and campaigns", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), `<a href="tel:49">Call</a>`) });
  await page.addInitScript(() => {
    Reflect.deleteProperty(Element.prototype, "checkVisibility");
    Reflect.deleteProperty(Request.prototype, "keepalive");
    for (const name of ["navigation", "Navigation", "structuredClone", "reportError"])
      Reflect.deleteProperty(window, name);
    for (const name of ["locks", "globalPrivacyControl", "doNotTrack"])
      Reflect.deleteProperty(Navigator.prototype, name);
    Reflect.deleteProperty(performance, "navigation");
  });
  await page.goto(`${site.url}/?utm_source=mail`);
  await page.evaluate(() => {
    history.pushState({}, "", "/about");
    window.addEventListener("click", (event) => event.preventDefault());
    document.querySelector("a")?.click();
  });
  await leave(page);
  await expectPages(owner, ["/", "/about"]);
  await expectTargets(owner, ["phone"]);
  expect((await stored(owner)).sessions).toMatchObject([{ utm_source: "mail" }]);
});

test("nothing read from storage is trusted: foreign values are left alone, broken ones removed, none counted", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)), "/plain": html("") });
  const visits = [
    "{",
    "null",
    "7",
    '"text"',
    "[]",
    "{}",
    '{"heading":{},"last":1}',
    '{"heading":7,"last":"x"}',
    `{"heading":{"session":{"id":"mine","started_at":1}},"last":${Date.now()}}`,
  ];
  await page.goto(`${site.url}/plain`);
  const foreign = { "daybook:theme": "dark", "daybook:": "{", "daybook.theme": "{", daybook: "null" };
  await page.evaluate((kept) => Object.assign(localStorage, kept), foreign);
  const sent = batches(page);
  for (const [index, visit] of visits.entries()) {
    await page.evaluate(
      ([key, broken, kept]) => {
        localStorage.setItem(String(key), String(broken));
        sessionStorage.setItem(String(kept?.[0]), String(kept?.[1]));
      },
      [`daybook:${uuid(index)}`, visit, [`daybook.${owner}`, visit]] as const,
    );
    await page.goto(`${site.url}/`);
    await flush(page);
  }
  await expectPages(
    owner,
    visits.map(() => "/"),
  );
  expect(await page.evaluate(() => ({ ...localStorage }))).toEqual(foreign);
  expect(sent.filter(({ dropped }) => dropped)).toEqual([]);
});

test("what the script of before left in the queue is sent, however far ahead its time lies; another server's is not", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)), "/plain": html("") });
  await page.goto(`${site.url}/plain`);
  const at = Date.now() - 6 * DAY;
  const heading = {
    v: 1,
    user_code: owner,
    session: { id: uuid(1), started_at: at, referrer: "", utm: {}, language: "de", screen: "1x1" },
  };
  const row = { type: "page_view", at };
  const rows = [
    { ...row, id: uuid(11), page: "/named", heading, due: Date.now() + 365 * DAY },
    { ...row, id: uuid(12), page: "/short", t: heading, n: 0 },
    {
      ...row,
      id: uuid(13),
      page: "/elsewhere",
      heading,
      due: 0,
      endpoint: "https://other.example/api/ingest",
    },
  ];
  await page.evaluate((rows) => {
    for (const row of rows) localStorage.setItem(`daybook:${row.id}`, JSON.stringify(row));
  }, rows);
  await page.goto(`${site.url}/`);
  await flush(page);
  await expectPages(owner, ["/named", "/short", "/"]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([`daybook:${uuid(13)}`]);
});

test("nothing of the address is trusted: five parameters by name, an origin, routes; no secret is kept or sent", async ({
  page,
  serve,
}) => {
  const [owner, hashed] = [await newOwner(), await newOwner()];
  const long = "é".repeat(12_000);
  const query = `utm_toString=x&utm___proto__=x&utm_id=x&UTM_Source=Mail&utm_medium=a%00b&utm_campaign=${encodeURIComponent(long)}&utm_content=%E0%A4%A&utm_term=${"😀".repeat(100)}`;
  // Longer than the server of this test takes.
  const extend = `<script>history.replaceState(0, "", "/?${query}")</script>`;
  const site = await serve({
    "/": html(extend + scriptTag(owner)),
    "/app": html(scriptTag(hashed, "data-hash")),
  });
  const sent = batches(page);
  await page.goto(`${site.url}/`, { referer: "https://search.example/secret/path?secret=1" });
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  await flush(page);
  await expectPages(owner, ["/"]);
  const { session } = sent[0] as Batch;
  expect(session.referrer).toBe("https://search.example");
  expect(kept).not.toContain("secret");
  expect(Object.keys(session.utm ?? {}).sort()).toEqual(["campaign", "content", "medium", "source", "term"]);
  expect(session.utm).toMatchObject({ source: "Mail", campaign: long.slice(0, 120) });
  expect((await stored(owner)).sessions[0]).toMatchObject({ utm_source: "Mail", referrer: "search.example" });

  await page.goto(`${site.url}/app#access_token=secret`);
  for (const hash of ["#/about?token=secret", "#!/work", "#state=secret", "#/access_token=secret"])
    await page.evaluate((hash) => window.location.assign(hash), hash);
  await flush(page);
  await expectPages(hashed, ["/app", "/about", "/work", "/app", "/access_token"]);
  expect(JSON.stringify(sent)).not.toContain("secret");
});

test("an odd name costs no event: half an emoji at the limit, and a long path that is escaped", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const cyrillic = `/${"ж".repeat(150)}`;
  const site = await serve({
    "/": html(scriptTag(owner, "data-manual")),
    [encodeURI(cyrillic)]: html(scriptTag(owner)),
  });
  await page.goto(`${site.url}/`);
  await page.evaluate(
    (long) => {
      window.daybook?.push(["page", long]);
      window.daybook?.push(["click", long]);
    },
    `a${"😀".repeat(2_000)}`,
  );
  await flush(page);
  await page.goto(site.url + encodeURI(cyrillic));
  await flush(page);
  await expect.poll(async () => (await stored(owner)).pages.length).toBe(2);
  const { pages, targets } = await stored(owner);
  expect(pages).toContain(cyrillic);
  expect(targets).toHaveLength(1);
});

test("a refusal that is not ours keeps its rows while the others go on; a batch at fault is halved to one event", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner, "data-debug")) });
  const sent = batches(page);
  const lines = said(page);
  let isBlocked = true;
  await page.route("**/api/ingest", (route) => {
    const body = route.request().postData() ?? "";
    if (body.includes("/etc/passwd") && isBlocked)
      return route.fulfill({ status: 403, contentType: "text/html", body: "<h1>Forbidden</h1>" });
    if (body.includes("poison"))
      return route.fulfill({
        status: 400,
        json: { error: { code: "invalid_batch", message: "no" } },
        headers: { "Access-Control-Allow-Origin": "*" },
      });
    return route.continue();
  });
  await page.clock.install();
  await page.goto(`${site.url}/`);
  await page.evaluate(() => history.pushState({}, "", "/etc/passwd"));
  await page.evaluate(() => history.pushState({}, "", "/?s=k7f2"));
  for (const path of ["/a", "/poison", "/b"])
    await page.evaluate((path) => history.pushState({}, "", path), path);
  await flush(page);
  await expectPages(owner, ["/", "/a", "/b"]);
  expect(lines.filter((line) => line.startsWith("Daybook"))).toHaveLength(1);
  isBlocked = false;
  await page.clock.fastForward(2 * MINUTE);
  await expectPages(owner, ["/", "/etc/passwd", "/", "/a", "/b"]);
  expect(sent.reduce((sum, { dropped = 0 }) => Math.max(sum, dropped), 0)).toBe(1);
});

test("clocks that are years behind are corrected as those that are ahead", async ({ browser, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  for (const time of [Date.now() - 10 * DAY, Date.parse("2009-01-01"), 60_000, Date.now() + 800 * DAY]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.clock.install({ time });
    await page.goto(`${site.url}/`);
    await flush(page);
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
    await context.close();
  }
  await expectPages(owner, ["/", "/", "/", "/"]);
  for (const { at } of (await stored(owner)).views)
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(3 * MINUTE);
});

test("links as they are: SVG, areas, forms, frames without an address, apps, names; and the site they lead to", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const body = `
    <svg width="99" height="99"><a href="https://wa.me/49"><text y="20">1</text></a>
      <a xlink:href="https://Shop.example/x?secret"><text y="60">2</text></a><a href="/about"><text y="90">3</text></a></svg>
    <map><area href="mailto:ana@example.com"></map>
    <form action="/"><input name="protocol"><input name="dataset"><input name="localName"><input name="href">
      <a href="https://goo.gl/abc">short</a><button type="button">Send</button></form>
    <form><input name="protocol"><button type="button" data-analytics-target="  Book
      a   call ">Book</button></form>
    <a href="https://www.shop.example/" data-analytics-target="WhatsApp">named</a>
    <a href="https://cal.example/ana"><b data-analytics-target="${"x".repeat(99)}">within</b></a>
    ${[
      "viber://chat",
      "skype:ana",
      "sip:ana@x.example",
      "callto:49",
      "smsto:49",
      "weixin://dl",
      "https://phone.com/",
      "https://maps.city.example/",
      "https://maps.app.goo.gl/x",
    ]
      .map((href) => `<a href="${href}">app</a>`)
      .join("")}
    <a>no link</a><a href="">here</a>`;
  const site = await serve({ "/": html(scriptTag(owner), body) });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  const sent = batches(page);
  await page.goto(`${site.url}/`);
  await page.evaluate(() => {
    window.addEventListener("click", (event) => event.preventDefault());
    for (const node of document.querySelectorAll(
      "svg a text, area, form a, form button, body > a:not(:has(b)), body > a > b",
    ))
      node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
    // The second click of a double click.
    document
      .querySelector("area")
      ?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 2 }));
    window.dispatchEvent(new Event("blur"));
  });
  await flush(page);
  const clicks = sent.flatMap(({ events }) => events).filter((event) => event.type === "click");
  expect(clicks.map(({ target, site }) => (site ? `${target} ${site}` : target)).sort()).toEqual(
    [
      "whatsapp wa.me",
      "website shop.example",
      "email",
      "website goo.gl",
      "custom:Book a call",
      "whatsapp www.shop.example",
      `custom:${"x".repeat(57)} cal.example`,
      "viber",
      "skype",
      "phone",
      "phone",
      "sms",
      "wechat",
      "website phone.com",
      "website maps.city.example",
      "maps maps.app.goo.gl",
    ].sort(),
  );
  expect((await stored(owner)).targets).toHaveLength(clicks.length);
  expect(errors).toEqual([]);
});

test("tel: and mailto: in a frame without an address of its own; links to its site are no other site", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const framed = html(
    scriptTag(owner, "data-manual"),
    `<a href="tel:49">Call</a><a href="mailto:a@b.example">Mail</a><a href="/about">About</a>`,
  ).replaceAll('"', "&quot;");
  const site = await serve({ "/": html("", `<iframe srcdoc="${framed}"></iframe>`), "/about": html("") });
  await page.goto(`${site.url}/`);
  const body = page.frameLocator("iframe").locator("body");
  await body.evaluate(() => {
    window.addEventListener("click", (event) => event.preventDefault());
    for (const link of document.querySelectorAll("a")) link.click();
    window.dispatchEvent(new Event("blur"));
    window.dispatchEvent(new Event("pagehide"));
  });
  await expectTargets(owner, ["phone", "email"]);
});

test("a file on a developer's disk is as local as localhost", async ({ page }, testInfo) => {
  const file = testInfo.outputPath("page.html");
  const tag = scriptTag("somebody", "data-debug").replace("data-allow-local", "");
  writeFileSync(file, html(tag));
  const lines = said(page);
  const sent = batches(page);
  await page.goto(`file://${file}`);
  await flush(page);
  expect(lines).toEqual(["Daybook localhost"]);
  expect(sent).toEqual([]);
});

test("a copied tab is a visit of its own with the share of the first; a page later in the same tab is not", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(scriptTag(owner), `<a href="/next">Next</a>`),
    "/next": html(scriptTag(owner)),
    "/copy": html(scriptTag(owner)),
  });
  await page.goto(`${site.url}/?s=K7F2`);
  const [copy] = await Promise.all([
    page.context().waitForEvent("page"),
    page.evaluate(() => void window.open("/copy")),
  ]);
  await copy.waitForLoadState();
  await flush(copy);
  await page.bringToFront();
  // The same share in another case is the same visit.
  await page.evaluate(() => history.pushState({}, "", "/?s=k7f2"));
  await page.click("a");
  await page.waitForURL("**/next");
  await page.reload();
  await flush(page);
  await expectPages(owner, ["/", "/next", "/next", "/copy"]);
  const { sessions, views } = await stored(owner);
  expect(sessions.map(({ share_code }) => share_code)).toEqual(["k7f2", "k7f2"]);
  const visitOf = (name: string) =>
    new Set(views.filter((view) => view.page === name).map((view) => view.session_id));
  expect(visitOf("/next")).toEqual(visitOf("/"));
  expect(visitOf("/copy")).not.toEqual(visitOf("/"));
});

test("after 30 idle minutes the next visit keeps the share, and does not book the old referrer and campaign again", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)), "/idle": html(scriptTag(owner)) });
  const start = Date.now() - 3 * 60 * MINUTE;
  const sent = batches(page);
  await page.clock.install({ time: start });
  await page.goto(`${site.url}/?s=k7f2&utm_source=mail`, { referer: "https://search.example/" });
  await page.clock.setSystemTime(start + 31 * MINUTE);
  await page.evaluate(() => history.pushState({}, "", "/idle"));
  await flush(page);
  await page.clock.setSystemTime(start + 62 * MINUTE);
  await page.reload();
  await flush(page);
  await expect.poll(() => new Set(sent.map(({ session }) => session.id)).size).toBe(3);
  expect(sent.map(({ share_code, session }) => [share_code, session.referrer, session.utm])).toEqual([
    ["k7f2", "https://search.example", { source: "mail" }],
    ["k7f2", "", {}],
    ["k7f2", "", {}],
  ]);
});

test("a hidden frame of the same site counts its page when it is seen, and not before", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(
      scriptTag(owner),
      `<iframe id="none" src="/none" style="display:none"></iframe><iframe src="/tiny" width="1" height="1" style="border:0"></iframe>
       <iframe id="veiled" src="/veiled" style="visibility:hidden"></iframe><iframe src="/shown"></iframe>`,
    ),
    ...Object.fromEntries(
      ["/none", "/tiny", "/veiled", "/shown"].map((path) => [path, html(scriptTag(owner))]),
    ),
  });
  await page.goto(`${site.url}/`);
  await flush(page);
  await expectPages(owner, ["/", "/shown"]);
  await page.evaluate(() => {
    document.querySelector("#none")?.removeAttribute("style");
    document.querySelector("#veiled")?.removeAttribute("style");
  });
  await expect(async () => {
    await flush(page);
    expect((await stored(owner)).pages.sort()).toEqual(["/", "/none", "/shown", "/veiled"]);
  }).toPass();
  expect((await stored(owner)).sessions).toHaveLength(1);
});

test("a name that is declared late, or replaceState to the same address, is no second view", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), "<main></main>") });
  await page.goto(`${site.url}/`);
  await page.evaluate(async () => {
    const main = document.querySelector("main");
    history.replaceState({ scroll: 1 }, "", location.href);
    main?.setAttribute("data-analytics-page", "home");
    history.replaceState({ scroll: 2 }, "", location.href);
    await Promise.resolve();
    history.pushState({}, "", "/about");
    main?.setAttribute("data-analytics-page", "about");
    await Promise.resolve();
    history.replaceState({ scroll: 3 }, "", location.href);
  });
  await flush(page);
  await expectPages(owner, ["/", "about"]);
});

test("settings survive tag managers: window.daybook_config, and an absolute endpoint in an inlined script", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const source = readFileSync("public/tracker.js", "utf8");
  const settings = {
    userCode: owner,
    allowLocal: true,
    manual: false,
    endpoint: `${underTest().url}/api/ingest`,
  };
  const site = await serve({
    "/": html(
      `<script>window.daybook_config = ${JSON.stringify(settings)}</script><script>${source}</script>`,
    ),
    "/attributes": html(
      `<script data-user-code="${owner}" data-allow-local data-endpoint="${settings.endpoint}">${source}</script>`,
    ),
  });
  for (const path of ["/", "/attributes"]) {
    await page.goto(site.url + path);
    await flush(page);
  }
  await expectPages(owner, ["/", "/attributes"]);
});

test("a second tracker for another owner is refused with a warning", async ({ page, serve }) => {
  const [first, second] = [await newOwner(), await newOwner()];
  const site = await serve({ "/": html(scriptTag(first) + scriptTag(second) + scriptTag(first)) });
  const lines = said(page);
  await page.goto(`${site.url}/`);
  await flush(page);
  await expectPages(first, ["/"]);
  expect(lines).toEqual([`Daybook not recorded for ${second}`]);
  expect((await stored(second)).pages).toEqual([]);
});

test("data-debug says why nothing is sent", async ({ browser, serve }) => {
  const [owner, closed] = [await newOwner(), await newOwner({ allowed_origins: ["https://card.example"] })];
  const site = await serve({
    "/": html(scriptTag(owner, "data-debug")),
    "/local": html(scriptTag(owner, "data-debug").replace("data-allow-local", "")),
    "/unknown": html(scriptTag("nobody-has-this-code", "data-debug")),
    "/closed": html(scriptTag(closed, "data-debug")),
    "/silent": html(scriptTag(closed)),
  });
  const lineOf = async (path: string, prepare = () => {}) => {
    const context = await browser.newContext();
    await context.addInitScript(prepare);
    const page = await context.newPage();
    const lines = said(page);
    await page.goto(site.url + path);
    await flush(page);
    await context.close();
    return lines.filter((line) => line.startsWith("Daybook")).join();
  };
  expect(await lineOf("/local")).toBe("Daybook localhost");
  const gpc = () => Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
  const dnt = () => Object.defineProperty(navigator, "doNotTrack", { value: "1" });
  expect([await lineOf("/", gpc), await lineOf("/", dnt)]).toEqual(Array(2).fill("Daybook GPC or DNT"));
  expect(await lineOf("/", () => localStorage.setItem("daybook.off", "1"))).toBe("Daybook opted out");
  expect(await lineOf("/unknown")).toContain("unknown_owner");
  expect(await lineOf("/closed")).toContain("origin_not_allowed");
  expect(await lineOf("/silent")).toBe("");
});
