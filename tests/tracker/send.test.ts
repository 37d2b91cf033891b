import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Batch, DAY_MS, MAX_AGE_MS, MAX_BODY_BYTES } from "#lib/contract.ts";
import { sessionUuid } from "#lib/session-id.ts";
import { accepted, type FakePage, fakePage } from "#tests/tracker/support/page.ts";

const MINUTE = 60_000;
let page: FakePage;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-22T10:00:00.000Z") });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A page with the tracker's module in it, and a short way to record on it. */
async function open(options: Parameters<typeof fakePage>[0] = {}) {
  vi.resetModules();
  page = fakePage(options);
  const { analyticsBatcher, newSessionId, configure, optOut } = await import("#lib/tracker/index.ts");
  const session = newSessionId();
  const { trackPageView, trackClick, flush } = analyticsBatcher;
  return {
    view: (name = "home") => trackPageView(session, "myclik", "k7f2", name),
    click: (target: string) => trackClick(session, "myclik", "k7f2", "home", target),
    flush,
    configure,
    optOut,
    session,
  };
}

const sent = (): Batch[] => page.requests.map(({ body }) => JSON.parse(body));
const waiting = () => Object.keys(page.local).filter((key) => key.startsWith("daybook:")).length;
const failed = (status: number, headers: Record<string, string> = {}) =>
  Response.json({ error: { code: "unavailable", message: "later" } }, { status, headers });

test("events of ten seconds go in one batch and are forgotten when it is acknowledged", async () => {
  const { view, click, session } = await open();
  view("home");
  await vi.advanceTimersByTimeAsync(10);
  view("about");
  await vi.advanceTimersByTimeAsync(10);
  click("whatsapp");
  await vi.advanceTimersByTimeAsync(10);
  click("Book a call");
  await vi.advanceTimersByTimeAsync(10);
  click("custom:Menu");
  expect(waiting()).toBe(5);
  await vi.advanceTimersByTimeAsync(9_959);
  expect(page.requests).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent()).toMatchObject([
    {
      v: 1,
      user_code: "myclik",
      share_code: "k7f2",
      session: {
        id: session,
        started_at: "2026-11-22T10:00:00.000Z",
        referrer: "https://search.example",
        utm: { source: "mail" },
        language: "de-DE",
      },
      events: [
        { type: "page_view", page: "home" },
        { type: "page_view", page: "about" },
        { type: "click", page: "home", target: "whatsapp" },
        { type: "click", page: "home", target: "custom:Book a call" },
        { type: "click", page: "home", target: "custom:Menu" },
      ],
    },
  ]);
  expect(waiting()).toBe(0);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(page.requests).toHaveLength(1);
});

test("the twenty-fifth event sends at once", async () => {
  const { view } = await open();
  for (let index = 0; index < 24; index++) view();
  await vi.advanceTimersByTimeAsync(0);
  expect(page.requests).toHaveLength(0);
  view();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent()[0]?.events).toHaveLength(25);
});

test.each(["visibilitychange", "pagehide", "freeze", "online"])(
  "%s sends at once, and once",
  async (type) => {
    const { view } = await open();
    view();
    page.fire(type);
    page.fire(type);
    expect(page.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(page.requests).toHaveLength(1);
    expect(waiting()).toBe(0);
  },
);

test("what was sent when its page was left, without an answer, is sent by a later page a minute on", async () => {
  const first = await open();
  page.answer = () => new Promise(() => {});
  first.view();
  page.fire("pagehide");
  const { local, requests } = page;
  expect(requests).toHaveLength(1);

  const second = await open({ local });
  second.view("about");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent()).toMatchObject([{ events: [{ page: "about" }] }]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(page.requests).toHaveLength(2);
  expect(JSON.parse(page.requests[1]!.body).events).toEqual(JSON.parse(requests[0]!.body).events);
  expect(waiting()).toBe(0);
});

test("a failed batch is sent again with the same ids and times, after at most twice as long each time", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.999);
  const { view } = await open();
  const at: number[] = [];
  page.answer = () => {
    at.push(Date.now());
    throw new TypeError("Failed to fetch");
  };
  view();
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  const waits = at.slice(1).map((time, index) => (time - at[index]!) / 1000);
  // 20 s, 40 s, … 320 s, each rounded up to the next of the ten-second turns.
  expect(waits.slice(0, 8)).toEqual([20, 40, 80, 160, 320, 320, 320, 320]);
  const [first, ...others] = sent();
  for (const other of others) expect({ ...other, sent_at: first?.sent_at }).toEqual(first);
  expect(waiting()).toBe(1);

  page.answer = (body) => accepted(body);
  page.fire("online");
  await vi.advanceTimersByTimeAsync(0);
  expect(waiting()).toBe(0);
});

