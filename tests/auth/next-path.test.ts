import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPath } from "#lib/auth/next-path.ts";

test("a path on this site is kept with its query and fragment", () => {
  expect(nextPath("/dashboard/myclik?from=2026-01-01#pages")).toBe("/dashboard/myclik?from=2026-01-01#pages");
});

test("everything that leads to another site is refused", () => {
  const elsewhere = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/%2e//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "javascript:alert(1)",
    "evil.example",
    "",
    undefined,
    null,
    ["/dashboard"],
  ];
  for (const value of elsewhere) expect(nextPath(value)).toBe("/dashboard");
});

test("whatever is given, the answer stays on the site where it is used", () => {
  const site = "https://daybook.example";
  const character = fc.constantFrom(
    "/",
    "\\",
    ".",
    "%",
    "2",
    "e",
    "f",
    ":",
    "@",
    "?",
    "#",
    "a",
    "\t",
    "\n",
    " ",
  );
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 12 }), (tail) => {
      const answer = nextPath(`/${tail}`);
      return answer.startsWith("/") && new URL(answer, site).origin === site;
    }),
    { numRuns: 2000 },
  );
});
