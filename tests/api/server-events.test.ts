import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keyedSteps } from "#lib/ingest/ingest.ts";
import { type ApiServer, startApiServer } from "#tests/api/api-server.ts";
import { batch, CHROME, post } from "#tests/ingest/support/batch.ts";

let api: ApiServer;
let key: string;

beforeAll(async () => {
  api = await startApiServer({ CLIENT_ADDRESS_HEADER: "x-real-ip", INGEST_CLIENT_RATE: "20/3600" });
  key = await api.makeKey("events");
  const { error } = await api.member.rpc("analytics_set_owner_allowed_origins", {
    p_user_code: "myclik",
    p_origins: ["https://card.example"],
  });
  if (error) throw new Error(error.message);
});
afterAll(() => api.stop());

const ADDRESS = "203.0.113.9";

async function send(visitor: object | undefined, over: object = {}) {
  const { user_code: _, ...sent } = batch();
  const body = { ...sent, visitor, ...over };
  const answer = await fetch(`${api.url}/api/v1/events`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "User-Agent": "shop-server/1.0", "CF-IPCountry": "US" },
    body: JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: await answer.json(),
    session: body.session.id,
  };
}

async function session(id: string): Promise<Record<string, unknown>> {
  const { data, error } = await api.client.from("analytics_sessions").select("*").eq("session_id", id);
  if (error) throw new Error(error.message);
  return { ...data[0] };
}

async function accounting(): Promise<Record<string, number>> {
  const { data, error } = await api.client.from("analytics_ingest_log").select("*").eq("user_code", "myclik");
  if (error) throw new Error(error.message);
  const sums: Record<string, number> = {};
  for (const { kind, code, events } of data) {
    const name = code ? `${kind}:${code}` : kind;
    sums[name] = (sums[name] ?? 0) + events;
  }
  return sums;
}

test("a server's events go the way of a browser's, but for the origin", () => {
  expect(keyedSteps.names).toEqual([
    "size",
    "parse",
    "visitor",
    "schema",
    "owner",
    "rate limit",
    "bot",
    "enrich",
    "flush",
    "answer",
  ]);
});

test("a visitor whose address and user agent a server tells is the one that a browser's own batch shows", async () => {
  const told = await send({ address: ADDRESS, user_agent: CHROME, country: "de" });
  expect(told).toMatchObject({
    status: 200,
    body: { accepted: 2, duplicates: 0, filtered: 0, rejected: [] },
  });
  const again = await send({ address: `::ffff:${ADDRESS}`, user_agent: CHROME });
  const own = batch();
  const browser = await post(api.ingestUrl, own, { "X-Real-IP": ADDRESS, Origin: "https://card.example" });
  expect(browser.status).toBe(200);
  const [first, second, third] = [
    await session(told.session),
    await session(again.session),
    await session(own.session.id),
  ];
  expect(second.visitor_id).toBe(first.visitor_id);
  expect(third.visitor_id).toBe(first.visitor_id);
  expect(first).toMatchObject({ share_code: "k7f2", group_code: "friends", country: "DE", device: "mobile" });
  // The country in front of the server is the server's own.
  expect(second.country).toBe("");
  for (const row of [first, second])
    expect(JSON.stringify(row)).not.toMatch(/203\.0\.113\.9|Chrome\/130|shop-server/);
});

test("of a visitor of whom a server tells nothing, the session is the visitor", async () => {
  const [one, other] = [await send(undefined), await send({})];
  const [first, second] = [await session(one.session), await session(other.session)];
  expect(first.visitor_id).toBeTruthy();
  expect(second.visitor_id).not.toBe(first.visitor_id);
  expect(first).toMatchObject({ device: "", browser: "" });
});

test("bots are filtered, repeats are duplicates, and all of it is accounted for", async () => {
  const before = await accounting();
  const bot = await send({ address: "203.0.113.20", user_agent: "Googlebot/2.1" });
  expect(bot.body).toMatchObject({ accepted: 0, filtered: 2 });
  const { events, session: visit } = batch();
  const once = await send({ address: "203.0.113.21" }, { events, session: visit });
  const twice = await send({ address: "203.0.113.21" }, { events, session: visit });
  expect([once.body.accepted, twice.body.accepted, twice.body.duplicates]).toEqual([2, 0, 2]);
  const old = await send(
    { address: "203.0.113.22" },
    {
      events: [{ id: v7(), type: "page_view", at: "2020-01-01T00:00:00Z", page: "home" }],
    },
  );
  expect(old.body.rejected).toMatchObject([{ code: "too_old", retryable: false }]);
  const after = await accounting();
  const added = Object.fromEntries(
    Object.entries(after)
      .map(([name, events]) => [name, events - (before[name] ?? 0)])
      .filter(([, events]) => events),
  );
  expect(added).toEqual({ stored: 2, duplicate: 2, "filtered:bot": 2, "rejected:too_old": 1 });
});

test("a batch of another owner is refused whole, and a browser's page may still not send from elsewhere", async () => {
  expect(await send({}, { user_code: "other" })).toMatchObject({
    status: 400,
    body: { error: { code: "invalid_batch" } },
  });
  const page = await post(api.ingestUrl, batch(), { Origin: "https://elsewhere.example" });
  expect(page.status).toBe(403);
});

test("visitors have the limit of a browser, each by the address that is told", async () => {
  const visitor = { address: "203.0.113.30", user_agent: CHROME };
  for (let sent = 0; sent < 10; sent++) expect((await send(visitor)).status).toBe(200);
  const late = await send(visitor);
  expect(late).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
  expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await send({ ...visitor, address: "203.0.113.31" })).status).toBe(200);
});