test.each([429, 503])(
  "%i keeps everything and obeys Retry-After, even when the page is left",
  async (status) => {
    const { view } = await open();
    page.answer = () => failed(status, { "Retry-After": "45" });
    view();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(page.requests).toHaveLength(1);
    view("about");
    page.fire("pagehide");
    page.fire("online");
    await vi.advanceTimersByTimeAsync(44_000);
    expect(page.requests).toHaveLength(1);
    page.answer = (body) => accepted(body);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent()[1]?.events).toHaveLength(2);
    expect(waiting()).toBe(0);
  },
);

test("a sign-in page that answers in the server's place acknowledges nothing", async () => {
  const { view } = await open();
  page.answer = () =>
    new Response("<h1>Welcome to the hotel</h1>", { headers: { "Content-Type": "text/html" } });
  view();
  await vi.advanceTimersByTimeAsync(10_000);
  page.answer = () => Response.json({ ok: true });
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(page.requests.length).toBeGreaterThan(1);
  expect(waiting()).toBe(1);
});

test("of a batch, exactly what the server refuses for good is given up, with a word in the console", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { view, configure } = await open();
  configure({ debug: "" });
  page.answer = (body) =>
    accepted(body, [
      { index: 1, id: null, code: "invalid_event", message: "page: too long", retryable: false },
    ]);
  view("home");
  view("bad");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(waiting()).toBe(0);
  expect(warn.mock.calls).toEqual([["Daybook", expect.objectContaining({ code: "invalid_event" })]]);

  page.answer = () =>
    Response.json({ error: { code: "unknown_owner", message: "no such owner" } }, { status: 404 });
  view();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(waiting()).toBe(0);
  expect(warn).toHaveBeenLastCalledWith("Daybook", { code: "unknown_owner", message: "no such owner" });
});

test("a clock that is an hour ahead is corrected, and the events sent again under their ids", async () => {
  const { view } = await open();
  const serverTime = () => new Date(Date.now() - 60 * MINUTE + 123).toISOString();
  page.answer = (body) => {
    const { events } = JSON.parse(body) as Batch;
    const rejected = events.flatMap(({ id, at }, index) =>
      Date.parse(at) > Date.parse(serverTime()) + 10 * MINUTE
        ? [{ index, id, code: "in_future", message: "", retryable: true }]
        : [],
    );
    return Response.json({ accepted: 1, duplicates: 0, filtered: 0, rejected, server_time: serverTime() });
  };
  view("home");
  view("about");
  await vi.advanceTimersByTimeAsync(10_000);
  const [first, second] = sent();
  expect(second?.session).toEqual({ ...first?.session, started_at: "2026-11-22T09:00:00.000Z" });
  expect(second?.events).toEqual(
    first?.events.map((event) => ({ ...event, at: "2026-11-22T09:00:00.000Z" })),
  );
  expect(waiting()).toBe(0);

  view("work");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent()).toHaveLength(3);
  expect(sent()[2]).toMatchObject({
    session: second?.session,
    events: [{ at: "2026-11-22T09:00:10.000Z" }],
  });
});

test("what is refused with a right clock is given up, not sent for ever", async () => {
  const { view } = await open();
  page.answer = (body) =>
    accepted(body, [{ index: 0, id: null, code: "in_future", message: "", retryable: true }]);
  view();
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  expect(page.requests).toHaveLength(1);
  expect(waiting()).toBe(0);
});

