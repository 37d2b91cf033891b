import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { batch, click, pageView, post } from "./support/batch.ts";
import { type FakeDatabase, OWNER } from "./support/fake-database.ts";
import { startServer } from "./support/server.ts";

let url: string;
let database: FakeDatabase;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, database, stop } = await startServer());
});
afterAll(() => stop());
beforeEach(() => {
  database.flushes = [];
  database.intercept = () => undefined;
});

const MINUTE = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

test("a batch is answered by the contract and handed to the database with everything enriched", async () => {
  const sent = batch({ session: { ...batch().session, referrer: "https://www.google.de/search?q=me" } });
  const answer = await post(url, sent, { "CF-IPCountry": "DE", Origin: "https://card.example" });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    accepted: 2,
    duplicates: 0,
    filtered: 0,
    rejected: [],
    server_time: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(database.batches).toEqual([
    {
      batch: 0,
      user_code: "myclik",
      session: {
        id: sent.session.id,
        started_at: sent.session.started_at,
        visitor_id: expect.stringMatching(/^-?\d+$/),
        share_code: "k7f2",
        referrer: "google.de",
        channel: "search",
        utm_source: "",
        utm_medium: "",
        utm_campaign: "",
        country: "DE",
        region: "",
        device: "mobile",
        browser: "Chrome",
        os: "Android",
        language: "de",
      },
      page_views: [{ id: sent.events[0]!.id, at: sent.events[0]!.at, page: "home" }],
      clicks: [{ id: sent.events[1]!.id, at: sent.events[1]!.at, page: "home", target: "whatsapp" }],
      filtered: {},
      rejected: {},
    },
  ]);
});

test("JSON is read whatever its declared type", async () => {
  for (const type of ["application/json", "text/plain", "application/x-www-form-urlencoded"]) {
    expect((await post(url, batch(), { "Content-Type": type })).status).toBe(200);
  }
});

test("a batch sent again is acknowledged and counted as duplicates", async () => {
  const sent = batch();
  await post(url, sent);
  expect((await post(url, sent)).body).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
});

test("an id that stands twice in a batch is stored once, whatever case it is written in", async () => {
  const event = pageView();
  const answer = await post(url, batch({ events: [event, { ...event, id: event.id.toUpperCase() }] }));
  expect(answer.body).toMatchObject({ accepted: 1, duplicates: 1 });
});

test("good events are stored although their neighbours are bad, each of which is named", async () => {
  const events = [
    pageView(),
    pageView({ at: ago(8 * 24 * 60 * MINUTE) }),
    click({ at: ago(-11 * MINUTE) }),
    { ...click(), target: "Not A Target" },
    "nonsense",
    { ...pageView(), id: "no uuid" },
    click(),
  ];
  const answer = await post(url, { ...batch(), events });

  expect(answer.body).toMatchObject({ accepted: 2, duplicates: 0, filtered: 0 });
  expect(
    answer.body.rejected.map(({ index, id, code, retryable }) => ({ index, id, code, retryable })),
  ).toEqual([
    { index: 1, id: (events[1] as { id: string }).id, code: "too_old", retryable: false },
    { index: 2, id: (events[2] as { id: string }).id, code: "in_future", retryable: true },
    { index: 3, id: (events[3] as { id: string }).id, code: "invalid_event", retryable: false },
    { index: 4, id: null, code: "invalid_event", retryable: false },
    { index: 5, id: "no uuid", code: "invalid_event", retryable: false },
  ]);
  expect(database.batches[0]!.rejected).toEqual({ too_old: 1, in_future: 1, invalid_event: 3 });
});

test("an event just inside the limits of time is stored with its own time", async () => {
  const events = [pageView({ at: ago(7 * 24 * 60 * MINUTE - MINUTE) }), pageView({ at: ago(-9 * MINUTE) })];
  expect((await post(url, batch({ events }))).body.accepted).toBe(2);
  expect(database.batches[0]!.page_views.map(({ at }) => at)).toEqual(events.map(({ at }) => at));
});

