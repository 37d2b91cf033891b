import fc from "fast-check";
import { expect, test } from "vitest";
import { cardOf, draftSchema, EMPTY_DRAFT, storedCard } from "#lib/card/card.ts";
import { CARD_TARGETS, type CardTarget, readMethod, readWebAddress } from "#lib/card/methods.ts";
import { isPicture, PICTURE_BYTES } from "#lib/card/picture.ts";
import { readLink } from "#lib/tracker/clicks.ts";

const hrefOf = (target: CardTarget, value: string) => {
  const read = readMethod(target, value);
  return "href" in read ? read.href : null;
};

test.each<[CardTarget, string, string | null]>([
  ["phone", "+44 (0)20 7946-0958", "tel:+442079460958"],
  ["phone", "0044 20 7946 0958", "tel:+442079460958"],
  ["phone", "030 / 901820", "tel:030901820"],
  ["phone", "12", null],
  ["phone", "+44 7700 900142;ext=1", null],
  ["phone", "call me", null],
  ["sms", "+447700900142", "sms:+447700900142"],
  ["whatsapp", "+44 7700 900142", "https://wa.me/447700900142"],
  ["whatsapp", "07700 900142", null],
  ["signal", "+44 7700 900142", "https://signal.me/#p/+447700900142"],
  ["email", " clara@example.com ", "mailto:clara@example.com"],
  ["email", "a&b?c@example.com", "mailto:a%26b%3Fc@example.com"],
  ["email", "clara@example.com?bcc=x@y.z", null],
  ["email", "clara@example.com,x@y.zz", null],
  ["email", "clara", null],
  ["facetime", "clara@example.com", "facetime:clara@example.com"],
  ["facetime", "+44 7700 900142", "facetime:+447700900142"],
  ["telegram", "@clara_example", "https://t.me/clara_example"],
  ["instagram", "https://www.instagram.com/clara.example/", "https://www.instagram.com/clara.example/"],
  ["instagram", "https://instagram.com.evil.example/clara", null],
  ["linkedin", "clara-whitfield", "https://www.linkedin.com/in/clara-whitfield"],
  ["linkedin", "linkedin.com/company/whitfield", "https://linkedin.com/company/whitfield"],
  ["x", "@clara", "https://x.com/clara"],
  ["x", "https://twitter.com/clara", "https://twitter.com/clara"],
  ["youtube", "@clara", "https://www.youtube.com/@clara"],
  ["website", "example.com", "https://example.com/"],
  ["website", "example.com:8443/a?b=c#d", "https://example.com:8443/a?b=c#d"],
  ["website", "http://example.com", null],
  ["website", "javascript:alert(1)", null],
  ["website", "java\nscript:alert(1)", null],
  ["website", "data:text/html,x", null],
  ["website", "https://clara:secret@example.com", null],
  ["website", "https://localhost", null],
  ["website", "//example.com", "https://example.com/"],
  ["maps", "https://maps.app.goo.gl/abc", "https://maps.app.goo.gl/abc"],
  ["calendar", "cal.com/clara", "https://cal.com/clara"],
])("%s takes %j as %j", (target, value, href) => {
  expect(hrefOf(target, value)).toBe(href);
});

test("whatever is typed, a method leads to a number, an address or an https page, or nowhere", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.webUrl({ validSchemes: ["http", "https", "ftp", "javascript"] }),
    fc.constantFrom(
      "javascript:alert(1)//@x.y",
      "\u202Ejavascript:1",
      "x".repeat(10_000),
      "<script>",
      "@<b>",
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...CARD_TARGETS), hostile, (target, value) => {
      const href = hrefOf(target, value);
      if (href === null) return;
      expect(href).toMatch(/^(https:\/\/|(tel|sms|facetime):\+?\d|(mailto|facetime):[^?&]+@)/);
      expect(href).not.toMatch(/[\s<>"]/);
    }),
    { numRuns: 2_000 },
  );
});

test("the tracker knows each method that has an address of its own by that address, too", () => {
  const values: Partial<Record<CardTarget, string>> = {
    phone: "+447700900142",
    sms: "+447700900142",
    whatsapp: "+447700900142",
    signal: "+447700900142",
    facetime: "+447700900142",
    email: "a@example.com",
    telegram: "clara",
    linkedin: "clara",
    instagram: "clara",
    facebook: "clara",
    x: "clara",
    tiktok: "clara",
    youtube: "clara",
    github: "clara",
  };
  for (const [target, value] of Object.entries(values)) {
    expect(readLink(String(hrefOf(target as CardTarget, value)), "daybook.example").target).toBe(target);
  }
});

test("what is wrong is said at its place; what is stored wrong all the same is not shown", () => {
  const draft = {
    ...EMPTY_DRAFT,
    line: "x".repeat(241),
    methods: [
      { target: "phone" as const, value: "+447700900142", label: "" },
      { target: "website" as const, value: "javascript:alert(1)", label: "" },
    ],
    links: [{ label: "", address: "http://example.com" }],
  };
  const places = draftSchema.safeParse(draft).error?.issues.map(({ path }) => path.join("."));
  expect(places).toEqual(["line", "methods.1.value", "links.0.label", "links.0.address"]);

  const shown = cardOf({ userCode: "a", name: "A", picture: null }, draft);
  expect(shown.methods.map(({ href }) => href)).toEqual(["tel:+447700900142"]);
  expect(shown.links).toEqual([]);
});

test("a stored card that is none is a card with the name alone, and a hash that is none no picture", () => {
  const stored = { user_code: "a", name: "A", card_url: null, card: { accent: "red" }, picture_hash: "../x" };
  expect(storedCard.parse(stored)).toMatchObject({ card: {}, picture_hash: null });
});

test("line breaks and marks that turn the direction of what follows are no part of a line", () => {
  const { data } = draftSchema.safeParse({ ...EMPTY_DRAFT, role: "  A\r\nB\u202Egpj.exe " });
  expect(data?.role).toBe("A B gpj.exe");
});

test("only a JPEG of at most 60 KB is a picture, whatever it is called", () => {
  const jpeg = (bytes: number) => {
    const content = Buffer.alloc(bytes, 1);
    content.set([0xff, 0xd8, 0xff]);
    content.set([0xff, 0xd9], bytes - 2);
    return content.toString("base64");
  };
  expect([jpeg(100), jpeg(PICTURE_BYTES)].map(isPicture)).toEqual([true, true]);
  const none = [
    jpeg(99),
    jpeg(PICTURE_BYTES + 1),
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>${" ".repeat(100)}`,
    ).toString("base64"),
    Buffer.from(`\x89PNG\r\n${"x".repeat(200)}`, "latin1").toString("base64"),
    `data:image/jpeg;base64,${jpeg(200)}`,
    `${jpeg(200)}!`,
    "",
  ];
  expect(none.map(isPicture)).toEqual(none.map(() => false));
});

test("a web address is shown without what everybody knows", () => {
  expect(readWebAddress("https://www.example.com/a%20b/")).toMatchObject({ shown: "example.com/ab/" });
});
