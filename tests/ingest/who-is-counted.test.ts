import { expect, test } from "vitest";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { OWNER } from "#tests/ingest/support/fake-database.ts";
import { serverOfFile } from "#tests/ingest/support/server.ts";

const server = serverOfFile();

test.each([
  ["bot", { "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }],
  ["headless", { "User-Agent": "Mozilla/5.0 HeadlessChrome/130.0 Safari/537.36" }],
  ["no_user_agent", { "User-Agent": " " }],
  ["prefetch", { "Sec-Purpose": "prefetch;prerender" }],
  ["privacy", { DNT: "1" }],
  ["privacy", { "Sec-GPC": "1" }],
])("events filtered as %s are acknowledged, named and not stored", async (code, headers) => {
  const answer = await post(server.url, batch(), headers);
  expect(answer).toMatchObject({ status: 200, body: { accepted: 0, filtered: 2, rejected: [] } });
  expect(server.database.batches).toMatchObject([
    { session: null, page_views: [], clicks: [], filtered: { [code]: 2 } },
  ]);
});

test("visits from an excluded address are filtered, and only a keyed hash of it is known", async () => {
  const { addressHash } = await import("#lib/http/secrets.ts");
  const excluded_addresses = [addressHash("homely", "203.0.113.9")];
  server.database.owners.set("homely", { ...OWNER, user_code: "homely", excluded_addresses });
  const from = async (address: string) =>
    (await post(server.url, batch({ user_code: "homely" }), { "X-Forwarded-For": address })).body.filtered;
  expect(await from("203.0.113.9")).toBe(2);
  expect(await from("203.0.113.10")).toBe(0);
});

test("one visitor is the same for the day, another address or owner makes another", async () => {
  server.database.owners.set("other", { ...OWNER, user_code: "other" });
  const visitor = async (address: string, user_code = "myclik") => {
    await post(server.url, batch({ user_code }), { "X-Forwarded-For": address });
    return server.database.batches.at(-1)!.session!.visitor_id;
  };
  const first = await visitor("203.0.113.1");
  expect(await visitor("203.0.113.1")).toBe(first);
  expect(await visitor("203.0.113.2")).not.toBe(first);
  expect(await visitor("203.0.113.1", "other")).not.toBe(first);
});

test("neither the address nor the user agent reaches the database", async () => {
  await post(server.url, batch(), {
    "X-Forwarded-For": "203.0.113.77",
    "User-Agent": "SecretApp/9 (Custom 1.0) Thing",
  });
  expect(JSON.stringify(server.database.batches)).not.toMatch(/203\.0\.113|SecretApp|Thing/);
});
