import { expect, test } from "vitest";
import { csvHead, csvLines } from "#lib/export/csv.ts";
import { newGroupCode, newShareCode, shareLink } from "#lib/owners/codes.ts";
import { cardSchema, originsSchema, retentionSchema } from "#lib/owners/owner-settings.ts";
import { planImport } from "#lib/owners/share-import.ts";

const existing = {
  groups: [{ group_code: "friends", name: "Friends", archived: false }],
  shares: [
    {
      share_code: "ana1",
      contact: "Ana",
      group_code: "friends",
      created_at: "",
      archived: false,
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
  expect(plan.groups).toEqual([{ group_code: "club", name: "Club" }]);
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

test("a name that an export made harmless comes back as it was, in its group", () => {
  const rows = [
    { contact: "=1+1", group_code: "Friends", share_code: "k1" },
    { contact: "a;=2", group_code: "Friends", share_code: "k2" },
    { contact: "'@x", group_code: "", share_code: "k3" },
  ];
  const columns = ["contact", "group_code", "share_code"];
  const plan = planImport(csvHead(columns) + csvLines(rows, columns), { groups: [], shares: [] });
  expect(plan.shares.map(({ contact }) => contact)).toEqual(rows.map(({ contact }) => contact));
  expect(plan.groups.map(({ name }) => name)).toEqual(["Friends"]);
});
