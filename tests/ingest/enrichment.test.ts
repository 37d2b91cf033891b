import { createHash, createHmac, createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { originAllowed } from "#lib/http/allowed-origins.ts";
import { cut } from "#lib/ingest/clean-text.ts";
import { deviceOf } from "#lib/ingest/device.ts";
import { placeOf } from "#lib/ingest/enrich.ts";
import { channelOf, referrerHost } from "#lib/ingest/referrer-channel.ts";
import { visitorOfDay, visitorOfSession } from "#lib/ingest/visitor-salt.ts";
import { dayIn } from "#lib/owners/owner-day.ts";

const noUtm = { source: "", medium: "", campaign: "" };

test.each([
  ["https://www.google.co.uk/search?q=x", "google.co.uk", "search"],
  ["https://duckduckgo.com/", "duckduckgo.com", "search"],
  ["https://mail.google.com/mail/u/0", "mail.google.com", "email"],
  ["https://l.instagram.com/?u=x", "l.instagram.com", "social"],
  ["https://web.whatsapp.com/", "web.whatsapp.com", "messenger"],
  ["https://t.co/abc", "t.co", "social"],
  ["android-app://com.whatsapp/", "com.whatsapp", "messenger"],
  ["https://blog.example.org/post?id=1#a", "blog.example.org", "referral"],
  ["https://notgoogle.com.evil.example/", "notgoogle.com.evil.example", "referral"],
  ["https://user:secret@www.example.org:8443/x", "example.org", "referral"],
  ["example.org", "example.org", "referral"],
  ["https://www.card.example/about", "", "direct"],
  ["javascript:alert(1)", "", "direct"],
  ["not a url", "", "direct"],
  ["", "", "direct"],
])("the referrer %s is kept as %s and counts as %s", (referrer, host, channel) => {
  expect(referrerHost(referrer, "https://card.example")).toBe(host);
  expect(channelOf(host, noUtm)).toBe(channel);
});

test("UTM parameters say more than the referrer", () => {
  expect(channelOf("google.com", { ...noUtm, source: "google", medium: "cpc" })).toBe("campaign");
  expect(channelOf("", { ...noUtm, source: "news", medium: "email" })).toBe("email");
  expect(channelOf("", { ...noUtm, medium: "social" })).toBe("social");
  expect(channelOf("example.org", { ...noUtm, campaign: "fair" })).toBe("campaign");
});

test.each([
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "mobile",
    "Safari",
    "iOS",
  ],
  [
    "Mozilla/5.0 (iPad; CPU OS 15_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.0 Mobile/15E148 Safari/604.1",
    "tablet",
    "Safari",
    "iOS",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "desktop",
    "Firefox",
    "Windows",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    "desktop",
    "Microsoft Edge",
    "macOS",
  ],
  ["SecretApp/1.0 (nobody knows)", "", "", ""],
  ["", "", "", ""],
])("the user agent %s is a device, a browser and a system, or nothing", (userAgent, device, browser, os) => {
  expect(deviceOf(userAgent)).toEqual({ device, browser, os });
});

test("places come from the platform's headers, and nonsense is no place", () => {
  const place = (headers: Record<string, string>) => placeOf(new Headers(headers));
  expect(place({ "x-vercel-ip-country": "DE", "x-vercel-ip-country-region": "BE" })).toEqual({
    country: "DE",
    region: "BE",
  });
  expect(place({ "cf-ipcountry": "us", "cf-region-code": "CA" })).toEqual({ country: "US", region: "CA" });
  expect(place({ "cf-ipcountry": "XX" })).toEqual({ country: "", region: "" });
  expect(place({ "x-vercel-ip-country": "'; drop" })).toEqual({ country: "", region: "" });
  expect(place({})).toEqual({ country: "", region: "" });
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
