import { createHash, createHmac, createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { originAllowed } from "#lib/http/allowed-origins.ts";
import { cut } from "#lib/ingest/clean-text.ts";
import { countryOf } from "#lib/ingest/enrich.ts";
import { channelOf } from "#lib/ingest/referrer-channel.ts";
import { visitorOfDay, visitorOfSession } from "#lib/ingest/visitor-salt.ts";
import { dayIn } from "#lib/owners/owner-day.ts";

const noUtm = { source: "", medium: "", campaign: "" };

test("UTM parameters say more than the referrer", () => {
  expect(channelOf("google.com", { ...noUtm, source: "google", medium: "cpc" })).toBe("campaign");
  expect(channelOf("", { ...noUtm, source: "news", medium: "email" })).toBe("email");
  expect(channelOf("", { ...noUtm, medium: "social" })).toBe("social");
  expect(channelOf("example.org", { ...noUtm, campaign: "fair" })).toBe("campaign");
});

test("assistants name themselves as the source of the links they show", () => {
  for (const source of [
    "chatgpt.com",
    "ChatGPT",
    "openai",
    "perplexity",
    "www.perplexity.ai",
    "copilot.com",
  ]) {
    expect(channelOf("", { ...noUtm, source })).toBe("ai");
  }
  expect(channelOf("", { ...noUtm, source: "chatgpt.com", medium: "cpc" })).toBe("campaign");
  expect(channelOf("", { ...noUtm, source: "chatgpt.com", campaign: "spring" })).toBe("campaign");
});

test("the country comes from the platform's headers, nonsense is none, and nothing smaller is kept", () => {
  const country = (headers: Record<string, string>) => countryOf(new Headers(headers));
  expect(country({ "x-vercel-ip-country": "DE", "x-vercel-ip-country-region": "BE" })).toBe("DE");
  expect(country({ "cf-ipcountry": "us", "cf-region-code": "CA" })).toBe("US");
  expect(country({ "cf-ipcountry": "XX" })).toBe("");
  expect(country({ "x-vercel-ip-country": "'; drop" })).toBe("");
  expect(country({})).toBe("");
});

test.each([
  ["https://cards.example.com", "https://*.example.com", true],
  ["https://a.b.example.com", "https://*.example.com", true],
  ["https://example.com", "https://*.example.com", false],
  ["https://evilexample.com", "https://*.example.com", false],
  ["https://example.com.evil.org", "https://example.com", false],
  ["http://example.com", "https://example.com", false],
  ["http://example.com", "example.com", true],
  ["https://example.com", "HTTPS://Example.com:443/", true],
  ["https://example.com:8443", "https://example.com", false],
  ["http://localhost:5173", "http://localhost:*", true],
  ["http://localhost:5173", "https://*.example.com", false],
  ["null", "https://*", false],
  ["https://example.com", "https://exam(ple.com", false],
  ["https://xn--mller-kva.example", "https://Müller.example", true],
  ["https://xn--mller-kva.example", "https://xn--mller-kva.example", true],
  ["https://karte.xn--mller-kva.example", "*.müller.example", true],
  ["https://xn--fsqu00a.xn--0zwm56d", "https://例子.测试", true],
  ["https://muller.example", "https://müller.example", false],
])("the origin %s matches the pattern %s: %s", (origin, pattern, allowed) => {
  expect(originAllowed(origin, [pattern], "daybook.example")).toBe(allowed);
});

test("without patterns any origin may send, and none", () => {
  expect(originAllowed("http://localhost:3000", [], null)).toBe(true);
  expect(originAllowed(null, [], null)).toBe(true);
});

test("a visitor is the published formula, and fits a signed bigint", () => {
  const salt = Buffer.from("salt");
  const digest = createHmac("sha256", salt).update("myclik|203.0.113.1|Mozilla").digest();
  expect(visitorOfDay(createSecretKey(salt), "myclik", "203.0.113.1", "Mozilla")).toBe(
    digest.readBigInt64BE().toString(),
  );
  const session = createHash("sha256").update("myclik|id").digest();
  expect(visitorOfSession("myclik", "id")).toBe(session.readBigInt64BE().toString());
});

test("a day is the owner's, across midnight, daylight saving and unknown zones", () => {
  const at = Date.parse("2026-03-28T23:30:00Z");
  expect(dayIn("UTC", at)).toBe("2026-03-28");
  expect(dayIn("Europe/Berlin", at)).toBe("2026-03-29");
  expect(dayIn("Europe/Berlin", Date.parse("2026-10-25T22:59:00Z"))).toBe("2026-10-25");
  expect(dayIn("Nowhere/Land", at)).toBe("2026-03-28");
});

test("cutting a text never leaves half a character", () => {
  expect(cut("ab😀", 3)).toBe("ab");
  expect(cut("ab😀", 4)).toBe("ab😀");
});
