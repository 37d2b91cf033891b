import fc from "fast-check";
import { expect, test } from "vitest";
import { exportFile } from "#lib/export/export-file.ts";
import { type ExportRow, groupRows, shareRows } from "#lib/export/export-tables.ts";
import { groupKey, newGroupCode, newShareCode, shareLink } from "#lib/owners/codes.ts";
import { decodeText } from "#lib/owners/decode-text.ts";
import { cardSchema, originsSchema, retentionSchema } from "#lib/owners/owner-settings.ts";
import { IMPORT_LIMITS, planImport } from "#lib/owners/share-import.ts";

const existing = {
  groups: [{ group_code: "friends", name: "Friends", archived: false }],
  shares: [
    {
      share_code: "ana1",
      contact: "Ana",
      group_code: "friends",
      created_at: "",
      archived: false,
      visits: 0,
      taps: 0,
      last_seen: null,
      last_preview: null,
    },
  ],
};

test("good lines are kept, bad ones named with their number and reason", () => {
  const plan = planImport(
    [
      "Name;Group;Code",
      "Ben Okafor;friends;ben",
      "",
      ";Club;",
      "Ana again;Friends;ana1",
      "Twice;;ben",
      "Bad code;;no spaces",
      `${"x".repeat(121)};;`,
      "Cleo;Club;",
      "Dora;club;",
    ].join("\r\n"),
    existing,
  );
  expect(plan.groups).toEqual([{ group_code: "club", name: "Club", archived: false }]);
  expect(plan.shares).toMatchObject([
    { line: 2, share_code: "ben", contact: "Ben Okafor", group_code: "friends" },
    { line: 9, contact: "Cleo", group_code: "club" },
    { line: 10, contact: "Dora", group_code: "club" },
  ]);
  expect(plan.skipped.map(({ line, reason }) => [line, reason])).toEqual([
    [4, "It names neither a contact nor a code."],
    [5, "There is a share with this code already; it stays as it is."],
    [6, "The code stands in line 2 already."],
    [7, "The code may hold letters, digits, - and _ only (at most 64)."],
    [8, "The contact is longer than 120 characters."],
  ]);
});

test("without a header the columns are contact, group and code; quotes and a byte order mark are understood", () => {
  const plan = planImport('\uFEFF"Fair, Lisbon",Business,fair26\nEva', existing);
  expect(plan.shares).toMatchObject([
    { line: 1, contact: "Fair, Lisbon", group_code: "business", share_code: "fair26" },
    { line: 2, contact: "Eva", group_code: "" },
  ]);
  expect(plan.shares[1]?.share_code).toMatch(/^[2-9a-z]{5}$/);
});

test("codes made up are new, also for names that leave nothing over", () => {
  const taken = new Set<string>();
  for (let made = 0; made < 500; made++) taken.add(newShareCode(taken));
  expect(taken.size).toBe(500);
  expect(newGroupCode("Trade Fairs", new Set(["trade-fairs"]))).toBe("trade-fairs-2");
  expect(newGroupCode("友達", new Set())).toBe("group");
});

test("a share link carries the codes, whatever stands in them", () => {
  expect(shareLink("https://d.example", "clara", "k7f2")).toBe("https://d.example/s/clara/k7f2");
});

test("settings are taken as they are understood elsewhere, the rest is named", () => {
  const origins = originsSchema.parse({ origins: "https://a.example\n *.b.example, http://localhost:*" });
  expect(origins.origins).toEqual(["https://a.example", "*.b.example", "http://localhost:*"]);
  for (const bad of ["https://a.example/path", "ftp://a.example", "*"]) {
    expect(originsSchema.safeParse({ origins: bad }).success, bad).toBe(false);
  }
  expect(cardSchema.safeParse({ name: "Clara", card_url: "javascript:alert(1)" }).success).toBe(false);
  expect(retentionSchema.parse({ retention_days: "" })).toEqual({ retention_days: null });
  expect(retentionSchema.parse({ retention_days: "90" })).toEqual({ retention_days: 90 });
  expect(retentionSchema.safeParse({ retention_days: "7" }).success).toBe(false);
});