test("dropped events are named in the next batch, and once", async () => {
  const { view } = await open();
  page.answer = () => failed(503);
  for (let index = 0; index < 1_010; index++) view();
  await vi.advanceTimersByTimeAsync(10 * MINUTE);
  page.requests.length = 0;
  page.answer = (body) => accepted(body);
  page.fire("online");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(
    sent()
      .map(({ dropped }) => dropped)
      .filter(Boolean),
  ).toEqual([10]);
  expect(sent().flatMap(({ events }) => events)).toHaveLength(1_000);
  expect(waiting()).toBe(0);
});

test("an opt-out records and sends nothing more, until it is taken back", async () => {
  const { view, optOut } = await open();
  view();
  optOut();
  view();
  page.fire("pagehide");
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(page.requests).toHaveLength(0);
  optOut(false);
  view();
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(sent()[0]?.events).toHaveLength(2);
});

test.each([{ globalPrivacyControl: true }, { doNotTrack: "1" }])("%o is respected", async (signal) => {
  const { view } = await open();
  Object.assign(navigator, signal);
  view();
  expect(waiting()).toBe(0);
});

const refused = (code: string, status: number) => Response.json({ error: { code, message: "" } }, { status });

test.each([
  ["invalid_batch", 400],
  ["invalid_json", 400],
  ["too_large", 413],
] as const)(
  "%s: the batch is halved until the one event at fault is found, given up, counted and named",
  async (code, status) => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const { view, configure } = await open();
    configure({ debug: "" });
    page.answer = (body) => (body.includes("poison") ? refused(code, status) : accepted(body));
    for (let index = 0; index < 20; index++) view(index === 13 ? "poison" : `page-${index}`);
    await vi.advanceTimersByTimeAsync(10_000);
    view("after");
    await vi.advanceTimersByTimeAsync(10_000);
    const taken = sent().filter((_, index) => !page.requests[index]?.body.includes("poison"));
    expect(taken.flatMap(({ events }) => events).map((event) => event.page)).toHaveLength(20);
    expect(taken.reduce((sum, { dropped = 0 }) => sum + dropped, 0)).toBe(1);
    expect(waiting()).toBe(0);
    expect(warn.mock.calls).toEqual([
      ["Daybook", { code, message: "" }, expect.objectContaining({ page: "poison" })],
    ]);
  },
);

test("a refusal that is not ours keeps its rows for another try, and other visits' events go on", async () => {
  await open();
  const { newSessionId, analyticsBatcher } = await import("#lib/tracker/index.ts");
  page.answer = (body) =>
    body.includes("<script>")
      ? new Response("<h1>Forbidden</h1>", { status: 403, headers: { "Content-Type": "text/html" } })
      : accepted(body);
  analyticsBatcher.trackPageView(newSessionId(), "myclik", "", "/<script>");
  await vi.advanceTimersByTimeAsync(1);
  analyticsBatcher.trackPageView(newSessionId(), "myclik", "", "/about");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent().map(({ events }) => events[0]?.page)).toEqual(["/<script>", "/about"]);
  expect(waiting()).toBe(1);
  page.answer = (body) => accepted(body);
  await vi.advanceTimersByTimeAsync(2 * MINUTE);
  expect(waiting()).toBe(0);
});

test("a batch after which the network always fails does not hold the others up", async () => {
  await open();
  const { newSessionId, analyticsBatcher } = await import("#lib/tracker/index.ts");
  page.answer = (body) => {
    if (body.includes("poison")) throw new TypeError("Failed to fetch");
    return accepted(body);
  };
  analyticsBatcher.trackPageView(newSessionId(), "myclik", "", "poison");
  await vi.advanceTimersByTimeAsync(1);
  analyticsBatcher.trackPageView(newSessionId(), "myclik", "", "/about");
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(waiting()).toBe(1);
});

