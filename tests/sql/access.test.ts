import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "#lib/owners/tokens.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

describe.each(ENGINES)("who may come in, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
  });
  afterAll(() => database.close());

  test("a token is kept as the same hash by the app and by the database, another one for each kind", async () => {
    const [made] = await database.rows<{ token: string }>("select daybook.new_token() as token");
    const token = made?.token ?? "";
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    const [kept] = await database.rows<{ key: string; link: string }>(
      "select daybook.token_hash('key', $1) as key, daybook.token_hash('link', $1) as link",
      [token],
    );
    expect(kept).toEqual({ key: tokenHash("key", token), link: tokenHash("link", token) });
    expect(kept?.key).not.toBe(kept?.link);
  });

  test("what a member did is noted with who it was, and goes with the owner", async () => {
    await database.run(`select set_config('request.jwt.claims', '{"sub":"${MEMBER}"}', false)`);
    await database.rows("select daybook.note_act('myclik', 'share_created', $1)", [
      JSON.stringify({ share: "k7", group: null }),
    ]);
    expect(await database.rows("select actor, action, about from analytics_audit")).toEqual([
      { actor: MEMBER, action: "share_created", about: { share: "k7" } },
    ]);
    for (const role of ["anon", "authenticated"] as const) {
      await expect(
        as(database, role, MEMBER, () => database.rows("select * from analytics_audit")),
      ).rejects.toMatchObject({ code: "42501" });
    }
    await database.rows("select analytics_delete_owner('myclik')");
    expect(await database.rows("select 1 from analytics_audit")).toEqual([]);
  });
});