/** Texts as people and spreadsheets write them, and as an attacker would. */
const texts = fc
  .array(
    fc.constantFrom(
      "Ana",
      "é",
      "e\u0301",
      "友",
      "=",
      "+",
      "-",
      "@",
      "'",
      ";",
      "|",
      "\t",
      "\n",
      " ",
      ",",
      '"',
      "{",
      "sep=",
      "1",
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join("").trim().slice(0, 120));
const codes = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,8}$/);
/** An owner's groups and shares, each share in one of the groups or in none. */
const owned = fc
  .record({
    groups: fc.uniqueArray(
      fc.record({ group_code: codes, name: texts.filter((name) => name !== ""), archived: fc.boolean() }),
      { selector: ({ group_code }) => group_code, maxLength: 4 },
    ),
    shares: fc.uniqueArray(
      fc.record({
        share_code: codes,
        contact: texts,
        group: fc.nat(9),
        archived: fc.boolean(),
        created_at: fc.date({
          min: new Date("2020-01-01"),
          max: new Date("2026-01-01"),
          noInvalidDate: true,
        }),
      }),
      { selector: ({ share_code }) => share_code, maxLength: 8 },
    ),
  })
  .map(({ groups, shares }) => ({
    groups,
    shares: shares.map(({ group, created_at, ...share }) => ({
      ...share,
      group_code: groups[group]?.group_code ?? "",
      created_at: created_at.toISOString(),
      visits: 0,
      taps: 0,
      last_seen: null,
      last_preview: null,
    })),
  }));

async function exported(table: "shares" | "share_groups", rows: ExportRow[], format: "csv" | "json") {
  async function* pages() {
    yield rows;
  }
  const day = { from: "2026-11-22", to: "2026-11-22" };
  const owner = { user_code: "myclik", time_zone: "UTC" };
  const head = { owner, table, period: day, computed_at: "2026-11-22T11:03:10Z" };
  const file = await exportFile({ ...head, pages: pages() }, format);
  return decodeText(new Uint8Array(await file.arrayBuffer())).text;
}

test("what Daybook exports it imports again: the same groups and shares, from CSV and from JSON", async () => {
  await fc.assert(
    fc.asyncProperty(owned, fc.constantFrom("csv" as const, "json" as const), async (owner, format) => {
      const groupFile = await exported("share_groups", groupRows(owner), format);
      const groups = planImport(groupFile, { groups: [], shares: [] });
      // Names that differ in capitals or blanks alone are one group to whoever reads them, so such a second one stays out.
      const kept = owner.groups.filter(
        ({ name }, index) => owner.groups.findIndex((one) => groupKey(one.name) === groupKey(name)) === index,
      );
      expect(groups.groups).toEqual(kept);
      expect(groups.notes).toEqual([]);

      const shareFile = await exported("shares", shareRows(owner), format);
      const { shares, skipped, broken } = planImport(shareFile, { groups: owner.groups, shares: [] });
      expect(shares.map(({ line: _, ...share }) => share)).toEqual(
        owner.shares.map(({ visits: _, taps: __, last_seen: ___, last_preview: ____, ...share }) => share),
      );
      expect({ skipped, broken }).toEqual({ skipped: [], broken: null });
    }),
    { numRuns: 300 },
  );
});

const bytes = (text: string) => Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
const utf16 = (text: string) => Buffer.from(text, "utf16le");

test.each([
  [
    "Windows-1252, a short list",
    bytes("contact;group\r\nZo\u00EB;Caf\u00E9\r\n"),
    "windows-1252",
    "Zo\u00EB",
  ],
  [
    "Windows-1252 with its own dashes",
    bytes("contact\nM\u00FCller \u0096 Gr\u00F6\u00DFe\n"),
    "windows-1252",
    "M\u00FCller \u2013 Gr\u00F6\u00DFe",
  ],
  [
    "UTF-16 as Excel's Unicode text",
    utf16("\uFEFFcontact\tgroup\r\nZo\u00EB\tCaf\u00E9\r\n"),
    "utf-16le",
    "Zo\u00EB",
  ],
  ["UTF-16, big end first", utf16("\uFEFFcontact\nZo\u00EB\n").swap16(), "utf-16be", "Zo\u00EB"],
  ["UTF-16 without a mark", utf16("contact,group\nZo\u00EB,Caf\u00E9\n"), "utf-16le", "Zo\u00EB"],
  ["UTF-8 with a mark", Buffer.from("\uFEFFcontact\n\u53CB\u9054\n"), "utf-8", "\u53CB\u9054"],
  ["UTF-8 without one", Buffer.from("contact\n\u53CB\u9054\n"), "utf-8", "\u53CB\u9054"],
  [
    "Windows-1250, a longer list",
    bytes(
      "contact,group\nWies\u00B3aw \u00A3uczak,Znajomi\nJadwiga W\u00F3jcik,Przyjaciele\nMa\u00B3gorzata \u008Cwi\u00EAty,Rodzina\nGrzegorz Brz\u00EAczyszczykiewicz,Praca\n\u00A3ukasz D\u00B9browski,Praca\n",
    ),
    "windows-1250",
    "Wies\u0142aw \u0141uczak",
  ],
])("a file is decoded as it was saved: %s", (_, file, encoding, contact) => {
  const decoded = decodeText(new Uint8Array(file));
  expect(decoded.encoding).toBe(encoding);
  expect(planImport(decoded.text, { groups: [], shares: [] }).shares[0]?.contact).toBe(contact);
});

