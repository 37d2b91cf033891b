import { expect, test, vi } from "vitest";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";
import {
  hashPassword,
  hasPass,
  isPassword,
  makePass,
  type OpenLink,
  PASS_SECONDS,
} from "#lib/links/link-door.ts";
import { embedSnippet, newLinkSchema } from "#lib/links/links.ts";

vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:54321");
vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "sb_publishable_test");
vi.stubEnv("SUPABASE_SECRET_KEY", "sb_secret_test");

const link = (changes: Partial<OpenLink> = {}): OpenLink => ({
  userCode: "myclik",
  tokenHash: "a".repeat(64),
  passwordHash: "scrypt:15:salt:key",
  frameOrigins: [],
  days: null,
  ...changes,
});
const NOW = Date.parse("2026-11-30T12:00:00Z");

test("a password is kept under a salt of its own, as the database wants it, and is known again in either spelling of its letters", async () => {
  const [one, other] = [await hashPassword("Café am Hafen"), await hashPassword("Café am Hafen")];
  expect(one).toMatch(/^scrypt:15:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$/);
  expect(one).not.toBe(other);
  expect(await isPassword("Cafe\u0301 am Hafen", one)).toBe(true);
  expect(await isPassword("cafe am hafen", one)).toBe(false);
  for (const broken of ["", "scrypt:15:abc", "plain:15:a:b"])
    expect(await isPassword("", broken)).toBe(false);
});

test("a pass opens the link it was made for, with the password it was made for, and until it ends", () => {
  const pass = makePass(link(), NOW);
  expect(hasPass(link(), pass, NOW)).toBe(true);
  expect(hasPass(link(), pass, NOW + PASS_SECONDS * 1000 - 1000)).toBe(true);
  expect(hasPass(link(), pass, NOW + PASS_SECONDS * 1000)).toBe(false);
  for (const other of [
    { userCode: "other" },
    { tokenHash: "b".repeat(64) },
    { passwordHash: "scrypt:15:new:key" },
  ]) {
    expect(hasPass(link(other), pass, NOW)).toBe(false);
  }
  const [until = "", signed = ""] = pass.split(".");
  for (const forged of [
    undefined,
    "",
    until,
    `${Number(until) + 60}.${signed}`,
    `${until}.`,
    `x.${signed}`,
    `1e12.${signed}`,
  ]) {
    expect(hasPass(link(), forged, NOW)).toBe(false);
  }
  expect(hasPass(link({ passwordHash: null }), undefined, NOW)).toBe(true);
});

const form = (changes: Record<string, string> = {}) => ({
  label: "Agency",
  what: "",
  days: "all",
  password: "",
  expiry: "",
  origins: "",
  ...changes,
});

test("origins are taken as browsers name them; what can be none, or many, is refused by name", () => {
  const parsed = newLinkSchema.parse(
    form({ origins: "Example.com\nhttps://müller.example/ http://localhost:8080 https://example.com" }),
  );
  expect(parsed.origins).toEqual([
    "https://example.com",
    "https://xn--mller-kva.example",
    "http://localhost:8080",
  ]);
  for (const bad of [
    "https://*.example.com",
    "https://example.com/page",
    "https://a;b",
    "javascript:alert(1)",
    "https://u:p@example.com",
  ]) {
    const refused = newLinkSchema.safeParse(form({ origins: bad }));
    expect({ bad, message: refused.error?.issues[0]?.message }).toMatchObject({
      bad,
      message: expect.stringContaining("cannot be an origin"),
    });
  }
});

test("a link of some days wants both, in order; a password wants eight characters", () => {
  expect(newLinkSchema.safeParse(form({ days: "some", from: "2026-01-01", to: "2026-01-31" })).success).toBe(
    true,
  );
  const wrong: Record<string, string>[] = [
    { days: "some" },
    { days: "some", from: "2026-01-01" },
    { days: "some", from: "2026-01-02", to: "2026-01-01" },
    { password: "short" },
    { label: " " },
    { expiry: "0" },
  ];
  for (const one of wrong)
    expect({ one, ok: newLinkSchema.safeParse(form(one)).success }).toEqual({ one, ok: false });
});

test("only the origins of a link may frame its page", () => {
  expect(contentSecurityPolicy("n", { frameOrigins: ["https://a.example", "http://localhost:1"] })).toMatch(
    /; frame-ancestors https:\/\/a\.example http:\/\/localhost:1$/,
  );
  expect(contentSecurityPolicy("n")).toMatch(/; frame-ancestors 'none'$/);
});

test("a name of an owner breaks out of no attribute of the lines for a page", () => {
  const snippet = embedSnippet(
    "https://daybook.example",
    "myclik",
    "ab".repeat(32),
    `"><script>alert(1)</script>`,
  );
  expect(snippet.match(/<script>/g)).toHaveLength(1);
  expect(snippet).toContain('title="Visits to scriptalert(1)/script"');
});
