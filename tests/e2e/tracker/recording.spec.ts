import { chromium, expect } from "@playwright/test";
import { browser as browserUnderTest } from "#tests/e2e/browser.ts";
import { flush, test, visit } from "#tests/e2e/tracker/fixture.ts";
import { html, scriptTag } from "#tests/e2e/tracker/site.ts";
import { expectPages, expectTargets, newOwner, stored } from "#tests/e2e/tracker/stored.ts";

test("a page view on load, in a single-page app at every new address, and never twice", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  await page.goto(`${site.url}/`);
  await page.evaluate(() => {
    history.pushState({}, "", "/about");
    history.replaceState({ scroll: 1 }, "", "/about?tab=1#top");
  });
  await visit(page, "/work");
  await page.evaluate(() => history.replaceState({}, "", "/work/first"));
  await page.goBack();
  await page.evaluate(() => {
    const intercept = (event: NavigateEvent) => event.intercept({ handler: async () => {} });
    window.navigation?.addEventListener("navigate", intercept, { once: true });
    window.navigation?.navigate("/contact");
  });
  await flush(page);
  await expectPages(owner, ["/", "/about", "/work", "/work/first", "/about", "/contact"]);
  expect((await stored(owner)).duplicates).toBe(0);
});

test("the same in a browser without the Navigation API", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  await page.addInitScript(() => Object.defineProperty(window, "navigation", { value: undefined }));
  await page.goto(`${site.url}/`);
  await visit(page, "/about");
  await page.evaluate(() => history.replaceState({}, "", "/work"));
  await page.goBack();
  await flush(page);
  await expectPages(owner, ["/", "/about", "/work", "/"]);
});

test("the same on a page with a navigation or a history of its own", async ({ page, serve }) => {
  const own = {
    "a variable": "<script>var navigation = { open: true }</script>",
    "a constant": "<script>const navigation = 'main'</script>",
    "a function": "<script>function navigation() {}</script>",
    "an instance of a class": "<script>function Navigation() {} var navigation = new Navigation()</script>",
    "an element, in a browser without the Navigation API": `<script>delete window.navigation</script><nav id="navigation"></nav>`,
    "a constant history, too": "<script>var navigation = []; const history = ['home']</script>",
    "one that must not be touched":
      "<script>Object.defineProperty(window, 'navigation', { get() { throw new Error('mine') } })</script>",
  };
  for (const [kind, head] of Object.entries(own)) {
    await test.step(kind, async () => {
      const owner = await newOwner();
      const site = await serve({ "/": html(head + scriptTag(owner)) });
      await page.goto(`${site.url}/`);
      await page.evaluate(() => window.history.pushState({}, "", "/about"));
      await page.evaluate(() => window.history.replaceState({}, "", "/work"));
      await page.goBack();
      await flush(page);
      await expectPages(owner, ["/", "/about", "/work", "/"]);
    });
  }
});

test("hash routes when the site says so, and only then", async ({ page, serve }) => {
  const [plain, hashed] = [await newOwner(), await newOwner()];
  const site = await serve({ "/": html(scriptTag(plain)), "/app": html(scriptTag(hashed, "data-hash")) });
  await page.goto(`${site.url}/#/home`);
  await page.evaluate(() => {
    location.hash = "#/about";
  });
  await flush(page);
  await page.goto(`${site.url}/app`);
  for (const route of ["#/about", "#/work?sort=1"]) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, route);
  }
  await flush(page);
  await expectPages(plain, ["/"]);
  await expectPages(hashed, ["/app", "/about", "/work"]);
});

test("a page that comes back from the back/forward cache is seen once more", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  await page.goto(`${site.url}/`);
  // The headless browser has no such cache: what it does when a page returns is all that can be had.
  await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: false }));
  });
  await flush(page);
  await expectPages(owner, ["/", "/"]);
  expect((await stored(owner)).sessions).toHaveLength(1);
});

