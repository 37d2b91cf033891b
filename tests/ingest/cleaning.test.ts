import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanText } from "#lib/ingest/clean-text.ts";
import { hostileText, hostileValue } from "#tests/ingest/fuzz/hostile-values.ts";
import { batch, click, pageView, post } from "#tests/ingest/support/batch.ts";
import { serverOfFile } from "#tests/ingest/support/server.ts";

const server = serverOfFile();

test.each([
  ["NUL", "a\0b", "ab"],
  ["half an emoji at the end", "Hallo \ud83d", "Hallo"],
  ["halves in the wrong order", "a\udc00\ud800b", "ab"],
  ["controls", "a\u0007\u001b[31mb\u009f", "a[31mb"],
  ["line breaks and tabs", " a\r\n\t b\u2028c ", "a b c"],
  ["spaces of every kind", "\u00a0a\u2003\u3000b\u2800", "a b"],
  ["bidi overrides and isolates", "a\u202egnp.exe\u202c\u2066b\u2069\u200f\u061c", "agnp.exeb"],
  ["zero-width spaces", "\ufeffwhats\u200bapp\u2060", "whatsapp"],
  ["soft hyphens", "Kontakt\u00adformular", "Kontaktformular"],
  ["nothing but zero widths", "\u200b\u200c\u200d\u2060\ufe0f\u3164", ""],
  ["nothing but spaces and controls", " \0\t\u00a0 ", ""],
  ["a family of emoji, which joiners make one", "👨\u200d👩\u200d👧 x", "👨\u200d👩\u200d👧 x"],
  ["a red heart", "❤\ufe0f", "❤\ufe0f"],
  ["Persian with its non-joiner", "می\u200cخواهم", "می\u200cخواهم"],
  ["a word that ends in a joiner", "a\u200d", "a"],
  ["accents apart from their letters", "Cafe\u0301", "Café"],
  ["Hangul in parts", "\u1112\u1161\u11ab", "한"],
  ["noncharacters", "a\uffff\ufdd0b", "ab"],
  ["what is fine", "Über uns / 関於", "Über uns / 関於"],
])("%s", (_, text, clean) => {
  expect(cleanText(text, 200)).toBe(clean);
});

test("whatever comes, it is text that Postgres keeps, within its limit, and cleaning again changes nothing", () => {
  const unfit = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\ufeff]|^\s|\s$|\s\s/u;
  fc.assert(
    fc.property(fc.oneof(hostileText, hostileValue), fc.integer({ min: 1, max: 120 }), (value, max) => {
      const clean = cleanText(value, max);
      expect(clean.length).toBeLessThanOrEqual(max);
      expect(clean).not.toMatch(unfit);
      expect(clean.isWellFormed()).toBe(true);
      expect(cleanText(clean, max)).toBe(clean);
      if (typeof value !== "string") expect(clean).toBe("");
    }),
    { numRuns: 5_000 },
  );
});

test("a bad character costs itself, not its event, in whichever field it stands", async () => {
  for (const bad of ["\0", "\ud800", "\u202e", "\u200b"]) {
    const sent = batch({
      user_code: `my${bad}clik`,
      share_code: `k7${bad}f2`,
      session: {
        ...batch().session,
        referrer: `https://blog.exam${bad}ple.org/`,
        utm: { source: `so${bad}urce`, medium: `me${bad}dium`, campaign: `camp${bad}aign` },
        language: `d${bad}e-DE`,
      },
      events: [
        pageView({ page: `/ab${bad}out` }),
        click({ page: `ho${bad}me`, target: `custom:Boo${bad}k`, site: `shop.exam${bad}ple` }),
      ],
    });
    const answer = await post(server.url, sent);
    expect([answer.status, answer.body]).toMatchObject([200, { accepted: 2, rejected: [] }]);
    expect(server.database.batches.at(-1)).toMatchObject({
      user_code: "myclik",
      session: {
        share_code: "k7f2",
        referrer: "blog.example.org",
        utm_source: "source",
        utm_medium: "medium",
        utm_campaign: "campaign",
        language: "de",
      },
      page_views: [{ page: "/about" }],
      clicks: [{ page: "home", target: "custom:Book", site: "shop.example" }],
      rejected: {},
    });
  }
});

