import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import createClient from "openapi-fetch";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JsonSchema, OpenApi } from "#lib/api/openapi.ts";
import { DAY_MS } from "#lib/contract.ts";
import { ABILITIES, type Ability } from "#lib/owners/api-keys.ts";
import { type ApiServer, startApiServer } from "#tests/api/api-server.ts";
import type { paths } from "#tests/api/client-types.ts";
import { batch, click, pageView, post } from "#tests/ingest/support/batch.ts";

let api: ApiServer;
let keys: Record<Ability, string>;
let document: OpenApi;

beforeAll(async () => {
  api = await startApiServer();
  const made = await Promise.all(ABILITIES.map(async (ability) => [ability, await api.makeKey(ability)]));
  keys = Object.fromEntries(made);
  document = await (await fetch(`${api.url}/api/v1/openapi.json`)).json();
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  for (const days of [3, 2, 0]) {
    const at = ago(days);
    await post(api.ingestUrl, {
      ...batch({ share_code: days === 3 ? "" : "k7f2" }),
      session: { id: v7(), started_at: at, referrer: "https://news.example/a", language: "de" },
      events: [pageView({ at }), pageView({ at, page: "about" }), click({ at })],
    });
    if (days === 2) await api.client.rpc("aggregate_analytics_daily");
  }
});
afterAll(() => api.stop());

const ask = (path: string, key?: string, init: RequestInit = {}) =>
  fetch(`${api.url}/api/v1${path}`, {
    ...init,
    headers: {
      ...(key && { Authorization: `Bearer ${key}` }),
      "Content-Type": "application/json",
      ...init.headers,
    },
  });

/** The document's schemas, which let fields be added, with every object closed: an answer is to hold nothing they do not name. */
function closed(schema: JsonSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value && typeof value === "object" && value.type === "object" && value.properties
      ? { ...value, additionalProperties: false }
      : value,
  );
}

/** What the document says of an answer: the faults of a body, by its schema there. */
function faultsOf(schema: JsonSchema, body: unknown): unknown[] {
  const ajv = new Ajv2020({ strict: false });
  ajvFormats.default(ajv);
  const root = closed({ ...schema, components: document.components } as unknown as JsonSchema);
  return ajv.validate(root, body) ? [] : (ajv.errors ?? []);
}

const okSchema = (path: string, method: "get" | "put" | "post") =>
  document.paths[path]?.[method]?.responses["200"]?.content?.["application/json"].schema as JsonSchema;
const ERROR: JsonSchema = { $ref: "#/components/schemas/Error" };

test("the API itself says where it is described; an address of it that is not there is an error of its own", async () => {
  const index = await ask("");
  expect([index.status, await index.json()]).toEqual([
    200,
    { openapi: "/api/v1/openapi.json", documentation: "/docs/api" },
  ]);
  const posted = await ask("", undefined, { method: "POST", body: "{}" });
  expect([posted.status, (await posted.json()).error.code]).toEqual([405, "method_not_allowed"]);
  for (const path of ["/nothing", "/numbers/more", "/%20"]) {
    const answer = await ask(path, keys.read);
    expect([answer.status, faultsOf(ERROR, await answer.json())], path).toEqual([404, []]);
  }
});

