import { readdirSync } from "node:fs";
import { request as ask } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type APIRequestContext, expect } from "@playwright/test";
import { OPERATIONS } from "#lib/api/operations.ts";
import { DASHBOARD_TABLES, OWNER_TABLES } from "#lib/export/export-tables.ts";
import { hashPassword } from "#lib/links/link-door.ts";
import { underTest } from "#tests/e2e/environment.ts";
import { addMember, asking, makeLink, newOwnerMember } from "#tests/e2e/members.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const { url, supabaseUrl, secretKey, cronSecret } = underTest();
const service = secretClient(supabaseUrl, secretKey);
const OWNER = "myclik";
const PASSWORD = "open for the matrix";

/**
 * `limited`: a viewer of the group `friends` alone, in which the share k7f2 lies; `key`: the holder of a key that may read, and
 * `holder`: of a link, who has given its password. Both are nobody wherever these are not asked for.
 */
const ROLES = [
  "nobody",
  "holder",
  "stranger",
  "limited",
  "viewer",
  "editor",
  "owner",
  "service",
  "key",
] as const;
type Role = (typeof ROLES)[number];
type Holder = "key" | "holder";
type Status = number | (Record<Exclude<Role, Holder>, number> & { [role in Holder]?: number });

/** Members get 200, strangers 404 as if it did not exist, whoever is signed out a redirect to sign in. */
const MEMBERS_PAGE = {
  nobody: 307,
  stranger: 404,
  limited: 200,
  viewer: 200,
  editor: 200,
  owner: 200,
  service: 307,
};
const MEMBERS_DATA = {
  nobody: 401,
  stranger: 403,
  limited: 200,
  viewer: 200,
  editor: 200,
  owner: 200,
  service: 401,
};
/** Tables that hold what lies within the limits; all others tell of the whole owner, and the log is the owners'. */
const WITHIN_LIMITS = ["visits", "previews", "shares", "share_groups"];
const exportOf = (table: string) => `/api/export/myclik?table=${table}&contact=k7f2&period=7d`;
const NUMBERS_OF_LINK = {
  nobody: 401,
  holder: 200,
  stranger: 401,
  limited: 401,
  viewer: 401,
  editor: 401,
  owner: 401,
  service: 401,
};
const SIGNED_IN = (status: number) => ({
  nobody: 307,
  stranger: status,
  limited: status,
  viewer: status,
  editor: status,
  owner: status,
  service: 307,
});
const AT_THE_DOOR = { ...SIGNED_IN(307), nobody: 200, service: 200 };

const KEYS_ONLY = (key: number) => ({
  nobody: 401,
  stranger: 401,
  limited: 401,
  viewer: 401,
  editor: 401,
  owner: 401,
  service: 401,
  key,
});

/** Every address of the API that is asked with GET. */
const OPERATION_PATHS = OPERATIONS.filter(({ method }) => method === "GET").map(
  ({ path }) => `/api/v1${path.replace("{dimension}", "os")}`,
);