test("a field of a wrong type is empty, and the event is stored", async () => {
  const wrong = [null, 7, true, [], ["x"], { a: 1 }];
  for (const value of wrong) {
    const sent = {
      ...batch({}),
      share_code: value,
      sent_at: value,
      dropped: "many",
      session: {
        id: pageView().id,
        started_at: value,
        referrer: value,
        utm: value,
        language: value,
        screen: value,
      },
      events: [
        { ...pageView(), page: value },
        { ...click(), page: value, outcome: value, site: value },
      ],
    };
    const answer = await post(server.url, sent);
    expect([answer.status, answer.body]).toMatchObject([200, { accepted: 2, rejected: [] }]);
    const stored = server.database.batches.at(-1)!;
    expect(stored).toMatchObject({
      session: { share_code: "", referrer: "", channel: "direct", utm_source: "", language: "" },
      page_views: [{ page: "" }],
      clicks: [{ page: "", target: "whatsapp" }],
      rejected: {},
    });
    expect(stored.clicks[0]).not.toHaveProperty("site");
    expect([stored.page_views[0]!.at, stored.clicks[0]!.at].sort()[0]).toBe(stored.session!.started_at);
  }
  const utm = { source: 1, medium: { a: 1 }, campaign: "fair" };
  await post(server.url, { ...batch(), session: { ...batch().session, utm } });
  expect(server.database.batches.at(-1)!.session).toMatchObject({
    utm_source: "",
    utm_medium: "",
    utm_campaign: "fair",
  });
  const bare = { v: 1, user_code: "myclik", session: { id: pageView().id }, events: [pageView()] };
  expect((await post(server.url, bare)).body).toMatchObject({ accepted: 1, rejected: [] });
});

test("what makes an event meaningless is rejected by name and counted, beside good ones", async () => {
  const meaningless = [
    { ...pageView(), id: 7 },
    { ...pageView(), at: 1_700_000_000_000 },
    { ...pageView(), at: "yesterday" },
    { ...pageView(), type: "look" },
    { ...click(), target: null },
    { ...click(), target: "\u200b\0" },
    { ...click(), target: "custom:\u200b " },
    null,
    [],
  ];
  const answer = await post(server.url, { ...batch(), events: [pageView(), ...meaningless, click()] });
  expect(answer.body.accepted).toBe(2);
  expect(answer.body.rejected.map(({ index, code }) => `${index} ${code}`)).toEqual(
    meaningless.map((_, index) => `${index + 1} invalid_event`),
  );
  expect(server.database.batches.at(-1)!.rejected).toEqual({ invalid_event: meaningless.length });
});

test("text that is too long is cut, never in the middle of a character", async () => {
  const events = [
    pageView({ page: `/${"x".repeat(198)}😀` }),
    click({ target: `custom:${"ü".repeat(300)}` }),
    click({ target: "WhatsApp" }),
  ];
  const session = { ...batch().session, utm: { source: "ß".repeat(50_000 / 2) } };
  expect((await post(server.url, batch({ session, events }))).body).toMatchObject({
    accepted: 3,
    rejected: [],
  });
  const stored = server.database.batches.at(-1)!;
  expect(stored.page_views[0]!.page).toBe(`/${"x".repeat(198)}`);
  expect(stored.clicks.map(({ target }) => target)).toEqual([`custom:${"ü".repeat(57)}`, "whatsapp"]);
  expect(stored.session!.utm_source).toBe("ß".repeat(120));
});

test("bytes that are no UTF-8 cost their character", async () => {
  const [before = "", after = ""] = JSON.stringify(batch({ events: [pageView({ page: "/caf|" })] })).split(
    "|",
  );
  const body = Buffer.concat([Buffer.from(before), Buffer.from([0xe9]), Buffer.from(after)]);
  expect((await post(server.url, body)).body).toMatchObject({ accepted: 1, rejected: [] });
  expect(server.database.batches.at(-1)!.page_views[0]!.page).toBe("/caf\ufffd");
});
