import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { clientAddress, clientNetwork } from "#lib/http/client-address.ts";
import { parseAddressSource } from "#lib/http/environment.ts";
import { appPoints } from "#lib/operations/doctor/app-points.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import type { FakeDatabase } from "#tests/ingest/support/fake-database.ts";
import { startServer } from "#tests/ingest/support/server.ts";

const PROXY = "10.0.0.1";
const OWN = { CLIENT_ADDRESS_HEADER: "X-Real-IP" };

test.each<[string, Record<string, string>, Record<string, string>, string | undefined, string]>([
  ["nothing but the connection", {}, {}, "203.0.113.1", "203.0.113.1"],
  ["nothing at all", {}, {}, undefined, ""],
  ["an IPv4 connection on an IPv6 socket", {}, {}, "::ffff:192.0.2.1", "192.0.2.1"],
  ["X-Real-IP by a proxy beside us", {}, { "x-real-ip": "203.0.113.1" }, PROXY, "203.0.113.1"],
  [
    "a list by a proxy beside us",
    {},
    { "x-forwarded-for": "203.0.113.1, 10.0.0.9" },
    "127.0.0.1",
    "203.0.113.1",
  ],
  [
    "the first valid of a list",
    {},
    { "x-forwarded-for": "unknown, , _hidden, 203.0.113.1" },
    PROXY,
    "203.0.113.1",
  ],
  ["no valid one in a list", {}, { "x-forwarded-for": "unknown, 999.1.1.1, 127.1" }, PROXY, PROXY],
  ["an address with its port", {}, { "x-forwarded-for": "203.0.113.1:5555" }, PROXY, "203.0.113.1"],
  ["IPv6 in brackets", {}, { "x-forwarded-for": "[2001:DB8::1]:443" }, PROXY, "2001:db8::1"],
  ["IPv6 with a zone", {}, { "x-real-ip": "fe80::1%eth0" }, PROXY, "fe80::1"],
  [
    "what Next notes of the connection, behind nginx",
    {},
    { "x-forwarded-for": "127.0.0.1", "x-real-ip": "203.0.113.1" },
    undefined,
    "203.0.113.1",
  ],
  [
    "claims over the open net",
    {},
    { "x-forwarded-for": "203.0.113.1", "x-real-ip": "203.0.113.2" },
    "198.51.100.1",
    "198.51.100.1",
  ],
  ["a platform's header, elsewhere", {}, { "x-vercel-forwarded-for": "203.0.113.1" }, PROXY, PROXY],
  ["Cloudflare's header, elsewhere", {}, { "cf-connecting-ip": "203.0.113.1" }, PROXY, PROXY],
  ["Fly's header, elsewhere", {}, { "fly-client-ip": "203.0.113.1" }, PROXY, PROXY],
  [
    "Vercel's on Vercel",
    { VERCEL: "1" },
    { "x-vercel-forwarded-for": "203.0.113.1", "x-real-ip": "203.0.113.2" },
    undefined,
    "203.0.113.1",
  ],
  [
    "others' on Vercel",
    { VERCEL: "1" },
    { "x-real-ip": "203.0.113.2", "cf-connecting-ip": "203.0.113.3" },
    undefined,
    "",
  ],
  [
    "Fly's on Fly",
    { FLY_APP_NAME: "daybook" },
    { "fly-client-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.2" },
    PROXY,
    "203.0.113.1",
  ],
  [
    "Cloudflare's on Cloudflare",
    { CF_PAGES: "1" },
    { "cf-connecting-ip": "2001:db8::7" },
    undefined,
    "2001:db8::7",
  ],
  [
    "Cloudflare's on Render",
    { RENDER: "true" },
    { "cf-connecting-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.2" },
    PROXY,
    "203.0.113.1",
  ],
  [
    "Railway's",
    { RAILWAY_PROJECT_ID: "a" },
    { "x-real-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.2" },
    PROXY,
    "203.0.113.1",
  ],
  ["Netlify's", { NETLIFY: "true" }, { "x-nf-client-connection-ip": "203.0.113.1" }, PROXY, "203.0.113.1"],
  [
    "the named one",
    OWN,
    { "x-real-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.2" },
    "198.51.100.1",
    "203.0.113.1",
  ],
  ["any but the named one", OWN, { "x-forwarded-for": "203.0.113.2" }, "198.51.100.1", "198.51.100.1"],
  [
    "the named one before the platform's",
    { ...OWN, VERCEL: "1" },
    { "x-real-ip": "203.0.113.1", "x-vercel-forwarded-for": "203.0.113.2" },
    PROXY,
    "203.0.113.1",
  ],
  [
    "Forwarded",
    { CLIENT_ADDRESS_HEADER: "forwarded" },
    { forwarded: 'for="[2001:db8::1]:4711";proto=https;by=203.0.113.43, for=198.51.100.17' },
    PROXY,
    "2001:db8::1",
  ],
  [
    "Forwarded with a name for nobody",
    { CLIENT_ADDRESS_HEADER: "forwarded" },
    { forwarded: "For=unknown, for=203.0.113.43:80" },
    PROXY,
    "203.0.113.43",
  ],
  [
    "the connection alone",
    { CLIENT_ADDRESS_HEADER: "none" },
    { "x-real-ip": "203.0.113.1", "x-forwarded-for": "203.0.113.1" },
    PROXY,
    PROXY,
  ],
])("%s", (_, environment, headers, socket, address) => {
  expect(clientAddress(new Headers(headers), socket, parseAddressSource(environment))).toBe(address);
});

