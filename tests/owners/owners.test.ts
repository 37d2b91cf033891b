import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createOwner, memberOwners } from "#lib/owners/owners.ts";
import { freePort } from "#supabase/local/free-port.ts";
import { type LocalKeys, localKeys } from "#supabase/local/keys.ts";
import { type LocalSupabase, startLocalSupabase } from "#supabase/local/server.ts";

let folder: string;
let keys: LocalKeys;
let supabase: LocalSupabase;

// The embedded Supabase tells the console every refusal that these tests provoke.
vi.spyOn(console, "error").mockImplementation(() => {});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "daybook-owners-"));
  keys = await localKeys(folder);
  supabase = await startLocalSupabase({
    place: { folder: join(folder, "db") },
    keys,
    port: await freePort(),
    siteUrl: "http://localhost:3000",
  });
});

afterAll(async () => {
  await supabase?.close();
  await rm(folder, { recursive: true, force: true });
});

let clara: Awaited<ReturnType<typeof signUp>>;
let bruno: Awaited<ReturnType<typeof signUp>>;
beforeEach(async () => {
  [clara, bruno] = [await signUp(), await signUp()];
});

test("a member creates owners and finds them by name; another member finds none of them", async () => {
  const [first, second] = [code(), code()];
  expect(await createOwner(clara.client, owner(first, "Whitfield Studio"))).toBeNull();
  expect(await createOwner(clara.client, owner(second, "Atelier Nord"))).toBeNull();

  expect(await listOwners(clara.client)).toEqual([
    { userCode: second, name: "Atelier Nord", role: "owner" },
    { userCode: first, name: "Whitfield Studio", role: "owner" },
  ]);
  expect(await listOwners(bruno.client)).toEqual([]);
});

test("an owner with two members is listed once for each, with the member's own role", async () => {
  const shared = code();
  await createOwner(clara.client, owner(shared, "Shared"));
  const service = createClient(supabase.url, keys.SUPABASE_SECRET_KEY, { auth: { persistSession: false } });
  const added = await service
    .from("analytics_members")
    .insert({ user_code: shared, user_id: bruno.id, role: "viewer" });
  expect(added.error).toBeNull();

  expect(await listOwners(clara.client)).toEqual([{ userCode: shared, name: "Shared", role: "owner" }]);
  expect(await listOwners(bruno.client)).toEqual([{ userCode: shared, name: "Shared", role: "viewer" }]);
});

test("a code that belongs to somebody is taken, and stays theirs", async () => {
  const taken = code();
  expect(await createOwner(clara.client, owner(taken, "Clara"))).toBeNull();
  expect(await createOwner(bruno.client, owner(taken, "Bruno"))).toBe("taken");
  expect(await listOwners(clara.client)).toEqual([{ userCode: taken, name: "Clara", role: "owner" }]);
  expect(await listOwners(bruno.client)).toEqual([]);
});

test("what the database refuses is invalid_query; somebody signed out creates nothing", async () => {
  expect(await createOwner(clara.client, owner("-bad-", "Clara"))).toBe("invalid_query");
  expect(await createOwner(clara.client, { ...owner(code(), "Clara"), time_zone: "Mars/Olympus" })).toBe(
    "invalid_query",
  );
  const nobody = createClient(supabase.url, keys.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false },
  });
  expect(await createOwner(nobody, owner(code(), "Nobody"))).toBe("not_a_member");
});

let made = 0;
function code(): string {
  return `card-${++made}`;
}

function owner(user_code: string, name: string) {
  return { user_code, name, time_zone: "Europe/Berlin", card_url: null };
}

async function signUp(): Promise<{ client: SupabaseClient; id: string }> {
  const client = createClient(supabase.url, keys.SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const credentials = { email: `member-${++made}@example.com`, password: "a good long one" };
  const { data, error } = await client.auth.signUp(credentials);
  if (error) throw error;
  return { client, id: data.user!.id };
}

async function listOwners(client: SupabaseClient) {
  const { data } = await client.rpc("analytics_member_owners");
  return memberOwners.parse(data).map(({ user_code, name, role }) => ({ userCode: user_code, name, role }));
}
