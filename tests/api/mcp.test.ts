import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Provenance } from "#lib/api/api-shapes.ts";
import { DAY_MS } from "#lib/contract.ts";
import { ABILITIES } from "#lib/owners/api-keys.ts";
import { type ApiServer, startApiServer } from "#tests/api/api-server.ts";
import { batch, click, pageView, post } from "#tests/ingest/support/batch.ts";

let api: ApiServer;
let key: string;

beforeAll(async () => {
  api = await startApiServer();
  key = await api.makeKey("read");
  const yesterday = new Date(Date.now() - DAY_MS).toISOString();
  const events = [pageView({ at: yesterday }), click({ at: yesterday })];
  await post(api.ingestUrl, batch({ events, session: { id: "yesterday", started_at: yesterday } }));
  await api.client.rpc("aggregate_analytics_daily");
  await post(api.ingestUrl, batch());
});
afterAll(() => api.stop());

/** The SDK's own client, which checks every structured answer against the tool's schema. */
async function connect(bearer: string | undefined, mode: "auto" | "legacy" = "auto"): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const requestInit = bearer ? { headers: { Authorization: `Bearer ${bearer}` } } : {};
  await client.connect(new StreamableHTTPClientTransport(new URL(`${api.url}/api/mcp`), { requestInit }));
  return client;
}

const ask = (path: string) =>
  fetch(`${api.url}/api/v1${path}`, { headers: { Authorization: `Bearer ${key}` } }).then((answer) =>
    answer.json(),
  );

describe.each(["auto", "legacy"] as const)("a client that speaks %s", (mode) => {
  test("finds the tools, and gets from each of them numbers with their provenance", async () => {
    const client = await connect(key, mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name).sort()).toEqual([
      "compare_groups",
      "get_breakdown",
      "get_days",
      "get_journeys",
      "get_totals",
      "list_contacts",
      "list_shares",
    ]);
    const period = { period: "7d" };
    const given: Record<string, Record<string, unknown>> = {
      get_totals: period,
      get_days: { ...period, compare: "none" },
      compare_groups: period,
      get_breakdown: { ...period, by: "targets" },
      get_journeys: period,
      list_contacts: period,
      list_shares: { limit: 5 },
    };
    for (const { name, outputSchema } of tools) {
      expect(outputSchema?.properties).toBeDefined();
      const answer = await client.callTool({ name, arguments: given[name] ?? {} });
      expect({ name, isError: answer.isError ?? false }).toEqual({ name, isError: false });
      if (name === "list_shares") continue;
      const { provenance } = answer.structuredContent as { provenance: Provenance };
      // Journeys are counted from raw, whether a day is closed or not.
      const closed = name === "get_journeys" ? 0 : 1;
      expect({ name, ...provenance }).toMatchObject({ name, closed_days: closed, empty_days: 5 });
      expect(provenance.live_days).toHaveLength(2 - closed);
      if (closed > 0) expect(provenance.recounted_first).toMatch(/^\d{4}-/);
      expect(JSON.stringify(answer.content)).toContain(
        `${2 - closed} live (${provenance.live_days.join(", ")})`,
      );
    }
    await client.close();
  });

  test("gets the API's numbers", async () => {
    const client = await connect(key, mode);
    const call = async (name: string, args: Record<string, unknown>) =>
      (await client.callTool({ name, arguments: args })).structuredContent as Record<string, never>;
    expect((await call("get_totals", { period: "7d" })).totals).toEqual(
      (await ask("/numbers?period=7d")).totals,
    );
    const { steps, times, funnel } = await call("get_journeys", {
      period: "7d",
      filters: "is,target,whatsapp",
    });
    const journeys = await ask("/journeys?period=7d&filters=is,target,whatsapp");
    expect({ steps, times, funnel }).toEqual({
      steps: journeys.steps,
      times: journeys.times,
      funnel: journeys.funnel,
    });
    expect((await call("list_contacts", { period: "7d" })).rows).toEqual(
      (await ask("/contacts?period=7d")).rows,
    );
    expect((await call("get_breakdown", { period: "7d", by: "pages" })).rows).toEqual(
      (await ask("/breakdowns/pages?period=7d")).rows,
    );
    expect((await call("list_shares", {})).rows).toMatchObject([{ share_code: "k7f2", contact: "Ada" }]);
    expect(await call("compare_groups", { period: "7d" })).toMatchObject({
      groups: [{ group_code: "friends", sessions: 2, contacting_sessions: 2, contact_rate: 1 }],
      more: 0,
    });
    await client.close();
  });

  test("reads what is wrong with its question", async () => {
    const client = await connect(key, mode);
    const faults: [Record<string, unknown>, RegExp][] = [
      [{ from: "2026-02-02", to: "2026-02-01" }, /invalid_request: from: must not be after to/],
      [{ group: "nowhere" }, /not_found/],
      [{ group: "a\0b" }, /invalid_request/],
      [{ period: "yesteryear" }, /period/],
    ];
    for (const [args, message] of faults) {
      const answer = await client.callTool({ name: "get_totals", arguments: args });
      expect({ args, isError: answer.isError, text: JSON.stringify(answer.content) }).toEqual({
        args,
        isError: true,
        text: expect.stringMatching(message),
      });
    }
    await client.close();
  });
});

