import fc from "fast-check";
import { expect, test } from "vitest";
import { demoCard } from "#lib/card/demo-card.ts";
import { vcard } from "#lib/card/vcard.ts";

test("the demo card saves as a complete contact", () => {
  expect(vcard(demoCard).split("\r\n")).toEqual([
    "BEGIN:VCARD",
    "VERSION:3.0",
    "N:Whitfield;Clara;;;",
    "FN:Clara Whitfield",
    "TITLE:Interior architect",
    "TEL;TYPE=CELL:+447700900142",
    "EMAIL;TYPE=INTERNET:clara@example.com",
    "URL:https://example.com/",
    "NOTE:I make small rooms feel generous.",
    "END:VCARD",
    "",
  ]);
});

test("whatever the name, it is one property, no line is over 75 octets, and unfolding gives it back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }), (anyName) => {
      const name = anyName.replaceAll("\r", "");
      const text = vcard({ ...demoCard, name });
      const lines = text.split("\r\n");
      expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      const unfolded = text.replaceAll("\r\n ", "").split("\r\n");
      expect(unfolded).toHaveLength(11);
      const saved = unfolded.find((line) => line.startsWith("FN:"))?.slice(3);
      expect(saved?.replace(/\\(n|[\\;,])/g, (_, c) => (c === "n" ? "\n" : c))).toBe(name);
    }),
  );
});
