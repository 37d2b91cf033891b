import fc from "fast-check";
import { expect, test } from "vitest";
import { cardOf, EMPTY_DRAFT } from "#lib/card/card.ts";
import { DEMO_NAME, demoCard } from "#lib/card/demo-card.ts";
import { vcard } from "#lib/card/vcard.ts";

const LINK = "https://daybook.example/s/myclik/k7f2";
const owner = { userCode: "myclik", name: DEMO_NAME, picture: null };
const unfold = (text: string) => text.replaceAll("\r\n ", "").split("\r\n");
const unescaped = (text: string | undefined) =>
  text?.replace(/\\(n|[\\;,])/g, (_, c) => (c === "n" ? "\n" : c));

test("the demo card saves as a complete contact, with the link by which it was opened", () => {
  expect(unfold(vcard(cardOf(owner, demoCard), LINK))).toEqual([
    "BEGIN:VCARD",
    "VERSION:3.0",
    "N:Whitfield;Clara;;;",
    "FN:Clara Whitfield",
    "ORG:Whitfield Studio",
    "TITLE:Interior architect",
    "TEL;TYPE=CELL:+447700900142",
    "item1.URL:https://wa.me/447700900142",
    "item1.X-ABLabel:WhatsApp",
    "EMAIL;TYPE=INTERNET:clara@example.com",
    "item2.URL:https://t.me/clara_example",
    "item2.X-ABLabel:Telegram",
    "item3.URL:https://www.linkedin.com/in/clara-whitfield-example",
    "item3.X-ABLabel:LinkedIn",
    "item4.URL:https://www.instagram.com/clara.example",
    "item4.X-ABLabel:Instagram",
    "item5.URL:https://example.com/",
    "item5.X-ABLabel:Website",
    `item6.URL:${LINK}`,
    "item6.X-ABLabel:Card",
    "NOTE:I make small rooms feel generous.",
    "END:VCARD",
    "",
  ]);
});

test("whatever the texts, each is one property, no line is over 75 octets, and unfolding gives it back", () => {
  const text = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
    .map((any) => any.replaceAll("\r", ""));
  fc.assert(
    fc.property(text, text, text, (name, organisation, label) => {
      const draft = { ...EMPTY_DRAFT, organisation, links: [{ label, address: "example.com/a;b,c" }] };
      const saved = vcard(cardOf({ ...owner, name }, draft), LINK);
      expect(saved.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      const lines = unfold(saved);
      expect(lines).toHaveLength(11);
      const saysOf = (property: string) =>
        unescaped(lines.find((line) => line.startsWith(`${property}:`))?.slice(property.length + 1));
      expect([saysOf("FN"), saysOf("ORG"), saysOf("item1.X-ABLabel"), saysOf("item1.URL")]).toEqual([
        name,
        organisation,
        label,
        "https://example.com/a;b,c",
      ]);
    }),
  );
});

test("the photo comes back byte for byte from folded lines", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 4000 }), (photo) => {
      const saved = vcard(cardOf(owner, EMPTY_DRAFT), LINK, photo);
      expect(saved.split("\r\n").every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
      const [, base64 = ""] = /^PHOTO;ENCODING=b;TYPE=JPEG:(.*)$/m.exec(unfold(saved).join("\n")) ?? [];
      expect(Buffer.from(base64, "base64")).toEqual(Buffer.from(photo));
    }),
  );
});