test("a client generated from the document gets from every address what the document says", async () => {
  const client = createClient<paths>({
    baseUrl: `${api.url}/api/v1`,
    headers: { Authorization: `Bearer ${await api.makeKey("read", "shares", "events")}` },
  });
  const query = { period: "7d" } as const;
  const group = await client.PUT("/groups/{group_code}", {
    params: { path: { group_code: "fair" } },
    body: { name: "Trade fair" },
  });
  const share = await client.PUT("/shares/{share_code}", {
    params: { path: { share_code: "fair-1" } },
    body: { contact: "Eva", group_code: "fair" },
  });
  expect(group.data).toMatchObject({ group_code: "fair", name: "Trade fair", archived: false });
  expect(share.data).toMatchObject({ share_code: "fair-1", contact: "Eva", group_code: "fair" });

  const answers: [
    path: string,
    method: "get" | "put" | "post",
    answer: { data?: unknown; error?: unknown },
  ][] = [
    ["/groups/{group_code}", "put", group],
    ["/shares/{share_code}", "put", share],
    ["/key", "get", await client.GET("/key")],
    ["/numbers", "get", await client.GET("/numbers", { params: { query: { ...query, compare: "none" } } })],
    ["/days", "get", await client.GET("/days", { params: { query: { period: "today" } } })],
    ["/breakdowns/targets", "get", await client.GET("/breakdowns/targets", { params: { query } })],
    ["/breakdowns/pages", "get", await client.GET("/breakdowns/pages", { params: { query } })],
    ["/breakdowns/groups", "get", await client.GET("/breakdowns/groups", { params: { query } })],
    [
      "/breakdowns/{dimension}",
      "get",
      await client.GET("/breakdowns/{dimension}", { params: { path: { dimension: "referrer" }, query } }),
    ],
    ["/journeys", "get", await client.GET("/journeys", { params: { query } })],
    ["/contacts", "get", await client.GET("/contacts", { params: { query } })],
    ["/shares", "get", await client.GET("/shares", { params: { query: { limit: 1 } } })],
    ["/groups", "get", await client.GET("/groups")],
    [
      "/events",
      "post",
      await client.POST("/events", {
        body: {
          v: 1,
          share_code: "fair-1",
          session: { id: v7(), started_at: new Date().toISOString() },
          events: [{ id: v7(), type: "page_view", at: new Date().toISOString(), page: "home" }],
        },
      }),
    ],
  ];
  for (const [path, method, { data, error }] of answers) {
    expect({ path, method, error, faults: faultsOf(okSchema(path, method), data) }).toEqual({
      path,
      method,
      error: undefined,
      faults: [],
    });
  }
  const addresses = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(answers.map(([path, method]) => `${method} ${path}`).sort()).toEqual(addresses.sort());
});

test("the API's numbers are the dashboard's, and say which days are live and which were recounted when", async () => {
  const { data: shown } = await api.member.rpc("analytics_dashboard", {
    p_user_code: "myclik",
    p_compare: "previous",
  });
  const numbers = await (await ask("/numbers?period=all", keys.read)).json();
  expect(numbers.totals).toEqual(shown.totals);
  expect(numbers.totals.page_views).toBeGreaterThan(5);
  const days = await (await ask("/days?period=all", keys.read)).json();
  expect(
    days.days.map(({ date, state, clicks }: Record<string, unknown>) => ({ date, state, clicks })),
  ).toEqual(shown.days.map(({ date, state, clicks }: Record<string, unknown>) => ({ date, state, clicks })));
  expect(numbers.provenance.closed_days).toBe(2);
  expect(numbers.provenance.live_days).toEqual([shown.period.today]);
  expect(Date.parse(numbers.provenance.recounted_last)).toBeLessThan(Date.now());
  for (const [path, list] of [
    ["/breakdowns/targets", shown.targets],
    ["/breakdowns/pages", shown.pages],
    ["/breakdowns/groups", shown.groups],
    ["/breakdowns/referrer", shown.dimensions.referrer],
    ["/contacts", shown.contacts],
  ]) {
    const { rows } = await (await ask(`${path}?period=all`, keys.read)).json();
    const bare = (row: object) => ({ ...row, previous_clicks: null, previous_page_views: null });
    expect({ path, rows: rows.map(bare) }).toEqual({ path, rows: list.rows.map(bare) });
  }
});

test("filters are the dashboard's: numbers and lists are of the visits that meet them, counted from raw", async () => {
  const filters = encodeURIComponent("is,page,about;is_not,language,fr;is,contact,");
  const numbers = await (await ask(`/numbers?period=7d&filters=${filters}`, keys.read)).json();
  expect(numbers).toMatchObject({
    totals: { sessions: 1, page_views: 2, clicks: 1 },
    filter: {
      scope: "contact",
      contact: "",
      filters: [
        ["is", "page", ["about"]],
        ["is_not", "language", ["fr"]],
      ],
      gone_days: 0,
    },
    provenance: { closed_days: 0, gone_days: [] },
  });
  const { rows } = await (await ask(`/breakdowns/pages?period=7d&filters=${filters}`, keys.read)).json();
  expect(rows.map(({ page }: { page: string }) => page).sort()).toEqual(["about", "home"]);
  expect((await ask("/numbers?filters=is,password,x", keys.read)).status).toBe(400);
});

