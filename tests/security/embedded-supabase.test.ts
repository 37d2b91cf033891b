import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { freePort } from "#supabase/local/free-port.ts";
import { type LocalKeys, localKeys, makeDataFolder } from "#supabase/local/keys.ts";
import { type LocalSupabase, mailbox, startLocalSupabase } from "#supabase/local/server.ts";

const parent = mkdtempSync(join(tmpdir(), "daybook-embedded-"));
const folder = join(parent, "data");
let keys: LocalKeys;
let supabase: LocalSupabase;

// The embedded Supabase tells the console every refusal that these tests provoke.
vi.spyOn(console, "error").mockImplementation(() => {});

beforeAll(async () => {
  keys = await localKeys(folder);
  supabase = await startLocalSupabase({
    place: { folder: join(folder, "db") },
    keys,
    port: await freePort(),
    siteUrl: "http://localhost:3000",
    mail: mailbox(join(folder, "mails.log"), () => {}),
  });
});
afterAll(async () => {
  await supabase?.close();
  rmSync(parent, { recursive: true, force: true });
});

/** Asks with the headers that a program may set and a browser may not. */
function ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${supabase.url}${path}`, { headers }, async (answer) =>
      resolve({ status: answer.statusCode ?? 0, body: await text(answer) }),
    );
    asked.on("error", reject).end();
  });
}

test("only the API and Auth answer without the secret key; the schema and the settings want it", async () => {
  for (const path of [
    "/_system/info",
    "/_system/config",
    "/_system",
    "/",
    "/anything",
    "/rest/v1/../../_system/info",
  ]) {
    const stranger = await ask(path);
    expect({ path, status: stranger.status }).toEqual({ path, status: 401 });
    expect((await ask(path, { apikey: keys.SUPABASE_PUBLISHABLE_KEY })).status).toBe(401);
    expect(stranger.body).not.toMatch(/CREATE SCHEMA|publishable_key/);
  }
  expect((await ask("/_system/info", { apikey: keys.SUPABASE_SECRET_KEY })).status).toBe(200);
  expect((await ask("/auth/v1/.well-known/jwks.json")).status).toBe(200);
});

test("a request under another site's name is refused, whatever it asks and whatever key it has", async () => {
  const { port } = new URL(supabase.url);
  const apikey = keys.SUPABASE_SECRET_KEY;
  for (const host of [
    "evil.example",
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    "localhost.evil.example",
  ]) {
    for (const path of ["/_system/info", "/auth/v1/settings", "/rest/v1/analytics_owners"]) {
      expect({ host, path, status: (await ask(path, { host, apikey })).status }).toEqual({
        host,
        path,
        status: 403,
      });
    }
  }
  for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, "localhost"]) {
    expect((await ask("/rest/v1/analytics_owners", { host, apikey })).status).toBe(200);
  }
});

test("nobody else on the machine can enter the data folder, nor read what lies in it", async () => {
  const rights = (path: string) => (statSync(join(folder, path)).mode & 0o777).toString(8);
  const member = createClient(supabase.url, keys.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false },
  });
  await member.auth.signUp({ email: "mail@example.com", password: "correct horse battery" });
  await member.auth.resetPasswordForEmail("mail@example.com");
  expect(readFileSync(join(folder, "mails.log"), "utf8")).toContain("mail@example.com");
  expect(["", "db", "keys.env", "mails.log"].map(rights)).toEqual(["700", "700", "600", "600"]);
});

test("a data folder of before is closed, and a folder that is somebody's own keeps its rights", () => {
  const rights = (path: string) => (statSync(path).mode & 0o777).toString(8);
  chmodSync(folder, 0o755);
  makeDataFolder(folder);
  expect(rights(folder)).toBe("700");
  const shared = join(parent, "shared");
  mkdirSync(join(shared, "something"), { recursive: true });
  makeDataFolder(shared);
  expect(rights(shared)).toBe("755");
});

test("each installation has a demo password of its own, which stays, beside the keys", async () => {
  expect(keys.DEMO_PASSWORD).toMatch(/^[\w-]{16}$/);
  expect((await localKeys(folder)).DEMO_PASSWORD).toBe(keys.DEMO_PASSWORD);
  expect((await localKeys(join(parent, "another"))).DEMO_PASSWORD).not.toBe(keys.DEMO_PASSWORD);
});

test("after a sign-out everywhere the token that was copied before reads and writes nothing", async () => {
  const options = { auth: { persistSession: false, autoRefreshToken: false } };
  const credentials = { email: "copied@example.com", password: "correct horse battery" };
  const owner = createClient(supabase.url, keys.SUPABASE_PUBLISHABLE_KEY, options);
  const { data } = await owner.auth.signUp(credentials);
  const thief = createClient(supabase.url, keys.SUPABASE_PUBLISHABLE_KEY, {
    ...options,
    global: { headers: { Authorization: `Bearer ${data.session!.access_token}` } },
  });
  const acts = async () => [
    (await thief.rpc("analytics_create_owner", { p_user_code: "copied", p_name: "Mine" })).error?.code,
    (await thief.rpc("analytics_owner_shares", { p_user_code: "copied" })).error?.code,
    (await thief.from("analytics_owners").select("user_code")).error?.code,
  ];
  expect(await acts()).toEqual([undefined, undefined, undefined]);
  await owner.auth.signInWithPassword(credentials);
  await owner.auth.signOut({ scope: "global" });
  expect(await acts()).toEqual(["PT401", "PT401", "PT401"]);
  const { status } = await thief.rpc("analytics_caller");
  expect(status).toBe(401);
});
