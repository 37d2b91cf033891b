import type { SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { sessionUuid } from "#lib/session-id.ts";
import { batch, CHROME, click, pageView, post } from "#tests/ingest/support/batch.ts";
import { addOwner, startRealServer } from "#tests/ingest/support/real-server.ts";

let url: string;
let client: SupabaseClient;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, client, stop } = await startRealServer({ METRICS_TOKEN: "numbers" }));
  await addOwner(client, "myclik");
});
afterAll(() => stop());

async function rows(table: string, user_code: string): Promise<Record<string, unknown>[]> {
  const { data, error } = await client.from(table).select("*").eq("user_code", user_code);
  if (error) throw new Error(error.message);
  return data;
}

/** `stored`, `duplicate`, `filtered:bot`, … and their sums. */
async function accounting(user_code: string): Promise<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { kind, code, events } of await rows("analytics_ingest_log", user_code)) {
    const key = code === "" ? String(kind) : `${kind}:${code}`;
    sums[key] = (sums[key] ?? 0) + Number(events);
  }
  return sums;
}

test("what is acknowledged lies in the raw tables, with its share, group and visitor", async () => {
  await addOwner(client, "stored");
  const sent = batch({
    user_code: "stored",
    events: [pageView(), click({ target: "website", site: "Shop.example" })],
  });
  expect((await post(url, sent, { "CF-IPCountry": "DE" })).body).toMatchObject({
    accepted: 2,
    duplicates: 0,
  });
  expect(await rows("analytics_sessions", "stored")).toMatchObject([
    {
      session_id: sent.session.id,
      share_code: "k7f2",
      group_code: "friends",
      country: "DE",
      device: "mobile",
    },
  ]);
  expect(await rows("analytics_page_views", "stored")).toMatchObject([
    { event_id: sent.events[0]!.id, page: "home" },
  ]);
  expect(await rows("analytics_clicks", "stored")).toMatchObject([
    { event_id: sent.events[1]!.id, target: "website", site: "shop.example" },
  ]);
});