test("journeys are the screen's, with or without filters, and of days whose events are gone there are none", async () => {
  const conditions = [["is", "page", ["about"]]];
  for (const [search, p_filters] of [
    ["", null],
    ["&filters=is,page,about", conditions],
  ] as const) {
    const { data: shown } = await api.member.rpc("analytics_journeys", { p_user_code: "myclik", p_filters });
    const { steps, times, funnel, filter, provenance } = await (
      await ask(`/journeys?period=all${search}`, keys.read)
    ).json();
    expect(shown).toMatchObject({ steps, times, funnel, filter });
    expect(times.all.sessions).toBeGreaterThan(0);
    expect(provenance).toMatchObject({ closed_days: 0, live_days: shown.provenance.live_days });
  }
  const raw = ["analytics_page_views", "analytics_clicks", "analytics_sessions"];
  const day = new Date(Date.now() - 2 * DAY_MS).toISOString().slice(0, 10);
  const kept = await Promise.all(raw.map((table) => api.client.from(table).select().eq("date", day)));
  for (const table of raw) await api.client.from(table).delete().eq("date", day);
  try {
    const refused = await ask(`/journeys?from=${day}&to=${day}`, keys.read);
    expect([refused.status, (await refused.json()).error.code]).toEqual([410, "not_kept"]);
  } finally {
    for (const [place, table] of raw.entries()) await api.client.from(table).insert(kept[place]?.data ?? []);
  }
});

test("pages of one row hold every row once, the one without a code too", async () => {
  const seen: string[] = [];
  for (let cursor = ""; ; ) {
    const { rows, next } = await (
      await ask(`/contacts?period=all&limit=1&cursor=${cursor}`, keys.read)
    ).json();
    seen.push(...rows.map((row: { share_code: string }) => row.share_code));
    if (next === null) break;
    cursor = next;
  }
  const { rows } = await (await ask("/contacts?period=all", keys.read)).json();
  expect(seen).toContain("");
  expect([...seen].sort()).toEqual(rows.map((row: { share_code: string }) => row.share_code).sort());
});

test("a key of each ability may do what its ability says and nothing else", async () => {
  const { OPERATIONS } = await import("#lib/api/operations.ts");
  for (const { method, path, ability } of OPERATIONS) {
    const address = path
      .replace("{dimension}", "os")
      .replace("{share_code}", "k7f2")
      .replace("{group_code}", "friends");
    const body = method === "GET" ? undefined : JSON.stringify(method === "PUT" ? {} : batch());
    for (const held of [...ABILITIES, "unknown", "none"] as const) {
      const key =
        held === "none" ? undefined : held === "unknown" ? `daybook_myclik_${"0".repeat(64)}` : keys[held];
      const answer = await ask(address, key, { method, body });
      const wanted =
        held === "unknown" || held === "none" ? 401 : ability === null || ability === held ? 200 : 403;
      expect({ method, path, held, status: answer.status }).toEqual({ method, path, held, status: wanted });
      expect(answer.headers.get("cache-control")).toBe("private, no-store");
      expect(answer.headers.get("access-control-allow-origin")).toBeNull();
      if (wanted !== 200) expect(faultsOf(ERROR, await answer.json())).toEqual([]);
      if (wanted === 401) expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    }
  }
  // The share is put back for the other tests.
  await ask("/shares/k7f2", keys.shares, {
    method: "PUT",
    body: JSON.stringify({ contact: "Ada", group_code: "friends" }),
  });
});

test("a revoked key is refused at once, also one that has just opened something", async () => {
  const key = await api.makeKey("read");
  expect((await ask("/numbers", key)).status).toBe(200);
  await api.revokeKey(key);
  const answer = await ask("/numbers", key);
  expect({ status: answer.status, body: await answer.json() }).toMatchObject({
    status: 401,
    body: { error: { code: "invalid_key" } },
  });
});