/** What a plain GET answers to each role. A route of the file tree that is missing here fails the first test. */
type Rule = { path?: string; paths?: string[]; status: Status };
const ROUTES: Record<string, Rule | Rule[]> = {
  "/": { status: 200 },
  "/sign-in": { status: AT_THE_DOOR },
  "/sign-up": { status: AT_THE_DOOR },
  "/reset-password": { status: 200 },
  "/auth-away": { status: 200 },
  "/new-password": { status: SIGNED_IN(200) },
  "/account": { status: SIGNED_IN(200) },
  "/welcome": { status: SIGNED_IN(200) },
  // Without a link's token it leads to the sign-in page.
  "/auth/confirm": { status: 307 },
  "/c/[userCode]": { status: 200 },
  "/c/[userCode]/[page]": {
    paths: ["about", "work", "contact"].map((page) => `/c/myclik/${page}`),
    status: 200,
  },
  "/c/[userCode]/contact.vcf": { status: 200 },
  "/c/[userCode]/preview.png": { status: 200 },
  // The demo card's portrait is a drawing: it has no picture.
  "/c/[userCode]/picture/[hash]": { path: `/c/myclik/picture/${"0".repeat(64)}`, status: 404 },
  "/s/[userCode]/[shareCode]": { status: 302 },
  // The share is not archived: it leads back to the link.
  "/s/[userCode]/[shareCode]/archived": { status: 307 },
  "/docs/api": { status: 200 },
  "/docs/tracker": { status: 200 },
  "/privacy/visit": { status: 200 },
  "/brands.svg": { status: 200 },
  "/world.svg": { status: 200 },
  "/api/health": { status: 200 },
  "/api/ingest": { status: 405 },
  "/api/[...unknown]": { path: "/api/nothing", status: 404 },
  // What keys of each ability open is proved in tests/api; a session opens nothing here. Where it is described everybody may read.
  "/api/v1/[[...path]]": [
    { path: "/api/v1", status: 200 },
    { paths: OPERATION_PATHS, status: KEYS_ONLY(200) },
  ],
  "/api/v1/openapi.json": { status: 200 },
  // It is asked with POST.
  "/api/mcp": { status: KEYS_ONLY(405) },
  "/api/receipt": { status: 405 },
  "/api/receipt/erase": { status: 405 },
  // It has a secret of its own, which is not set here: then it refuses everyone.
  "/api/metrics": { status: 401 },
  "/api/cron/aggregate-analytics": {
    status: { nobody: 401, stranger: 401, limited: 401, viewer: 401, editor: 401, owner: 401, service: 200 },
  },
  "/api/cards": { status: { ...SIGNED_IN(200), nobody: 401, service: 401 } },
  "/api/analytics/[userCode]": { status: MEMBERS_DATA },
  "/api/export/[userCode]": [
    { paths: [...DASHBOARD_TABLES, ...WITHIN_LIMITS].map(exportOf), status: MEMBERS_DATA },
    {
      paths: OWNER_TABLES.filter((table) => table !== "activity" && !WITHIN_LIMITS.includes(table)).map(
        exportOf,
      ),
      status: { ...MEMBERS_DATA, limited: 403 },
    },
    { path: exportOf("activity"), status: { ...MEMBERS_DATA, limited: 403, viewer: 403, editor: 403 } },
  ],
  // It leads a limited viewer to the first of what they may see.
  "/api/live/[userCode]": [
    { status: MEMBERS_DATA },
    { path: "/api/live/myclik?group=family", status: { ...MEMBERS_DATA, limited: 403 } },
  ],
  "/api/qr/[userCode]/[shareCode]": { status: MEMBERS_DATA },
  // With one owner it leads on to that owner's dashboard.
  "/dashboard": { status: SIGNED_IN(307) },
  // It leads a limited viewer on to what they may see.
  "/dashboard/[userCode]": [
    { status: { ...MEMBERS_PAGE, limited: 307 } },
    { path: "/dashboard/myclik?group=friends", status: MEMBERS_PAGE },
    { path: "/dashboard/myclik?group=family", status: { ...MEMBERS_PAGE, limited: 404 } },
    { path: "/dashboard/myclik?contact=-", status: { ...MEMBERS_PAGE, limited: 404 } },
  ],
  "/dashboard/[userCode]/people": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/people/activity": {
    status: { ...MEMBERS_PAGE, limited: 404, viewer: 404, editor: 404 },
  },
  // Whoever has no open invitation is told that there is none.
  "/join/[userCode]/[token]": { path: `/join/myclik/${"0".repeat(64)}`, status: 200 },
  "/dashboard/[userCode]/shares": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/shares/import": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/shares/print": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/settings": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/settings/keys": { status: { ...MEMBERS_PAGE, limited: 404 } },
  // For those who may make links.
  "/dashboard/[userCode]/settings/links": { status: { ...MEMBERS_PAGE, limited: 404, viewer: 404 } },
  // A link with a password: its pages ask everybody for it, its numbers are for whoever has given it.
  "/l/[userCode]/[token]": { status: 200 },
  "/l/[userCode]/[token]/numbers": { status: NUMBERS_OF_LINK },
  "/l/[userCode]/[token]/export": {
    paths: DASHBOARD_TABLES.map((table) => `/l/[userCode]/[token]/export?table=${table}`),
    status: NUMBERS_OF_LINK,
  },
  "/l/[userCode]/[token]/password": { status: 405 },
  "/embed/[userCode]/[token]": { status: 200 },
  // The holder gave the password on the link's own page; a frame asks again.
  "/embed/[userCode]/[token]/numbers": { status: 401 },
  "/embed/[userCode]/[token]/export": {
    path: "/embed/[userCode]/[token]/export?table=contacts",
    status: 401,
  },
  "/embed/[userCode]/[token]/password": { status: 405 },
  "/demo": { status: 200 },
  "/demo/export": { path: "/demo/export?table=contacts", status: 200 },
  "/demo/numbers": { status: 200 },
  "/dashboard/[userCode]/data": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/journeys": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/card": { status: MEMBERS_PAGE },
  "/dashboard/[userCode]/data/legacy": { status: { ...MEMBERS_PAGE, limited: 404 } },
  "/dashboard/[userCode]/contacts/[shareCode]": [
    { status: MEMBERS_PAGE },
    { path: "/dashboard/myclik/contacts/h5t1", status: { ...MEMBERS_PAGE, limited: 404 } },
  ],
};

