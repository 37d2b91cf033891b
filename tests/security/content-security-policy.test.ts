import { expect, test } from "vitest";
import { contentSecurityPolicy } from "#lib/http/content-security-policy.ts";
import { sessionCookies } from "#lib/supabase/session-cookies.ts";

test("scripts run by file or by nonce; nothing inline, nothing evaluated, nowhere framed", () => {
  const policy = contentSecurityPolicy("abc");
  const directives = new Map(
    policy.split("; ").map((directive) => [directive.split(" ")[0], directive.split(" ").slice(1)]),
  );
  expect(directives.get("script-src")).toEqual(["'self'", "'nonce-abc'"]);
  for (const name of ["object-src", "base-uri", "frame-ancestors"]) {
    expect(directives.get(name)).toEqual(["'none'"]);
  }
  expect(directives.get("form-action")).toEqual(["'self'"]);
});

test("session cookies are out of scripts' reach, lax, and secure wherever the reader came by https", () => {
  const cookies = (protocol: string | null) => sessionCookies({ get: () => protocol });
  expect(cookies("https")).toMatchObject({ httpOnly: true, sameSite: "lax", secure: true });
  expect(cookies("https, http")).toMatchObject({ secure: true });
  for (const protocol of ["http", null]) {
    expect(cookies(protocol)).toMatchObject({ httpOnly: true, sameSite: "lax", secure: false });
  }
});