test("another owner's key says nothing of this owner", async () => {
  const { addOwner } = await import("#tests/ingest/support/real-server.ts");
  await addOwner(api.client, "other");
  const token = keys.read.split("_").at(-1);
  expect((await ask("/numbers", `daybook_other_${token}`)).status).toBe(401);
});

test("nothing that a client can send is answered with 500, and every refusal says why", async () => {
  const wrong: [status: number, path: string, init?: RequestInit, key?: string][] = [
    [400, "/numbers?period=yesteryear"],
    [400, "/numbers?from=2026-02-30"],
    [400, "/numbers?from=2026-02-02&to=2026-02-01"],
    [400, "/numbers?from=1900-01-01&to=2026-01-01"],
    [400, "/numbers?from=0000-01-01"],
    [400, "/numbers?compare=nothing"],
    [400, "/numbers?period=7d&from=2026-01-01"],
    [400, "/numbers?group=a%00b"],
    [404, "/numbers?group=nowhere"],
    [404, "/contacts?contact=%F0%9F%92%A9"],
    [400, "/contacts?limit=0"],
    [400, "/contacts?limit=1001"],
    [400, "/contacts?limit=ten"],
    [400, "/contacts?cursor=%C3%A4"],
    [400, `/contacts?cursor=${Buffer.from("after:a\0b").toString("base64url")}`],
    [400, "/breakdowns/colour"],
    [404, "/"],
    [404, "/numbers/today"],
    [404, "/__proto__"],
    [405, "/numbers", { method: "POST", body: "{}" }],
    [405, "/key", { method: "DELETE" }],
    [405, "/events"],
    [400, "/shares/no%20code", { method: "PUT", body: "{}" }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: "{" }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: "[]" }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: "null" }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: JSON.stringify({ contact: 1 }) }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: '{"contact":"a\\u0000b"}' }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: '{"contact":"\\ud800"}' }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: JSON.stringify({ contact: "x".repeat(121) }) }, keys.shares],
    [400, "/shares/x", { method: "PUT", body: JSON.stringify({ group_code: "nowhere" }) }, keys.shares],
    [413, "/shares/x", { method: "PUT", body: JSON.stringify({ contact: "x".repeat(9000) }) }, keys.shares],
    [400, "/groups/x", { method: "PUT", body: JSON.stringify({ name: "\n" + "a\tb" }) }, keys.shares],
    [400, "/events", { method: "POST", body: "" }, keys.events],
    [400, "/events", { method: "POST", body: "null" }, keys.events],
    [400, "/events", { method: "POST", body: '"text"' }, keys.events],
    [400, "/events", { method: "POST", body: "[]" }, keys.events],
    [400, "/events", { method: "POST", body: JSON.stringify({ ...batch(), visitor: 1 }) }, keys.events],
    [
      400,
      "/events",
      { method: "POST", body: JSON.stringify({ ...batch(), visitor: { address: "home" } }) },
      keys.events,
    ],
    [
      400,
      "/events",
      { method: "POST", body: JSON.stringify({ ...batch(), user_code: "other" }) },
      keys.events,
    ],
    [
      413,
      "/events",
      { method: "POST", body: JSON.stringify({ ...batch(), more: "x".repeat(70_000) }) },
      keys.events,
    ],
  ];
  for (const [wanted, path, init, key = keys.read] of wrong) {
    const answer = await ask(path, key, init);
    const body = await answer.json();
    expect({ path, body: init?.body, status: answer.status, message: body.error?.message }).toEqual({
      path,
      body: init?.body,
      status: wanted,
      message: expect.stringMatching(/\w.*\.$/),
    });
    expect({ path, faults: faultsOf(ERROR, body) }).toEqual({ path, faults: [] });
  }
});

test.each([
  "",
  "Bearer",
  "Bearer daybook_myclik_",
  "Basic abc",
  `Bearer daybook_My Clik_${"0".repeat(64)}`,
  "Bearer sb_secret_test",
])("what is no key is refused without asking the database: %s", async (authorization) => {
  const answer = await fetch(`${api.url}/api/v1/key`, { headers: { authorization } });
  expect(answer.status).toBe(401);
});
