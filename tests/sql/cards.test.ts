import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

/** A picture as the table takes it: begins and ends as a JPEG, with `filling` between. */
function jpeg(filling: number, bytes = 200): string {
  const content = Buffer.alloc(bytes, filling);
  content.set([0xff, 0xd8, 0xff]);
  content.set([0xff, 0xd9], bytes - 2);
  return content.toString("base64");
}

describe.each(ENGINES)("cards made here, on %s", (engine) => {
  let database: TestDatabase;
  const save = (userCode: string, name: string, card: object, picture: string | null = null) =>
    as(database, "authenticated", MEMBER, () =>
      database.rows("select analytics_save_card($1, $2, $3, $4)", [
        userCode,
        name,
        JSON.stringify(card),
        picture,
      ]),
    );
  const ask = async <T>(sql: string, parameters: unknown[]) =>
    as(database, "service_role", null, async () => {
      const [row] = await database.rows<{ answer: T }>(`select ${sql} as answer`, parameters);
      return row!.answer;
    });
  type Found = { name: string; card_url: string | null; card: object | null; picture_hash: string | null };
  const find = (userCode: string) => ask<Found | null>("analytics_find_card($1)", [userCode]);
  const picture = async (userCode: string, hash: string | null) =>
    (await ask<string | null>("analytics_card_picture($1, $2)", [userCode, hash]))?.replace(/\s/g, "");

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const userCode of ["myclik", "other", "gone"]) await addOwner(database, userCode);
  });
  afterAll(() => database.close());

  test("an owner without a card is found with the name alone, an unknown one not at all", async () => {
    expect(await find("other")).toMatchObject({ user_code: "other", card: null, picture_hash: null });
    expect(await find("nobody")).toBeNull();
  });

  test("saving makes share links lead here, replaces what is said and leaves what is not, twice alike", async () => {
    await database.rows(
      "update analytics_owners set card_url = 'https://card.example' where user_code = 'myclik'",
    );
    await save("myclik", " Clara ", { role: "Architect", pages: { kept: true } });
    for (let time = 0; time < 2; time++) await save("myclik", "Clara W.", { role: "Interior architect" });
    expect(await find("myclik")).toEqual({
      user_code: "myclik",
      name: "Clara W.",
      card_url: null,
      card: { role: "Interior architect", pages: { kept: true } },
      picture_hash: null,
    });
  });

  test("a picture is found by its hash only, kept when nothing is said of it, and gone when it is removed", async () => {
    await save("myclik", "Clara", {}, jpeg(1));
    const first = (await find("myclik"))?.picture_hash ?? null;
    expect(await picture("myclik", first)).toBe(jpeg(1));
    expect(await picture("other", first)).toBeUndefined();
    await save("myclik", "Clara", {});
    expect((await find("myclik"))?.picture_hash).toBe(first);
    await save("myclik", "Clara", {}, jpeg(2));
    const second = (await find("myclik"))?.picture_hash ?? null;
    expect(await picture("myclik", first)).toBeUndefined();
    expect(await picture("myclik", second)).toBe(jpeg(2));
    await save("myclik", "Clara", {}, "");
    expect((await find("myclik"))?.picture_hash).toBeNull();
    expect(await picture("myclik", second)).toBeUndefined();
  });

  test("what is no JPEG, or too much, is refused and changes nothing", async () => {
    await save("myclik", "Clara", { role: "Before" }, jpeg(1));
    const before = await find("myclik");
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${" ".repeat(200)}</svg>`).toString(
      "base64",
    );
    const refused: [name: string, card: object, picture: string | null, code: string][] = [
      ["Clara", {}, svg, "23514"],
      ["Clara", {}, jpeg(1, 61_441), "23514"],
      ["Clara", {}, "no base64!", "22023"],
      ["Clara", { role: "x".repeat(33_000) }, null, "23514"],
      ["", {}, null, "23514"],
      ["x".repeat(121), {}, null, "23514"],
    ];
    for (const [name, card, content, code] of refused) {
      await expect(save("myclik", name, { role: "After", ...card }, content)).rejects.toMatchObject({ code });
    }
    expect(await find("myclik")).toEqual(before);
  });

  test("a card and its picture go with their owner", async () => {
    await save("gone", "Gone", { role: "Soon" }, jpeg(3));
    await ask("analytics_delete_owner($1)", ["gone"]);
    for (const table of ["analytics_cards", "analytics_card_pictures"]) {
      expect(await database.rows(`select 1 from ${table} where user_code = 'gone'`), table).toEqual([]);
    }
  });
});
