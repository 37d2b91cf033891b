import { expect, test } from "vitest";
import { cardAddress, installSnippet } from "#lib/owners/codes.ts";
import { timeZones } from "#lib/owners/owner-day.ts";
import { newOwnerSchema } from "#lib/owners/owners.ts";

const good = { name: " Clara Whitfield ", user_code: " Clara ", time_zone: "Europe/Berlin" };

test("name and code are trimmed, the code is lower-cased", () => {
  expect(newOwnerSchema.parse(good)).toEqual({
    name: "Clara Whitfield",
    user_code: "clara",
    time_zone: "Europe/Berlin",
    card_url: null,
  });
});

test("a card that stands elsewhere has a whole address, whose https:// may be missing", () => {
  expect(newOwnerSchema.parse({ ...good, card_url: " example.com/me " }).card_url).toBe(
    "https://example.com/me",
  );
});

test("what is wrong is refused, each with one sentence", () => {
  const bad = [
    { name: "  " },
    { name: "x".repeat(101) },
    { user_code: "" },
    { user_code: "-a" },
    { user_code: "a b" },
    { user_code: "x".repeat(41) },
    { card_url: "" },
    { card_url: "javascript:alert(1)" },
    { card_url: "ftp://example.com" },
    { time_zone: "" },
    { time_zone: "Mars/Olympus" },
    { time_zone: "+02:00" },
  ];
  for (const change of bad) {
    const result = newOwnerSchema.safeParse({ ...good, ...change });
    expect(result.error?.issues, JSON.stringify(change)).toHaveLength(1);
  }
});

test("every time zone on offer is accepted", () => {
  const zones = timeZones();
  expect(zones[0]).toBe("UTC");
  expect(new Set(zones).size).toBe(zones.length);
  for (const time_zone of zones) expect(newOwnerSchema.safeParse({ ...good, time_zone }).success).toBe(true);
});

test("address and snippet name the owner's code", () => {
  expect(cardAddress("https://daybook.example", "clara")).toBe("https://daybook.example/c/clara");
  expect(cardAddress("https://daybook.example", "clara", "k7f2")).toBe(
    "https://daybook.example/c/clara?s=k7f2",
  );
  expect(installSnippet("https://daybook.example", "clara")).toBe(
    '<script defer src="https://daybook.example/tracker.js" data-user-code="clara"></script>',
  );
});