test("a visit under a name of the site's own is stored, and a repeat of it is a duplicate, whoever made the UUID", async () => {
  await addOwner(client, "named");
  const sent = batch({ user_code: "named" });
  for (const id of ["order-4711", 4711]) {
    const events = [pageView(), click()];
    const named = { ...sent, session: { ...sent.session, id }, events };
    expect((await post(url, named)).body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect((await post(url, named)).body).toMatchObject({ accepted: 0, duplicates: 2 });
    const mapped = { ...named, session: { ...named.session, id: sessionUuid(`${id}`) } };
    expect((await post(url, mapped)).body).toMatchObject({ accepted: 0, duplicates: 2 });
  }
  expect((await rows("analytics_sessions", "named")).map(({ session_id }) => session_id).sort()).toEqual(
    [sessionUuid("order-4711"), sessionUuid("4711")].sort(),
  );
});

test("every event sent is accounted for, also when it is sent twice, bad, or a bot's", async () => {
  await addOwner(client, "counted");
  const first = batch({ user_code: "counted", events: [pageView(), click(), pageView()], dropped: 2 });
  await post(url, first);
  await post(url, { ...first, dropped: undefined });
  await post(url, {
    ...batch({ user_code: "counted" }),
    events: [pageView({ at: "2020-01-01T00:00:00Z" }), click(), {}],
  });
  await post(url, batch({ user_code: "counted" }), { "User-Agent": "Googlebot/2.1" });
  expect(await accounting("counted")).toEqual({
    stored: 4,
    duplicate: 3,
    "filtered:bot": 2,
    "rejected:too_old": 1,
    "rejected:invalid_event": 1,
    "rejected:lost_in_browser": 2,
  });
});

test("hundreds of concurrent batches of many owners are each stored exactly once", async () => {
  const owners = Array.from({ length: 5 }, (_, index) => `crowd${index}`);
  for (const owner of owners) await addOwner(client, owner, "Europe/Berlin");
  const sent = Array.from({ length: 150 }, (_, index) => batch({ user_code: owners[index % 5] }));
  const answers = await Promise.all([...sent, ...sent.slice(0, 50)].map((one) => post(url, one)));

  expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([]);
  const sum = (key: "accepted" | "duplicates") => answers.reduce((total, { body }) => total + body[key], 0);
  expect([sum("accepted"), sum("duplicates")]).toEqual([300, 100]);
  for (const owner of owners) {
    expect(await rows("analytics_page_views", owner)).toHaveLength(30);
    expect(await accounting(owner)).toEqual({ stored: 60, duplicate: 20 });
  }
});

test("the widest values that ingest lets through, the database takes", async () => {
  await addOwner(client, "wide");
  const utm = { source: "ü".repeat(500), medium: "😀".repeat(300), campaign: "c".repeat(500) };
  const referrer = `https://${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.example/x`;
  const events = [
    pageView({ page: "😀".repeat(100) }),
    click({ target: `custom:${"ß".repeat(57)}`, outcome: "opened" }),
    pageView({ at: new Date(Date.now() - 6.9 * DAY_MS).toISOString() }),
    pageView({ at: "9999-12-31T23:59:59Z" }),
    pageView({ at: "0000-01-01T00:00:00Z" }),
  ];
  for (const started_at of ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", new Date().toISOString()]) {
    const session = { ...batch().session, started_at, utm, referrer, language: `de-${"x".repeat(50)}` };
    const fresh = events.map((event, index) => ({
      ...event,
      id: pageView().id,
      page: index ? event.page : "p",
    }));
    const answer = await post(url, batch({ user_code: "wide", session, events: fresh }));
    expect(answer).toMatchObject({ status: 200, body: { accepted: 3, duplicates: 0 } });
  }
});

test("a session of another day keeps a visitor although that day's salt is gone", async () => {
  await addOwner(client, "late");
  const at = new Date(Date.now() - 6 * DAY_MS).toISOString();
  const session = { ...batch().session, started_at: at };
  await post(url, batch({ user_code: "late", session, events: [pageView({ at })] }));
  const { visitorOfSession } = await import("#lib/ingest/visitor-salt.ts");
  const { data } = await client.from("analytics_sessions").select("visitor_id::text").eq("user_code", "late");
  expect(data).toEqual([{ visitor_id: visitorOfSession("late", session.id) }]);
});

test("health and metrics say which days wait, since when, and when the nightly run is behind", async () => {
  await addOwner(client, "behind");
  const marked_at = new Date(Date.now() - 4 * DAY_MS).toISOString();
  const date = "2024-02-29";
  const mark = { user_code: "behind", date, flush_id: pageView().id, marked_at };
  await client.from("analytics_dirty_days").insert(mark).throwOnError();
  const health = await fetch(`${url}/api/health`);
  expect([health.status, await health.json()]).toMatchObject([
    200,
    {
      status: "ok",
      analytics: { oldest_dirty_day: date, differing_days: 0, last_verification: null },
      advice: expect.stringContaining("nightly run is behind"),
    },
  ]);
  const headers = { Authorization: "Bearer numbers" };
  const text = await (await fetch(`${url}/api/metrics`, { headers })).text();
  const value = (name: string) => Number(new RegExp(`^daybook_${name} (.+)$`, "m").exec(text)?.[1]);
  expect(value("dirty_days")).toBeGreaterThanOrEqual(1);
  expect(value("dirty_seconds")).toBeGreaterThanOrEqual(4 * 86_400);
  expect(value("dirty_seconds")).toBeLessThanOrEqual((Date.now() - Date.parse(marked_at)) / 1000 + 1);
  expect(value("last_verification_timestamp_seconds")).toBeNaN();
});

test("the nightly route's loop answers what the SQL function says", async () => {
  const { rollUp } = await import("#lib/operations/nightly.ts");
  expect(await rollUp(client, 20_000)).toMatchObject({ failed: [], remaining: 0, days: expect.any(Number) });
});

test("a fetched preview is recorded for shares that exist, and counts as no visit", async () => {
  await addOwner(client, "shared");
  const { services } = await import("#lib/operations/services.ts");
  const { openShare } = await import("#lib/share-link/redirect.ts");
  for (const shareCode of ["k7f2", "K7F2.", "unknown"]) {
    const request = new Request(`http://x/s/shared/${shareCode}`, {
      headers: { "User-Agent": "WhatsApp/2.23 A" },
    });
    expect((await openShare(request, { userCode: "shared", shareCode }, services())).status).toBe(200);
  }
  expect(await rows("analytics_share_previews", "shared")).toMatchObject([
    { share_code: "k7f2", fetcher: "WhatsApp" },
  ]);
  expect(await rows("analytics_sessions", "shared")).toEqual([]);
});

test("a link that was printed in capitals counts for its share, and an archived one says so", async () => {
  await addOwner(client, "printed");
  await client
    .from("analytics_shares")
    .insert({ user_code: "printed", share_code: "old", contact: "Bo", archived_at: new Date().toISOString() })
    .throwOnError();
  const { services } = await import("#lib/operations/services.ts");
  const { openShare } = await import("#lib/share-link/redirect.ts");
  await services().findOwner("printed");
  for (const code of ["K7F2", "OLD"]) await services().findShare(`printed/${code}`);
  const location = async (userCode: string, shareCode: string) => {
    const request = new Request(`http://x/s/${userCode}/${shareCode}`, { headers: { "User-Agent": CHROME } });
    return (await openShare(request, { userCode, shareCode }, services())).headers.get("Location");
  };
  expect(await location("PRINTED", "K7F2")).toBe("/c/printed?s=k7f2");
  expect(await location("PRINTED", "OLD)")).toBe("/s/printed/old/archived");

  expect((await post(url, batch({ user_code: "PRINTED", share_code: "K7F2." }))).body.accepted).toBe(2);
  expect(await rows("analytics_sessions", "printed")).toMatchObject([
    { share_code: "k7f2", group_code: "friends" },
  ]);
});