test("a key opens the tools only if it may read, and not once it is revoked", async () => {
  for (const ability of ABILITIES) {
    const bearer = await api.makeKey(ability);
    const opened = connect(bearer, "legacy").then(
      (client) => client.close().then(() => "open"),
      (error) => String(error),
    );
    expect({ ability, opened: await opened }).toEqual({
      ability,
      opened: ability === "read" ? "open" : expect.stringContaining("This key may not do that"),
    });
  }
  for (const bearer of [undefined, "sb_secret_test", `daybook_myclik_${"0".repeat(64)}`]) {
    await expect(connect(bearer)).rejects.toThrow(/401|key that is in force/i);
  }
  const bearer = await api.makeKey("read");
  const client = await connect(bearer);
  await client.callTool({ name: "list_shares", arguments: {} });
  await api.revokeKey(bearer);
  await expect(client.callTool({ name: "list_shares", arguments: {} })).rejects.toThrow(/401|key/i);
});

test("every tool is for the holder of a key that may read, and for nobody else", async () => {
  const client = await connect(key);
  const { tools } = await client.listTools();
  await client.close();
  const held: Record<string, string | undefined> = {
    nobody: undefined,
    service: process.env.SUPABASE_SECRET_KEY,
    "a session": (await api.member.auth.getSession()).data.session?.access_token,
    "an unknown key": `daybook_myclik_${"0".repeat(64)}`,
    "another owner's address": key.replace("myclik", "other"),
  };
  for (const ability of ABILITIES) held[ability] = await api.makeKey(ability);
  for (const { name } of tools) {
    for (const [who, bearer] of Object.entries(held)) {
      const answer = await fetch(`${api.url}/api/mcp`, {
        method: "POST",
        headers: {
          ...(bearer && { Authorization: `Bearer ${bearer}` }),
          "Content-Type": "application/json",
          Accept: "application/json, text/event-stream",
        },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "tools/call",
          params: { name, arguments: name === "get_breakdown" ? { by: "targets" } : {} },
        }),
      });
      const wanted = who === "read" ? 200 : (ABILITIES as readonly string[]).includes(who) ? 403 : 401;
      expect({ name, who, status: answer.status }).toEqual({ name, who, status: wanted });
      await answer.body?.cancel();
    }
  }
});

test("pages of other sites, other methods and bodies that are none get a clear refusal, never 500", async () => {
  const send = (init: RequestInit) =>
    fetch(`${api.url}/api/mcp`, {
      method: "POST",
      ...init,
      headers: {
        Authorization: `Bearer ${key}`,
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        ...init.headers,
      },
    });
  expect((await send({ headers: { Origin: "https://evil.example" } })).status).toBe(403);
  for (const init of [
    { body: "" },
    { body: "{" },
    { body: "null" },
    { body: "[]" },
    { body: '{"jsonrpc":"2.0","id":1,"method":"nothing"}' },
    { body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nothing"}}' },
    { body: "x".repeat(70_000) },
    { method: "GET", body: undefined },
    { method: "DELETE", body: undefined },
  ]) {
    const { status } = await send(init);
    expect({ init, isServerError: status >= 500 }).toEqual({ init, isServerError: false });
  }
});
