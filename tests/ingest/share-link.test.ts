import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { services } from "#lib/operations/services.ts";
import { openShare } from "#lib/share-link/redirect.ts";
import { CHROME } from "#tests/ingest/support/batch.ts";
import { type FakeDatabase, OWNER } from "#tests/ingest/support/fake-database.ts";
import { startServer } from "#tests/ingest/support/server.ts";

let database: FakeDatabase;
let stop: () => Promise<void>;
let previews: Record<string, unknown>[];

beforeAll(async () => {
  ({ database, stop } = await startServer());
  const card_url = "https://me.example/card?lang=en";
  database.owners.set("elsewhere", { ...OWNER, user_code: "elsewhere", card_url });
  database.owners.set("evil", {
    ...OWNER,
    user_code: "evil",
    name: `"><script>alert(1)</script>`,
  } as typeof OWNER);
});
afterAll(() => stop());
beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  previews = [];
  database.intercept = (name, args) => {
    if (name !== "analytics_record_share_preview") return undefined;
    previews.push(args);
    return { status: 204, body: null };
  };
});

function open(
  userCode: string,
  shareCode: string,
  userAgent = CHROME,
  method = "GET",
  query = "",
): Promise<Response> {
  const request = new Request(`http://x/s/${userCode}/${shareCode}${query}`, {
    method,
    headers: { "User-Agent": userAgent },
  });
  return openShare(request, { userCode, shareCode }, services());
}

/** Asks for an owner without haste, so that a slow machine's tests find it known. */
const known = async (userCode: string) => void (await services().findOwner(userCode));

test("people go on to the owner's card with the share's code and what else the link carried", async () => {
  const location = async (...args: Parameters<typeof open>) => {
    const response = await open(...args);
    expect(response.status).toBe(302);
    return response.headers.get("Location");
  };
  await known("elsewhere");
  expect(await location("elsewhere", "k7f2")).toBe("https://me.example/card?lang=en&s=k7f2");
  expect(await location("myclik", "k7f2")).toBe("/c/myclik?s=k7f2");
  expect(await location("myclik", "k7f2", CHROME, "GET", "?utm_source=fair&s=x")).toBe(
    "/c/myclik?utm_source=fair&s=k7f2",
  );
  expect(await location("nobody", "k7f2")).toBe("/c/nobody?s=k7f2");
  expect(await location("myclik", "not a code")).toBe("/c/myclik");
  expect(await location("//evil.example/..", "k7f2")).toBe("/c/%2F%2Fevil.example%2F..?s=k7f2");
  expect(previews).toEqual([]);
});

test.each([
  ["in capitals", "MYCLIK", "K7F2"],
  ["before a full stop", "myclik", "k7f2."],
  ["before a comma", "myclik", "k7f2,"],
  ["in brackets", "myclik", "(k7f2)"],
  ["before a bracket and a full stop", "myclik", "k7f2)."],
  ["in quotes", "myclik", "\u201ek7f2\u201c"],
  ["before an escaped quote", "myclik", "k7f2%22"],
  ["in a Markdown link", "myclik", "k7f2**"],
  ["before a zero-width space", "myclik", "k7f2\u200b"],
  ["before an escaped zero-width space", "myclik", "k7f2%E2%80%8B"],
  ["after a byte order mark", "\ufeffmyclik", "\ufeffk7f2"],
  ["before a soft hyphen", "myclik", "k7\u00adf2"],
  ["before an exclamation mark", "myclik", "k7f2!"],
  ["before an ellipsis", "myclik", "k7f2\u2026"],
  ["before a sentence without a space", "myclik", "k7f2.See"],
  ["after a space", "myclik", " k7f2 "],
])("a share's code %s keeps its share", async (_, userCode, shareCode) => {
  database.shares.set("myclik/K7F2", { share_code: "k7f2", is_archived: false });
  await known("myclik");
  await services().findShare("myclik/K7F2");
  await services().findShare("myclik/k7f2");
  expect((await open(userCode, shareCode)).headers.get("Location")).toBe("/c/myclik?s=k7f2");
});