test("the tracker is no reason to keep a page out of the back/forward cache", async ({ serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(""), "/tracked": html(scriptTag(owner)), "/next": html("") });
  const caching = await chromium.launch({
    ...(await browserUnderTest()),
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  const page = await caching.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Page.enable");
  const reasons = async (path: string) => {
    await page.goto(`${site.url}${path}`);
    await page.goto(`${site.url}/next`);
    const notUsed = new Promise<string[]>((resolve) =>
      session.once("Page.backForwardCacheNotUsed", ({ notRestoredExplanations }) =>
        resolve(notRestoredExplanations.map(({ reason }) => reason).sort()),
      ),
    );
    await page.evaluate(() => void setTimeout(() => history.back()));
    return notUsed;
  };
  expect(await reasons("/tracked")).toEqual(await reasons("/"));
  await caching.close();
});

test("pages by the names that the site gives: declared in the page, or by a call, early or late", async ({
  page,
  serve,
}) => {
  const [declared, manual] = [await newOwner(), await newOwner()];
  const site = await serve({
    "/declared": html(scriptTag(declared), `<main data-analytics-page="home"></main>`),
    "/manual": html(
      `<script>(window.daybook = window.daybook || []).push(["page", "start"], ["click", "Banner"])</script>${scriptTag(manual, "data-manual")}`,
    ),
  });
  await page.goto(`${site.url}/declared`);
  await page.evaluate(() => {
    history.pushState({}, "", "/whatever");
    document.querySelector("main")?.setAttribute("data-analytics-page", "about");
  });
  await flush(page);
  await page.goto(`${site.url}/manual`);
  await page.evaluate(() => {
    history.pushState({}, "", "/unseen");
    window.daybook?.push(["page", "second"]);
    window.daybook?.push(["click", "whatsapp"]);
  });
  await flush(page);
  await expectPages(declared, ["home", "about"]);
  await expectPages(manual, ["start", "second"]);
  await expectTargets(manual, ["custom:Banner", "whatsapp"]);
});

test("taps of every kind: mouse, keyboard, middle button, shadow DOM, whatever the site does with them", async ({
  page,
  context,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(
      scriptTag(owner),
      `<a id="tel" href="tel:+491701234567"><b>Call</b></a>
       <a id="mail" href="mailto:ana@example.com">Mail</a>
       <a id="wa" href="https://wa.me/491701234567" target="_blank">WhatsApp</a>
       <a id="web" href="/elsewhere">Out</a>
       <a id="vcf" href="/ana.vcf">Save</a>
       <button id="named" data-analytics-target="Book a call">Book</button>
       <div data-analytics-target="hero"><a id="inner" href="sms:+491701234567">SMS</a><i id="plain">text</i></div>
       <div id="host"></div>
       <a id="own" href="#work">Work</a>
       <script>
         const root = document.getElementById("host").attachShadow({ mode: "open" });
         root.innerHTML = '<a id="deep" href="https://t.me/ana" target="_blank"><span>Telegram</span></a>';
         document.body.addEventListener("click", (event) => event.stopPropagation());
         // The site opens nothing: a new tab that a middle button opens sometimes never loads in a browser under test.
         wa.addEventListener("auxclick", (event) => event.preventDefault());
         web.href = "http://127.0.0.1:" + location.port + "/elsewhere";
       </script>`,
    ),
    "/elsewhere": html("", "elsewhere"),
    "/ana.vcf": (_, response) =>
      response
        .writeHead(200, { "Content-Type": "text/vcard", "Content-Disposition": "attachment" })
        .end("BEGIN:VCARD"),
  });
  await context.route(/t\.me/, (route) => route.fulfill({ body: "app" }));
  await page.goto(`${site.url}/`);
  await page.click("#tel b");
  await page.focus("#mail");
  await page.keyboard.press("Enter");
  await page.click("#wa", { button: "middle" });
  await page.click("#vcf");
  await page.click("#named");
  await page.click("#inner");
  await page.click("#plain");
  const [telegram] = await Promise.all([context.waitForEvent("page"), page.click("#deep span")]);
  await telegram.close();
  await page.click("#own");
  await page.click("#web", { button: "right" });
  await page.click("#web");
  await page.waitForURL("**/elsewhere");
  await expectTargets(owner, [
    "phone",
    "email",
    "whatsapp",
    "save_contact",
    "custom:Book a call",
    "sms",
    "custom:hero",
    "telegram",
    "website",
  ]);
});

