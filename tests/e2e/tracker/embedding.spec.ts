import { expect, type Page } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { flush, test, visit } from "#tests/e2e/tracker/fixture.ts";
import { html, type SitePage, scriptTag } from "#tests/e2e/tracker/site.ts";
import { expectPages, expectTargets, newOwner, stored } from "#tests/e2e/tracker/stored.ts";
import { ownWork } from "#tests/support/tracker-trace.ts";

const CALL = `<a href="tel:+491701234567">Call</a>`;

/** A page with response headers of its own. */
function withHeaders(headers: Record<string, string>, body: string): SitePage {
  return (_, response) => response.writeHead(200, { "Content-Type": "text/html", ...headers }).end(body);
}

/** What a page complains about in the console, and what it throws. */
function complaints(page: Page): string[] {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  return said;
}

test("a strict Content-Security-Policy and Trusted Types", async ({ page, serve }) => {
  const owner = await newOwner();
  const { origin } = new URL(underTest().url);
  const policy = `default-src 'none'; script-src ${origin}; connect-src ${origin}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const site = await serve({
    "/": withHeaders({ "Content-Security-Policy": policy }, html(scriptTag(owner, "data-debug"), CALL)),
    "/favicon.ico": (_, response) => response.writeHead(204).end(),
  });
  const said = complaints(page);
  await page.goto(`${site.url}/`);
  await page.click("a");
  await page.evaluate(() => {
    history.pushState({}, "", "/a");
    window.dispatchEvent(new Event("blur"));
  });
  await flush(page);
  await expectPages(owner, ["/", "/a"]);
  await expectTargets(owner, ["phone"]);
  expect(said.filter((text) => !text.includes("tel:"))).toEqual([]);
});

test("a site on another origin: no preflight, no cookie, the answer can be read", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), CALL) });
  const requests: { method: string; cookie: string | null; type: string | null }[] = [];
  page.on("request", async (request) => {
    if (!request.url().endsWith("/api/ingest")) return;
    const headers = await request.allHeaders();
    requests.push({
      method: request.method(),
      cookie: headers.cookie ?? null,
      type: headers["content-type"] ?? null,
    });
  });
  await page.context().addCookies([{ name: "session", value: "secret", url: underTest().url }]);
  await page.goto(`${site.otherUrl}/`);
  await flush(page);
  await expectPages(owner, ["/"]);
  expect(requests).toEqual([{ method: "POST", cookie: null, type: "text/plain;charset=UTF-8" }]);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect(await page.context().cookies(site.otherUrl)).toEqual([]);
});

test("an owner's list of origins: an event from elsewhere is given up, with a word in the console", async ({
  page,
  serve,
}) => {
  const owner = await newOwner({ allowed_origins: ["https://card.example"] });
  const site = await serve({ "/": html(scriptTag(owner, "data-debug")) });
  const said = complaints(page);
  await page.goto(`${site.url}/`);
  await flush(page);
  expect(said.some((text) => text.startsWith("Daybook"))).toBe(true);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  expect((await stored(owner)).pages).toEqual([]);
});

test("Global Privacy Control and Do Not Track are respected", async ({ browser, serve }) => {
  const owner = await newOwner();
  const site = await serve({
    "/": html(scriptTag(owner, `data-respect-dnt="false"`), CALL),
  });
  for (const signal of ["globalPrivacyControl", "doNotTrack"]) {
    const context = await browser.newContext();
    await context.addInitScript((name) => {
      Object.defineProperty(navigator, name, { value: name === "doNotTrack" ? "1" : true });
    }, signal);
    const page = await context.newPage();
    const touched: string[] = [];
    page.on("request", (request) => touched.push(new URL(request.url()).pathname));
    await page.goto(`${site.url}/`);
    await page.click("a");
    await flush(page);
    expect(touched).not.toContain("/api/ingest");
    expect(await page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)])).toEqual(
      [],
    );
    await context.close();
  }
});

test("an opt-out holds on every page of the site until it is taken back", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner)), "/next": html(scriptTag(owner)) });
  await page.goto(`${site.url}/`);
  await page.evaluate(() => window.daybook?.push(["optOut"]));
  await visit(page, "/unseen");
  await flush(page);
  await page.goto(`${site.url}/next`);
  await flush(page);
  expect((await stored(owner)).pages).toEqual([]);
  await page.evaluate(() => window.daybook && "optOut" in window.daybook && window.daybook.optOut(false));
  await visit(page, "/seen");
  await flush(page);
  await expect.poll(async () => (await stored(owner)).pages).toContain("/seen");
  expect((await stored(owner)).pages).not.toContain("/next");
});

test("data-storage=none: nothing is kept in the browser, and the visit is recorded all the same", async ({
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner, `data-storage="none"`), CALL) });
  await page.goto(`${site.url}/?s=k7f2`);
  await visit(page, "/a");
  const kept = () => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
  expect(await kept()).toEqual([]);
  await flush(page);
  await visit(page, "/b");
  expect(await kept()).toEqual([]);
  await page.close({ runBeforeUnload: true });
  await expectPages(owner, ["/", "/a", "/b"]);
  expect((await stored(owner)).sessions.map((session) => session.share_code)).toEqual(["k7f2"]);
});

test("localhost is ignored unless the site says otherwise", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner).replace("data-allow-local", "")) });
  for (const url of [site.url, site.otherUrl]) {
    await page.goto(`${url}/`);
    await flush(page);
  }
  expect((await stored(owner)).pages).toEqual([]);
});

test("the script twice on a page records once", async ({ page, serve }) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner) + scriptTag(owner), CALL) });
  await page.goto(`${site.url}/`);
  await page.click("a");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await flush(page);
  await expectTargets(owner, ["phone"]);
  await expectPages(owner, ["/"]);
});

test("nothing about links changes: attributes, default actions, what assistive technology is told", async ({
  browser,
  serve,
}) => {
  const owner = await newOwner();
  const links = `${CALL}<a href="https://wa.me/49" ping="/ping" target="_blank" rel="noopener">WhatsApp</a><button data-analytics-target="x">X</button>`;
  const site = await serve({ "/": html("", links), "/tracked": html(scriptTag(owner), links) });
  const page = await browser.newPage();
  const look = async (path: string) => {
    await page.goto(`${site.url}${path}`);
    const prevented = await page.evaluate(() => {
      const events = ["click", "auxclick", "mousedown", "dragstart", "contextmenu", "keydown"];
      const results: boolean[] = [];
      for (const link of document.querySelectorAll("a, button")) {
        for (const type of events) {
          const event = new MouseEvent(type, { bubbles: true, cancelable: true, button: 1 });
          // Its own default action would leave the page.
          if (type !== "click") results.push(link.dispatchEvent(event));
        }
      }
      return results;
    });
    return {
      prevented,
      body: await page.locator("body").innerHTML(),
      tree: await page.locator("body").ariaSnapshot(),
    };
  };
  const plain = await look("/");
  const tracked = await look("/tracked");
  expect(tracked).toEqual(plain);
  await page.close();
});

test("the main thread: no layout, one write to storage per event, one look through its keys per flush, and none into what the site keeps", async ({
  browser,
  page,
  serve,
}) => {
  const owner = await newOwner();
  const site = await serve({ "/": html(scriptTag(owner), `<main style="height:300vh">${CALL}</main>`) });
  await page.addInitScript(() => {
    window.localStorage.setItem("site", "x".repeat(2_000_000));
    const counts = { writes: 0, looks: 0, foreign: 0 };
    const counted = new Proxy(window.localStorage, {
      get: (storage, key) => {
        if (key === "site") counts.foreign++;
        return Reflect.get(storage, key);
      },
      set: (storage, key, value) => {
        if (String(key).startsWith("daybook:")) counts.writes++;
        return Reflect.set(storage, key, value);
      },
      ownKeys: (storage) => {
        counts.looks++;
        return Reflect.ownKeys(storage);
      },
    });
    Object.defineProperty(window, "localStorage", { value: counted });
    Object.assign(window, { counts });
  });
  await page.goto("about:blank");
  await browser.startTracing(page, { categories: ["devtools.timeline"] });
  await page.goto(`${site.url}/`);
  for (let index = 0; index < 20; index++) await visit(page, `/${index}`);
  await page.click("a");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  // One view on load and twenty after it, and a tap that is written again with its outcome.
  const counts = () => page.evaluate(() => (window as unknown as { counts: object }).counts);
  expect(await counts()).toEqual({ writes: 23, looks: 0, foreign: 0 });
  await flush(page);
  // What is sent is marked as under way before, and looked for once more after.
  expect(await counts()).toEqual({ writes: 45, looks: 2, foreign: 0 });
  const { runs, layouts } = ownWork(await browser.stopTracing());
  expect(runs).toBeGreaterThan(20);
  expect(layouts).toEqual([]);
});