/** Every page and route handler below app/, as its pattern. */
function routesOfTheTree(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.tsx?)$/.test(file))
    .map((file) => `/${join(file, "..")}`.replace(/\/\([^)]+\)/g, "").replace(/^\/\.$/, "/"))
    .sort();
}

test("every route of the file tree has a rule", () => {
  expect(routesOfTheTree()).toEqual(Object.keys(ROUTES).sort());
});

test("an address that nobody can read is a 400 from every route, in its own form, and never a failure of the server", async () => {
  const patterns = routesOfTheTree().filter((pattern) => pattern.includes("["));
  const addresses = [
    ...patterns.map((pattern) => pattern.replace(/\[{1,2}(?:\.\.\.)?\w+\]{1,2}/g, "%ff")),
    ...["/api/health%ff", "/%ff.svg", "/_next/%ff", "/s/myclik/%C3%28", "/api/qr/myclik/%E0%A4"],
  ];
  expect(addresses.length).toBeGreaterThan(25);
  for (const address of addresses) {
    // As it stands: a client that is kind would mend it.
    const { status, type, body } = await asIs(address);
    expect({ address, status }).toEqual({ address, status: 400 });
    if (!address.startsWith("/api/")) expect(body).toBe("This address cannot be read.");
    else {
      expect(type).toBe("application/json");
      expect(JSON.parse(body).error.code).toBe("invalid_request");
    }
  }
});

function asIs(path: string): Promise<{ status: number; type: string; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = ask({ hostname, port, path }, async (answer) =>
      resolve({
        status: answer.statusCode ?? 0,
        type: answer.headers["content-type"] ?? "",
        body: await text(answer),
      }),
    );
    asked.on("error", reject).end();
  });
}

test("programs read JSON also where no route is", async ({ request }) => {
  for (const address of ["/api/nothing", "/api/health/more", "/api/v1/nothing", "/api/mcp/more"]) {
    const answer = await request.get(url + address);
    expect(answer.status(), address).toBe(404);
    expect((await answer.json()).error.code, address).toBe("not_found");
  }
});

