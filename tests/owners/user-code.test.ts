import fc from "fast-check";
import { expect, test } from "vitest";
import { isUserCode, suggestUserCode } from "#lib/owners/codes.ts";

test("a user_code is 1 to 40 of a–z, 0–9, - and _, with a letter or digit at both ends", () => {
  for (const good of ["a", "0", "myclik", "a-b", "a_b", "a".repeat(40)]) expect(isUserCode(good)).toBe(true);
  for (const bad of ["", "-a", "a-", "_a", "A", "a b", "ä", "a".repeat(41), "a\n"]) {
    expect(isUserCode(bad)).toBe(false);
  }
});

test("a suggestion reads like the name", () => {
  expect(suggestUserCode("Clara Whitfield")).toBe("clara-whitfield");
  expect(suggestUserCode("  Zoë Müller-Strauß & Co. ")).toBe("zoe-muller-strauss-co");
  expect(suggestUserCode("李小龍")).toBe("");
});

test("whatever the name, a suggestion is empty or a good user_code", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (name) => {
      const code = suggestUserCode(name);
      return code === "" || isUserCode(code);
    }),
  );
});
