import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createServerClient } from "@supabase/ssr";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { isAuthAway, memberFetch } from "#lib/supabase/auth-fetch.ts";

const PUBLISHABLE = "sb_publishable_test";
const SECRET = "sb_secret_test";

// The library tells the console every refusal that these tests provoke.
vi.spyOn(console, "error").mockImplementation(() => {});
vi.spyOn(console, "warn").mockImplementation(() => {});

let server: Server;
let supabaseUrl: string;
let asked: { path: string; headers: IncomingHttpHeaders }[];
/** What Auth and the API answer: a status with a body, or nothing at all. */
let answers: (path: string) => { status: number; body: unknown } | null;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = request.url ?? "";
    asked.push({ path, headers: request.headers });
    const answer = answers(path);
    if (!answer) return;
    response.writeHead(answer.status, { "Content-Type": "application/json" });
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  supabaseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  asked = [];
});

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A member's client whose session is over by its own account, as after a night. */
function client({ secretKey = SECRET, isKnownAway = false, expiresIn = -3600 } = {}) {
  const changes: { name: string; value: string }[] = [];
  const expires = Math.floor(Date.now() / 1000) + expiresIn;
  const session = {
    access_token: `${part({ alg: "HS256" })}.${part({ sub: "ana", exp: expires })}.${part({})}`,
    refresh_token: "renew",
    token_type: "bearer",
    expires_in: 3600,
    expires_at: expires,
    user: { id: "ana" },
  };
  const { fetch, isAway } = memberFetch(
    { supabaseUrl, publishableKey: PUBLISHABLE, secretKey },
    { clientAddress: "203.0.113.9", isKnownAway },
  );
  const member = createServerClient(supabaseUrl, PUBLISHABLE, {
    global: { fetch },
    cookies: {
      getAll: () => [{ name: "sb-127-auth-token", value: `base64-${part(session)}` }],
      setAll: (set) => {
        if (!isAway()) changes.push(...set);
      },
    },
  });
  return { member, changes };
}

test.each([
  ["429", { status: 429, body: { error_code: "over_request_rate_limit", msg: "slow down" } }, 1],
  ["429 of a gateway", { status: 429, body: "<html>" }, 1],
  ["500", { status: 500, body: { msg: "no database" } }, 2],
  ["503 of a gateway", { status: 503, body: "<html>" }, 2],
])("one %s from Auth ends no session and is not asked for half a minute", async (_, answer, tries) => {
  answers = () => answer;
  const { member, changes } = client();
  const { data, error } = await member.auth.getSession();
  expect(data.session).toBeNull();
  expect(isAuthAway(error)).toBe(true);
  expect(changes).toEqual([]);
  expect(asked).toHaveLength(tries);
});

test("an Auth that does not answer is waited for once, however many tries the library would like", async () => {
  answers = () => null;
  const { member, changes } = client();
  expect(isAuthAway((await member.auth.getSession()).error)).toBe(true);
  expect(changes).toEqual([]);
  expect(asked).toHaveLength(1);
});

test("who has just been told that Auth is away does not ask again", async () => {
  const { member } = client({ isKnownAway: true });
  expect(isAuthAway((await member.auth.getSession()).error)).toBe(true);
  expect(asked).toEqual([]);
});

test("a token that is still good serves while Auth is away", async () => {
  answers = () => ({ status: 503, body: {} });
  const { member } = client({ expiresIn: 60 });
  expect((await member.auth.getSession()).data.session?.user.id).toBe("ana");
});

test("a session that Auth refuses to renew is over, and its cookies go", async () => {
  answers = () => ({ status: 400, body: { error_code: "refresh_token_not_found", msg: "gone" } });
  const { member, changes } = client();
  const { data, error } = await member.auth.getSession();
  expect([data.session, isAuthAway(error)]).toEqual([null, false]);
  expect(changes).toEqual([expect.objectContaining({ name: "sb-127-auth-token", value: "" })]);
});

test("Auth is told whose request this is, with the secret key, and the API is told neither", async () => {
  answers = (path) => ({ status: path.startsWith("/auth") ? 400 : 200, body: {} });
  const { member } = client({ expiresIn: 3600 });
  await member.auth.signInWithPassword({ email: "a@example.com", password: "x" });
  await member.rpc("analytics_caller");
  const [auth, api] = asked.map(({ headers }) => headers);
  expect(auth).toMatchObject({
    "sb-forwarded-for": "203.0.113.9",
    apikey: SECRET,
    authorization: `Bearer ${SECRET}`,
  });
  expect(api?.apikey).toBe(PUBLISHABLE);
  expect(JSON.stringify(api)).not.toMatch(/sb_secret|sb-forwarded-for/);
});

test("a signed-in person's token stays beside the secret key; a legacy key forwards nothing", async () => {
  answers = () => ({ status: 200, body: { id: "ana" } });
  await client({ expiresIn: 3600 }).member.auth.getUser();
  await client({ expiresIn: 3600, secretKey: "eyJ.legacy.key" }).member.auth.getUser();
  const [own, legacy] = asked.map(({ headers }) => headers);
  expect(own).toMatchObject({ apikey: SECRET, "sb-forwarded-for": "203.0.113.9" });
  expect(own?.authorization).toMatch(/^Bearer eyJ/);
  expect(legacy).toMatchObject({ apikey: PUBLISHABLE });
  expect(legacy?.["sb-forwarded-for"]).toBeUndefined();
});
