import { expect, test } from "vitest";
import { batch, click, pageView, post } from "#tests/ingest/support/batch.ts";
import { serverOfFile } from "#tests/ingest/support/server.ts";

const server = serverOfFile();

const MINUTE = 60_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

test("a batch is answered by the contract and handed to the server.database with everything enriched", async () => {
  const sent = batch({ session: { ...batch().session, referrer: "https://www.google.de/search?q=me" } });
  const answer = await post(server.url, sent, { "CF-IPCountry": "DE", Origin: "https://card.example" });

  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    accepted: 2,
    duplicates: 0,
    filtered: 0,
    rejected: [],
    server_time: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(server.database.batches).toEqual([
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
    expect((await post(server.url, batch(), { "Content-Type": type })).status).toBe(200);
  }
});

test("a batch sent again is acknowledged and counted as duplicates", async () => {
  const sent = batch();
  await post(server.url, sent);
  expect((await post(server.url, sent)).body).toMatchObject({ accepted: 0, duplicates: 2, rejected: [] });
});

test("an id that stands twice in a batch is stored once, whatever case it is written in", async () => {
  const event = pageView();
  const answer = await post(server.url, batch({ events: [event, { ...event, id: event.id.toUpperCase() }] }));
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
  const answer = await post(server.url, { ...batch(), events });

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
  expect(server.database.batches[0]!.rejected).toEqual({ too_old: 1, in_future: 1, invalid_event: 3 });
});

test("an event just inside the limits of time is stored with its own time", async () => {
  const events = [pageView({ at: ago(7 * 24 * 60 * MINUTE - MINUTE) }), pageView({ at: ago(-9 * MINUTE) })];
  expect((await post(server.url, batch({ events }))).body.accepted).toBe(2);
  expect(server.database.batches[0]!.page_views.map(({ at }) => at)).toEqual(events.map(({ at }) => at));
});

test("a batch of only bad events is accounted for without a session", async () => {
  await post(server.url, { ...batch(), events: [{}] });
  expect(server.database.batches[0]).toMatchObject({
    session: null,
    page_views: [],
    rejected: { invalid_event: 1 },
  });
});

test("what the browser says it lost is accounted for", async () => {
  await post(server.url, batch({ dropped: 3 }));
  expect(server.database.batches[0]!.rejected).toEqual({ lost_in_browser: 3 });
});

test("a session's start out of any order is no reason to lose its events", async () => {
  for (const started_at of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:00"]) {
    const answer = await post(server.url, batch({ session: { ...batch().session, started_at } }));
    expect(answer.body.accepted).toBe(2);
    expect(server.database.batches.at(-1)!.session!.started_at).toMatch(/^20\d\d-/);
  }
});

test("pages lose host, query and fragment; unknown fields and hostile keys are ignored", async () => {
  const pages = ["https://me.example/about?token=1#x", "/work?mail=a@b.c", " contact ", "https://me.example"];
  const json = JSON.stringify({
    ...batch({ events: pages.map((page) => pageView({ page })) }),
    more: { a: 1 },
  });
  const answer = await post(
    server.url,
    json.replace("{", '{"__proto__":{"v":2},"constructor":{"prototype":{}},'),
  );
  expect(answer.body.accepted).toBe(4);
  expect(server.database.batches[0]!.page_views.map(({ page }) => page)).toEqual([
    "/about",
    "/work",
    "contact",
    "/",
  ]);
});

test("targets are known words or the owner's own", async () => {
  const good = ["phone", "save_contact", "custom:Book a table"];
  const bad = ["", "custom:", "custom:   ", "a b", "Not a target"];
  const answer = await post(
    server.url,
    batch({ events: [...good, ...bad].map((target) => click({ target })) }),
  );
  expect(answer.body.accepted).toBe(good.length);
  expect(answer.body.rejected).toHaveLength(bad.length);
});

test("a share code that cannot be one counts as a direct visit", async () => {
  for (const share_code of ["", "no share!", "x".repeat(65)]) await post(server.url, batch({ share_code }));
  expect(server.database.batches.map(({ session }) => session!.share_code)).toEqual(["", "", ""]);
});