const planOf = (text: string) => planImport(text, { groups: [], shares: [] });

test("damage is named by the line an editor shows, and an unclosed quotation mark stops the import", () => {
  const control = planOf(
    'contact,group\n"two\nlines",Club\nA\0na,Club\nB\u0007en,Club\nC\uFFFD,Club\nDora,Club\n',
  );
  expect(control.skipped.map(({ line, reason }) => [line, reason])).toEqual([
    [4, "It holds a NUL character."],
    [5, "It holds a control character (U+0007)."],
    [6, "It holds a character that could not be read (\uFFFD)."],
  ]);
  expect(control.shares.map(({ line, contact }) => [line, contact])).toEqual([
    [2, "two\nlines"],
    [7, "Dora"],
  ]);
  expect(control.broken).toBeNull();

  const open = planOf('contact,group\r\nAna,Club\r\n"Ben,Club\r\nCleo,Club\r\n');
  expect(open.broken).toContain("never closed");
  expect(open.skipped).toMatchObject([{ line: 3, reason: expect.stringContaining("the 1 after it") }]);
  const misplaced = planOf('contact,group\n"Ana" D,Club\n"Ben",Club\nCleo,Club\n');
  expect(misplaced.skipped[0]).toMatchObject({ line: 2, reason: expect.stringContaining("quotation mark") });
});

test("a line sep=; says how cells are divided, and is counted as a line", () => {
  expect(planOf("sep=;\r\ncontact;group\r\nDuarte, Ana;Club\r\n;;\r\n").shares).toMatchObject([
    { line: 3, contact: "Duarte, Ana" },
  ]);
  expect(planOf("sep=|\ncontact|group\nDuarte; Ana|Club\n").shares[0]?.contact).toBe("Duarte; Ana");
});

test("what a reader may not expect is pointed out before anything is made", () => {
  const archived = { group_code: "club", name: "Caf\u00E9", archived: true };
  const plan = planImport(
    [
      "contact,group,phone,code,name",
      "ANA,Cafe\u0301,1,x1",
      "Ben,caf\u00E9,2,x2",
      "ben ,New,3,x3,Benjamin,more",
      "Cleo,New,4,x4",
    ].join("\n"),
    { groups: [...existing.groups, archived], shares: existing.shares },
  );
  expect(plan.groups.map(({ name }) => name)).toEqual(["New"]);
  expect(plan.shares.map(({ group_code }) => group_code)).toEqual(["club", "club", "new", "new"]);
  expect(plan.notes).toEqual([
    "Columns that Daybook does not know and does not read: \u201Cphone\u201D.",
    "Columns that stand there twice, of which the first is read: \u201Cname\u201D.",
    "More cells than columns, and the last ones are not read: line 4.",
    "The same contact stands in more than one line: lines 3 and 4.",
    "You have a share for this contact already: line 2.",
    "The group \u201CCaf\u00E9\u201D is archived, and these would be put into it: lines 2 and 3.",
  ]);
});

test("10,000 lines are taken, one more is not, and no more groups than lines", () => {
  const lines = Array.from(
    { length: IMPORT_LIMITS.lines + 1 },
    (_, index) => `Contact ${index},Group ${index}`,
  );
  const plan = planOf(lines.join("\n"));
  expect([plan.shares.length, plan.groups.length]).toEqual([IMPORT_LIMITS.lines, IMPORT_LIMITS.lines]);
  expect(plan.skipped).toMatchObject([{ line: 10_001, reason: "Only 10000 lines are taken at once." }]);
});