test("parameters that a link carries without its question mark are kept beside its share", async () => {
  const location = async (shareCode: string, query = "") =>
    (await open("myclik", shareCode, CHROME, "GET", query)).headers.get("Location");
  expect(await location("k7f2&utm_source=flyer&utm_medium=print")).toBe(
    "/c/myclik?utm_source=flyer&utm_medium=print&s=k7f2",
  );
  expect(await location("k7f2%26utm_source=flyer")).toBe("/c/myclik?utm_source=flyer&s=k7f2");
  expect(await location("k7f2&s=other&fbclid=x", "?utm_source=fair")).toBe(
    "/c/myclik?fbclid=x&utm_source=fair&s=k7f2",
  );
});

test("a code that is none opens the card without a share", async () => {
  for (const shareCode of ["no share", "kö7f2", "-", "%", "\u200b", "x".repeat(65)]) {
    expect((await open("myclik", shareCode)).headers.get("Location")).toBe("/c/myclik");
  }
});

test("people with an archived link are told so, and no preview of it is recorded", async () => {
  database.shares.set("myclik/OLD1", { share_code: "old1", is_archived: true });
  await known("myclik");
  await services().findShare("myclik/OLD1");
  for (const method of ["GET", "HEAD"]) {
    const response = await open("MYCLIK", "OLD1", CHROME, method, "?utm_source=x");
    expect([response.status, response.headers.get("Location")]).toEqual([302, "/s/myclik/old1/archived"]);
  }
  expect((await open("myclik", "OLD1", "WhatsApp/2.23 A")).status).toBe(200);
  expect(previews).toEqual([]);
});

test("a database that does not know the share in time keeps nobody from the card, as the link writes it", async () => {
  await known("myclik");
  database.intercept = (name) => (name === "analytics_find_share" ? new Promise(() => {}) : undefined);
  expect((await open("MYCLIK", "NEW1.")).headers.get("Location")).toBe("/c/myclik?s=NEW1");
});

test("a database that hangs or fails keeps nobody from the card", async () => {
  database.intercept = () => new Promise(() => {});
  // It never answers at all: only a limit of our own can bring the card.
  expect((await open("hanging", "k7f2")).headers.get("Location")).toBe("/c/hanging?s=k7f2");
  database.intercept = () => ({ status: 500, body: { code: "57P03", message: "starting up" } });
  expect((await open("failing", "k7f2")).headers.get("Location")).toBe("/c/failing?s=k7f2");
});

test.each([
  ["WhatsApp", "WhatsApp/2.23.20.0 A"],
  ["iMessage", "Mozilla/5.0 (Macintosh) Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0"],
  ["Facebook", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"],
  ["X", "Twitterbot/1.0"],
  ["Slack", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"],
  ["LinkedIn", "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"],
  ["Telegram", "TelegramBot (like TwitterBot)"],
])("%s's fetcher gets a page to preview and leaves a record", async (fetcher, userAgent) => {
  const response = await open("myclik", "k7f2", userAgent);
  expect(response.status).toBe(200);
  expect(await response.text()).toContain('<meta property="og:title" content="myclik">');
  expect(previews).toEqual([{ p_user_code: "myclik", p_share_code: "k7f2", p_fetcher: fetcher }]);
});

test("HEAD leaves no record, whoever asks", async () => {
  for (const userAgent of [CHROME, "Twitterbot/1.0"]) {
    expect((await open("myclik", "k7f2", userAgent, "HEAD")).status).toBe(302);
  }
  expect(previews).toEqual([]);
});

test("people inside a messenger's own browser are people", async () => {
  const inApp = `${CHROME} [FBAN/FBIOS;FBAV/450.0] Instagram 300.0 LinkedInApp WhatsApp`;
  expect((await open("myclik", "k7f2", inApp)).status).toBe(302);
});

test("an owner's name is text on the page, never markup", async () => {
  const page = await (await open("evil", "k7f2", "Twitterbot/1.0")).text();
  expect(page).not.toContain("<script>");
});

test("a preview that cannot be recorded is made all the same", async () => {
  database.intercept = (name) =>
    name === "analytics_record_share_preview"
      ? { status: 500, body: { code: "57P03", message: "no" } }
      : undefined;
  expect((await open("myclik", "k7f2", "Twitterbot/1.0")).status).toBe(200);
});