test("a tap that opens another app is 'opened'; one after which nothing happens is 'stayed'", async ({
  page,
  context,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(
      scriptTag(owner),
      `<a id="tel" href="tel:+491701234567">Call</a><a id="sms" href="sms:+491701234567">SMS</a>
       <a id="wa" href="https://wa.me/49" target="_blank">WhatsApp</a><a id="sig" href="https://signal.me/#p/49">Signal</a>`,
    ),
  });
  await context.route(/wa\.me|signal\.me/, (route) => route.fulfill({ body: "app" }));
  await page.clock.install();
  await page.goto(`${site.url}/`);
  await page.click("#tel");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await page.click("#sms");
  await page.clock.fastForward(2_600);
  await page.click("#wa", { button: "middle" });
  await page.bringToFront();
  await page.click("#sig");
  await page.waitForURL("https://signal.me/**");
  await expect
    .poll(async () => (await stored(owner)).clicks.map(({ target, outcome }) => [target, outcome]).sort())
    .toEqual([
      ["phone", "opened"],
      ["signal", "opened"],
      ["sms", "stayed"],
      ["whatsapp", null],
    ]);
});

test("where a visit came from: share, referrer, campaign, language; kept over the site's pages", async ({
  browser,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(scriptTag(owner), `<a href="/about">About</a>`),
    "/about": html(scriptTag(owner), `<a href="/">Home</a>`),
  });
  const context = await browser.newContext({ locale: "de-DE" });
  const page = await context.newPage();
  await page.goto(`${site.url}/?s=k7f2&utm_source=mail&utm_campaign=autumn`, {
    referer: "https://search.example/?q=ana",
  });
  await page.click("a");
  await page.waitForURL("**/about");
  await page.click("a");
  await page.waitForURL(`${site.url}/`);
  await flush(page);
  await expectPages(owner, ["/", "/about", "/"]);
  const { sessions, views } = await stored(owner);
  expect(sessions).toMatchObject([
    {
      share_code: "k7f2",
      referrer: "search.example",
      utm_source: "mail",
      utm_campaign: "autumn",
      language: "de",
    },
  ]);
  expect(new Set(views.map((view) => view.session_id)).size).toBe(1);

  await page.goto(`${site.url}/?s=other`);
  await flush(page);
  await expect
    .poll(async () => (await stored(owner)).sessions.map((session) => session.share_code))
    .toEqual(["k7f2", "other"]);
  await context.close();
});

test("the share in the path, when the site says so", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/s/fair-26": html(scriptTag(owner, "data-share-path")) });
  await page.goto(`${site.url}/s/fair-26`);
  await flush(page);
  await expect
    .poll(async () => (await stored(owner)).sessions.map((session) => session.share_code))
    .toEqual(["fair-26"]);
});

test("a visit ends after 30 minutes without an event", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)) });
  const start = Date.now() - 60 * 60_000;
  await page.clock.install({ time: start });
  await page.goto(`${site.url}/`);
  await page.clock.setSystemTime(start + 29 * 60_000);
  await visit(page, "/same");
  await page.clock.setSystemTime(start + 60 * 60_000);
  await visit(page, "/new");
  await flush(page);
  await expectPages(owner, ["/", "/same", "/new"]);
  const { sessions, views } = await stored(owner);
  expect(sessions).toHaveLength(2);
  expect(
    views.map((view) => sessions.findIndex((session) => session.session_id === view.session_id)),
  ).toEqual([0, 0, 1]);
});