test("a batch of only bad events is accounted for without a session", async () => {
  await post(url, { ...batch(), events: [{}] });
  expect(database.batches[0]).toMatchObject({
    session: null,
    page_views: [],
    rejected: { invalid_event: 1 },
  });
});

test("what the browser says it lost is accounted for", async () => {
  await post(url, batch({ dropped: 3 }));
  expect(database.batches[0]!.rejected).toEqual({ lost_in_browser: 3 });
});

test("a session's start out of any order is no reason to lose its events", async () => {
  for (const started_at of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00"]) {
    const answer = await post(url, batch({ session: { ...batch().session, started_at } }));
    expect(answer.body.accepted).toBe(2);
    expect(database.batches.at(-1)!.session!.started_at).toMatch(/^20\d\d-/);
  }
});

test("pages lose host, query and fragment; unknown fields and hostile keys are ignored", async () => {
  const pages = ["https://me.example/about?token=1#x", "/work?mail=a@b.c", " contact ", "https://me.example"];
  const json = JSON.stringify({
    ...batch({ events: pages.map((page) => pageView({ page })) }),
    more: { a: 1 },
  });
  const answer = await post(url, json.replace("{", '{"__proto__":{"v":2},"constructor":{"prototype":{}},'));
  expect(answer.body.accepted).toBe(4);
  expect(database.batches[0]!.page_views.map(({ page }) => page)).toEqual([
    "/about",
    "/work",
    "contact",
    "/",
  ]);
});

test("targets are known words or the owner's own", async () => {
  const good = ["phone", "save_contact", "custom:Book a table"];
  const bad = ["", "Phone", "custom:", "custom:   ", `custom:${"x".repeat(64)}`, "a b"];
  const answer = await post(url, batch({ events: [...good, ...bad].map((target) => click({ target })) }));
  expect(answer.body.accepted).toBe(good.length);
  expect(answer.body.rejected).toHaveLength(bad.length);
});

test("NUL and lone surrogates are refused by name and never reach the database", async () => {
  const hostile = ["a\0b", "a\ud800b"];
  for (const text of hostile) {
    const events = [pageView({ page: text }), click({ target: `custom:${text}` }), pageView()];
    const inEvents = await post(url, batch({ events }));
    expect(inEvents.body).toMatchObject({
      accepted: 1,
      rejected: [{ code: "invalid_event" }, { code: "invalid_event" }],
    });
    for (const session of [{ referrer: text }, { utm: { source: text } }, { language: text }]) {
      const inSession = await post(url, batch({ session: { ...batch().session, ...session } }));
      expect(inSession).toMatchObject({ status: 400, body: { error: { code: "invalid_batch" } } });
    }
    expect((await post(url, batch({ user_code: text }))).body.error.code).toBe("invalid_batch");
  }
  expect(JSON.stringify(database.batches)).not.toMatch(/\\u0000|\\ud800/);
});

test("a share code that cannot be one counts as a direct visit", async () => {
  for (const share_code of ["", "no share!", "x".repeat(65)]) await post(url, batch({ share_code }));
  expect(database.batches.map(({ session }) => session!.share_code)).toEqual(["", "", ""]);
});

test.each([
  ["not JSON", "{", 400, "invalid_json"],
  ["nothing", "", 400, "invalid_json"],
  ["bytes that are not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d]), 400, "invalid_json"],
  ["JSON that is no object", "[]", 400, "invalid_batch"],
  ["null", "null", 400, "invalid_batch"],
  ["another version", { ...batch(), v: 2 }, 400, "invalid_batch"],
  ["no events", { ...batch(), events: [] }, 400, "invalid_batch"],
  ["no session", { ...batch(), session: undefined }, 400, "invalid_batch"],
  ["a number for a code", { ...batch(), user_code: 7 }, 400, "invalid_batch"],
  ["an unknown owner", { ...batch(), user_code: "nobody" }, 404, "unknown_owner"],
  ["101 events", { ...batch(), events: Array(101).fill(pageView()) }, 413, "too_large"],
] as const)("%s is refused with its code", async (_, body, status, code) => {
  const answer = await post(url, body);
  expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/\.$/) } } });
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
});

