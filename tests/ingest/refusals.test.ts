import { expect, test } from "vitest";
import { batch, pageView, post } from "#tests/ingest/support/batch.ts";
import { OWNER } from "#tests/ingest/support/fake-database.ts";
import { serverOfFile } from "#tests/ingest/support/server.ts";

const server = serverOfFile();

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
  ["a code that nobody sees", { ...batch(), user_code: "\u200b\0" }, 400, "invalid_batch"],
  ["an unknown owner", { ...batch(), user_code: "nobody" }, 404, "unknown_owner"],
  ["101 events", { ...batch(), events: Array(101).fill(pageView()) }, 413, "too_large"],
] as const)("%s is refused with its code", async (_, body, status, code) => {
  const answer = await post(server.url, body);
  expect(answer).toMatchObject({ status, body: { error: { code, message: expect.stringMatching(/\.$/) } } });
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBe("*");
});

test("an owner's events are taken from its origins only, and from Daybook's own pages", async () => {
  server.database.owners.set("walled", {
    ...OWNER,
    user_code: "walled",
    allowed_origins: ["https://*.example.com"],
  });
  const status = async (headers: Record<string, string>) => {
    return (await post(server.url, batch({ user_code: "walled" }), headers)).status;
  };
  expect(await status({ Origin: "https://cards.example.com" })).toBe(200);
  expect(await status({ Origin: server.url })).toBe(200);
  expect(await status({ Origin: "https://evil.example" })).toBe(403);
  expect(await status({ Origin: "null" })).toBe(403);
  expect(await status({})).toBe(403);
});

test("events refused for their origin are accounted for, so that the owner can see what is missing", async () => {
  server.database.owners.set("strict", {
    ...OWNER,
    user_code: "strict",
    allowed_origins: ["https://example.com"],
  });
  await post(server.url, batch({ user_code: "strict" }), { Origin: "https://forgotten.example" });
  expect(server.database.batches).toMatchObject([
    { user_code: "strict", session: null, page_views: [], rejected: { origin_not_allowed: 2 } },
  ]);
});

test("a preflight allows what the tracker sends, without credentials", async () => {
  const response = await fetch(`${server.url}/api/ingest`, {
    method: "OPTIONS",
    headers: { Origin: "https://card.example" },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
  expect(response.headers.get("Access-Control-Allow-Methods")).toBe("POST");
  expect(response.headers.get("Access-Control-Allow-Headers")).toBe("Content-Type");
  expect(response.headers.get("Access-Control-Allow-Credentials")).toBeNull();
});