test("an IPv6 limit counts the customer's network however its address is written", () => {
  expect(clientNetwork("2001:db8:1:2::1")).toBe(clientNetwork("2001:db8:1:2:ffff:0:0:9"));
  expect(clientNetwork("2001:db8::9")).toBe("2001:db8::/64");
  expect(clientNetwork("::1")).toBe("::/64");
  expect(clientNetwork("192.0.2.1")).toBe("192.0.2.1");
});

describe("over HTTP", () => {
  let url: string;
  let database: FakeDatabase;
  let stop: () => Promise<void>;
  const proxies: Server[] = [];

  beforeAll(async () => {
    ({ url, database, stop } = await startServer({ INGEST_CLIENT_RATE: "6/3600", CRON_SECRET: "nightly" }));
  });
  afterAll(() => stop());
  afterEach(() => {
    for (const proxy of proxies.splice(0)) proxy.close();
  });

  test("a header that no platform of ours owns resets no limit", async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const claims = { "X-Vercel-Forwarded-For": `203.0.113.${i}`, "CF-Connecting-IP": `203.0.113.${i}` };
      statuses.push((await post(url, batch(), { ...claims, "Fly-Client-IP": `203.0.113.${i}` })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  test("behind nginx, visitors with the same browser are told apart by X-Real-IP", async () => {
    const visitor = async (address: string) => {
      const headers = { "X-Real-IP": address, "X-Forwarded-For": "127.0.0.1" };
      expect((await post(url, batch(), headers)).status).toBe(200);
      return database.batches.at(-1)!.session!.visitor_id;
    };
    const [one, other, again] = [
      await visitor("203.0.113.50"),
      await visitor("203.0.113.51"),
      await visitor("203.0.113.50"),
    ];
    expect(other).not.toBe(one);
    expect(again).toBe(one);
  });

  test("health tells who asks to whoever knows the secret, and to nobody else", async () => {
    const health = async (headers: Record<string, string>) =>
      (await (await fetch(`${url}/api/health`, { headers })).json()) as Record<string, unknown>;
    expect(await health({ "X-Real-IP": "203.0.113.1" })).not.toHaveProperty("client_address");
    const told = await health({ "X-Real-IP": "203.0.113.1", Authorization: "Bearer nightly" });
    expect(told.client_address).toBe("203.0.113.1");
  });

  /** A proxy in front of the server that changes headers; as its public name, since loopback needs no proxy. */
  async function behindProxy(change: (headers: IncomingHttpHeaders) => void): Promise<string> {
    const proxy = createServer((incoming, outgoing) => {
      const headers = { ...incoming.headers };
      change(headers);
      const call = request(url + incoming.url, { method: incoming.method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(call);
    });
    proxies.push(proxy);
    await new Promise<void>((resolve) => proxy.listen(0, "0.0.0.0", resolve));
    return `http://0.0.0.0:${(proxy.address() as AddressInfo).port}`;
  }

  const addressPoint = async (app: string) =>
    (await appPoints(app, "nightly")).find(({ name }) => name.includes("CLIENT_ADDRESS_HEADER"));

  test("the doctor is content with a proxy that overwrites what is believed", async () => {
    const app = await behindProxy((headers) => {
      headers["x-real-ip"] = "203.0.113.9";
      headers["x-forwarded-for"] = `${headers["x-forwarded-for"] ?? ""}, 203.0.113.9`;
    });
    expect(await addressPoint(app)).not.toHaveProperty("todo");
  });

  test("the doctor names a header that a client can write itself", async () => {
    const app = await behindProxy((headers) => {
      headers["x-forwarded-for"] = "203.0.113.9";
    });
    expect((await addressPoint(app))?.todo).toContain("whoever sends x-real-ip");
  });

  test("the doctor notices when all clients are the proxy", async () => {
    expect((await addressPoint(await behindProxy(() => {})))?.todo).toContain("127.0.0.1");
  });
});