test("a row that cannot be built is given up alone", async () => {
  const { view } = await open();
  view("home");
  await vi.advanceTimersByTimeAsync(1);
  view("broken");
  const key = Object.keys(page.local).sort().at(-1)!;
  page.local[key] = JSON.stringify({ ...JSON.parse(page.local[key]!), at: 1e300 });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent().flatMap(({ events }) => events.map((event) => event.page))).toEqual(["home"]);
  expect(waiting()).toBe(0);
});

test("whatever names hold, no request is larger than the 64 KiB that outlive a page", async () => {
  for (const character of ["a", "€", "\u0001", "\ud800", "😀"]) {
    const { view } = await open();
    for (let index = 0; index < 24; index++) view(character.repeat(2_000));
    page.fire("pagehide");
    await vi.advanceTimersByTimeAsync(10_000);
    for (const { body } of page.requests) expect(Buffer.byteLength(body)).toBeLessThan(MAX_BODY_BYTES);
    expect(sent().flatMap(({ events }) => events)).toHaveLength(24);
    expect(waiting()).toBe(0);
  }
});

test.each([
  ["ten days behind", -10 * DAY_MS],
  ["in 1970", 86_400_000 - Date.parse("2026-11-22T10:00:00.000Z")],
])("a clock %s is corrected, and the events sent again under their ids", async (_, wrongBy) => {
  const server = Date.parse("2026-11-22T10:00:00.000Z");
  vi.setSystemTime(server + wrongBy);
  const { view } = await open();
  page.answer = (body) => {
    const server_time = Date.now() - wrongBy;
    const { events } = JSON.parse(body) as Batch;
    const rejected = events.flatMap(({ id, at }, index) =>
      server_time - Date.parse(at) > MAX_AGE_MS
        ? [{ index, id, code: "too_old", message: "", retryable: false }]
        : [],
    );
    return Response.json({
      accepted: 1,
      duplicates: 0,
      filtered: 0,
      rejected,
      server_time: new Date(server_time).toISOString(),
    });
  };
  view("home");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent()).toHaveLength(2);
  expect(sent()[1]?.events[0]).toEqual({ ...sent()[0]?.events[0], at: "2026-11-22T10:00:00.000Z" });
  expect(sent()[1]?.session.started_at).toBe("2026-11-22T10:00:00.000Z");
  expect(waiting()).toBe(0);
});

test("a visit goes out under the UUID of the name that the site gives it, and without a name under the tab's own", async () => {
  await open();
  const { analyticsBatcher } = await import("#lib/tracker/index.ts");
  for (const name of ["order-4711", "", "order-4711", ""]) {
    analyticsBatcher.trackPageView(name, "myclik", "k7f2", "home");
    await vi.advanceTimersByTimeAsync(1);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  const batches = sent().map(({ session, events }) => [session.id, events.length]);
  expect(batches).toEqual([
    [sessionUuid("order-4711"), 2],
    [expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/), 2],
  ]);
});

test("a site records itself: once however often a component is mounted, each address that follows, and nothing after the end", async () => {
  await open();
  const { trackSite } = await import("#lib/tracker/index.ts");
  const goTo = async (address: string) => {
    await vi.advanceTimersByTimeAsync(1);
    Object.assign(location, { href: new URL(address, location.href).href });
    page.fire("popstate");
  };
  trackSite("myclik")();
  const end = trackSite("myclik");
  await goTo("/contact?s=k7f2");
  await goTo("/contact?s=k7f2#write");
  end();
  await goTo("/after");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sent()).toMatchObject([{ user_code: "myclik", share_code: "k7f2" }]);
  expect(sent()[0]!.events.map(({ page }) => page)).toEqual(["/about", "/contact"]);
});

test("nothing happens on a server", async () => {
  vi.resetModules();
  const { analyticsBatcher } = await import("#lib/tracker/index.ts");
  analyticsBatcher.trackPageView("0193", "myclik", "", "home");
  analyticsBatcher.trackClick("0193", "myclik", "", "home", "phone");
  await expect(analyticsBatcher.flush()).resolves.toBeUndefined();
});