test("an owner's events are taken from its origins only, and from Daybook's own pages", async () => {
  database.owners.set("walled", {
    ...OWNER,
    user_code: "walled",
    allowed_origins: ["https://*.example.com"],
  });
  const status = async (headers: Record<string, string>) => {
    return (await post(url, batch({ user_code: "walled" }), headers)).status;
  };
  expect(await status({ Origin: "https://cards.example.com" })).toBe(200);
  expect(await status({ Origin: url })).toBe(200);
  expect(await status({ Origin: "https://evil.example" })).toBe(403);
  expect(await status({ Origin: "null" })).toBe(403);
  expect(await status({})).toBe(403);
});

test("events refused for their origin are accounted for, so that the owner can see what is missing", async () => {
  database.owners.set("strict", { ...OWNER, user_code: "strict", allowed_origins: ["https://example.com"] });
  await post(url, batch({ user_code: "strict" }), { Origin: "https://forgotten.example" });
  expect(database.batches).toMatchObject([
    { user_code: "strict", session: null, page_views: [], rejected: { origin_not_allowed: 2 } },
  ]);
});

test("a preflight allows what the tracker sends, without credentials", async () => {
  const response = await fetch(`${url}/api/ingest`, {
    method: "OPTIONS",
    headers: { Origin: "https://card.example" },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(response.headers.get("Access-Control-Allow-Methods")).toBe("POST");
  expect(response.headers.get("Access-Control-Allow-Headers")).toBe("Content-Type");
  expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
});

test.each([
  ["bot", { "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }],
  ["headless", { "User-Agent": "Mozilla/5.0 HeadlessChrome/130.0 Safari/537.36" }],
  ["no_user_agent", { "User-Agent": " " }],
  ["prefetch", { "Sec-Purpose": "prefetch;prerender" }],
  ["privacy", { DNT: "1" }],
  ["privacy", { "Sec-GPC": "1" }],
])("events filtered as %s are acknowledged, named and not stored", async (code, headers) => {
  const answer = await post(url, batch(), headers);
  expect(answer).toMatchObject({ status: 200, body: { accepted: 0, filtered: 2, rejected: [] } });
  expect(database.batches).toMatchObject([
    { session: null, page_views: [], clicks: [], filtered: { [code]: 2 } },
  ]);
});

test("visits from an excluded address are filtered, and only a keyed hash of it is known", async () => {
  const { addressHash } = await import("#lib/ingest/excluded-addresses.ts");
  const excluded_addresses = [addressHash("homely", "203.0.113.9")];
  database.owners.set("homely", { ...OWNER, user_code: "homely", excluded_addresses });
  const from = async (address: string) =>
    (await post(url, batch({ user_code: "homely" }), { "X-Forwarded-For": address })).body.filtered;
  expect(await from("203.0.113.9")).toBe(2);
  expect(await from("203.0.113.10")).toBe(0);
});

test("one visitor is the same for the day, another address or owner makes another", async () => {
  database.owners.set("other", { ...OWNER, user_code: "other" });
  const visitor = async (address: string, user_code = "myclik") => {
    await post(url, batch({ user_code }), { "X-Forwarded-For": address });
    return database.batches.at(-1)!.session!.visitor_id;
  };
  const first = await visitor("203.0.113.1");
  expect(await visitor("203.0.113.1")).toBe(first);
  expect(await visitor("203.0.113.2")).not.toBe(first);
  expect(await visitor("203.0.113.1", "other")).not.toBe(first);
});

test("neither the address nor the user agent reaches the database", async () => {
  await post(url, batch(), {
    "X-Forwarded-For": "203.0.113.77",
    "User-Agent": "SecretApp/9 (Custom 1.0) Thing",
  });
  expect(JSON.stringify(database.batches)).not.toMatch(/203\.0\.113|SecretApp|Thing/);
});