test("a contact or group that never was is 404 to its owner, as a page, as JSON and as a file", async ({
  playwright,
}) => {
  const { userCode, ...session } = await newOwnerMember("unknown");
  const member = await asking(playwright, session);
  const addresses = [
    `/dashboard/${userCode}/contacts/nobody`,
    `/dashboard/${userCode}?contact=nobody`,
    `/api/analytics/${userCode}?contact=nobody`,
    `/api/analytics/${userCode}?group=nowhere`,
    `/api/export/${userCode}?table=pages&contact=nobody`,
    `/api/export/${userCode}?table=visits&contact=nobody`,
  ];
  for (const address of addresses) expect((await member.get(url + address)).status(), address).toBe(404);
  expect((await member.get(`${url}/dashboard/${userCode}/contacts/-`)).status()).toBe(200);
  await member.dispose();
});

test("each role gets from each route what the rule says, strangers no name of the owner, and limited viewers none beyond their limits", async ({
  playwright,
}) => {
  // Some hundred requests.
  test.setTimeout(360_000);
  const asks: Record<Role, APIRequestContext> = {
    nobody: await asking(playwright),
    holder: await asking(playwright),
    stranger: await asking(playwright, await newOwnerMember("matrix-stranger")),
    limited: await asking(playwright, await addMember(service, OWNER, "viewer", ["friends"])),
    viewer: await asking(playwright, await addMember(service, OWNER, "viewer")),
    editor: await asking(playwright, await addMember(service, OWNER, "editor")),
    owner: await asking(playwright, await addMember(service, OWNER, "owner")),
    service: await asking(playwright),
    key: await asking(playwright),
  };
  const { data: key } = await (await addMember(service, OWNER, "owner")).client.rpc("analytics_create_key", {
    p_user_code: OWNER,
    p_name: "Matrix",
    p_abilities: ["read"],
  });
  const bearers: Partial<Record<Role, string>> = { service: cronSecret, key };
  const editor = await addMember(service, OWNER, "editor");
  const token = await makeLink(editor, OWNER, { p_password_hash: await hashPassword(PASSWORD) });
  const given = await asks.holder.post(`${url}/l/${OWNER}/${token}/password`, {
    form: { password: PASSWORD },
  });
  expect(new URL(given.url()).searchParams.get("password")).toBe("given");
  const wrong: { address: string; role: Role; status: number; wanted: number }[] = [];
  const rules = Object.entries(ROUTES).flatMap(([pattern, rule]) =>
    [rule].flat().map((one) => ({ pattern, ...one })),
  );
  const filled = (address: string) =>
    address.replace("[userCode]", OWNER).replace("[shareCode]", "k7f2").replace("[token]", token);
  const asked = rules.flatMap(({ pattern, path, paths, status }) =>
    (paths ?? [path ?? pattern]).map((address) => ({ pattern, address: filled(address), status })),
  );
  const tryRoute = async (role: Role, { pattern, address, status }: (typeof asked)[number]) => {
    const answer = await asks[role].get(url + address, {
      maxRedirects: 0,
      headers: bearers[role] ? { authorization: `Bearer ${bearers[role]}` } : {},
    });
    const wanted = typeof status === "number" ? status : (status[role] ?? status.nobody);
    if (answer.status() !== wanted) wrong.push({ address, role, status: answer.status(), wanted });
    const isOfMembers = /^\/(dashboard|api)(\/|$)/.test(pattern);
    if (isOfMembers && (role === "nobody" || role === "holder" || role === "stranger")) {
      expect(await answer.text(), `${address} to ${role}`).not.toMatch(/Clara Whitfield|Ana Duarte/);
    }
    if (isOfMembers && role === "limited") {
      expect(await answer.text(), `${address} to ${role}`).not.toMatch(
        /Northlight Studio|Uncle Piet|Hanna Lindqvist/,
      );
    }
  };
  for (const route of asked) await Promise.all(ROLES.map((role) => tryRoute(role, route)));
  expect(wrong).toEqual([]);
  for (const asked of Object.values(asks)) await asked.dispose();
});
