import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tokenHash } from "#lib/owners/tokens.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

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

  test("what operators do by SQL stands in the card's log, and in their own where it is no single card's or ends one", async () => {
    await database.run(
      "select set_config('request.jwt.claims', '', false); delete from analytics_operator_log;",
    );
    const operate = (call: string) =>
      as(database, "service_role", null, () => database.rows(`select ${call}`));
    await operate(`analytics_register_owner('card', 'Card', null, '${STRANGER}')`);
    await operate(`analytics_register_owner('card', 'Card', null, '${STRANGER}')`);
    await operate("analytics_operator_set_retention('card', 30)");
    await operate(`analytics_operator_remove_member('card', '${STRANGER}')`);
    await expect(operate(`analytics_operator_remove_member('card', '${STRANGER}')`)).rejects.toMatchObject({
      code: "PT404",
    });
    await operate("analytics_claim_owner('card')");
    expect(
      await database.rows("select actor, action from analytics_audit where user_code = 'card' order by at"),
    ).toEqual(
      ["owner_added", "member_added", "retention_changed", "member_removed", "claim_made"].map((action) => ({
        actor: null,
        action,
      })),
    );

    const start = new Date(Date.now() - 20 * 86_400_000);
    const day = start.toISOString().slice(0, 10);
    await database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: [visit("card", { start })] }),
    ]);
    await operate(`aggregate_analytics_daily('${day}'::date)`);
    await operate(`backfill_aggregates('${day}', '${day}')`);
    await operate("aggregate_analytics_daily()");
    await operate("cleanup_old_raw_events(10)");
    await operate("cleanup_old_raw_events(10)");
    await operate("analytics_delete_owner('card', '1 minute')");
    const lines = await as(database, "service_role", null, () =>
      database.rows("select user_code, action, about from analytics_operator_log order by at"),
    );
    const rebuilt = {
      user_code: "",
      action: "days_rebuilt",
      about: { from: day, to: day, days: 1, raw_events: 2 },
    };
    expect(lines).toEqual([
      rebuilt,
      rebuilt,
      {
        user_code: "",
        action: "events_purged",
        about: { before: expect.any(String), days: 1, raw_events: 2 },
      },
      { user_code: "card", action: "owner_deletion_begun", about: { by: "operator" } },
      { user_code: "card", action: "owner_deleted", about: { rows: expect.any(Number) } },
    ]);
    for (const role of ["anon", "authenticated"] as const) {
      await expect(
        as(database, role, STRANGER, () => database.rows("select * from analytics_operator_log")),
      ).rejects.toMatchObject({ code: "42501" });
    }
    await database.run(
      "update analytics_operator_log set at = at - interval '401 days' where action = 'days_rebuilt'",
    );
    await operate("analytics_apply_retention()");
    expect(await database.rows("select 1 from analytics_operator_log")).toHaveLength(3);
  });
});
