import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const HERE = "00000000-0000-4000-8000-0000000000c1";

describe.each(ENGINES)("a member's own account, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.run(`
      create table if not exists auth.users (id uuid primary key, email text);
      insert into auth.users (id, email) values ('${MEMBER}', 'mia@example.com'), ('${STRANGER}', 'sam@example.com');
    `);
    await addOwner(database, "first");
    await addOwner(database, "second");
  });
  afterAll(() => database.close());

  const ask = <Answer>(person: string | null, call: string) =>
    as(
      database,
      person ? "authenticated" : "anon",
      person,
      async () => (await database.rows<{ answer: Answer }>(`select ${call} as answer`))[0]!.answer,
      HERE,
    );
  const leave = () =>
    ask<{ last_owner_of: { user_code: string }[]; is_hosts: boolean }>(
      MEMBER,
      "analytics_leave_all_owners()",
    );
  const cards = async () =>
    (
      await database.rows<{ user_code: string }>(
        "select user_code from analytics_members where user_id = $1 order by 1",
        [MEMBER],
      )
    ).map(({ user_code }) => user_code);

  test("whoever is the last owner of a card leaves none, and is told which", async () => {
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('second', $1, 'owner')",
      [STRANGER],
    );
    expect(await leave()).toEqual({
      last_owner_of: [{ user_code: "first", name: expect.any(String) }],
      is_hosts: false,
    });
    expect(await cards()).toEqual(["first", "second"]);
    // An editor decides nothing.
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('first', $1, 'editor')",
      [STRANGER],
    );
    expect((await leave()).last_owner_of).toHaveLength(1);
  });

  test("with another owner on every card all are left at once, and each card's log says so", async () => {
    await database.rows("update analytics_members set role = 'owner' where user_id = $1", [STRANGER]);
    expect(await leave()).toEqual({ last_owner_of: [], is_hosts: false });
    expect(await cards()).toEqual([]);
    expect(
      await database.rows("select user_code, actor, action, about from analytics_audit order by user_code"),
    ).toEqual(
      ["first", "second"].map((user_code) => ({
        user_code,
        actor: MEMBER,
        action: "member_left",
        about: { role: "owner", email: "mia@example.com" },
      })),
    );
    expect(await leave()).toEqual({ last_owner_of: [], is_hosts: false });
  });

  test("the address is the account's, also while a token still names the one before", async () => {
    expect(await ask(MEMBER, "analytics_caller()")).toEqual({ user_id: MEMBER, email: "mia@example.com" });
    await database.rows("update auth.users set email = 'new@example.com' where id = $1", [MEMBER]);
    expect(await ask(MEMBER, "analytics_caller()")).toEqual({ user_id: MEMBER, email: "new@example.com" });
  });

  test("own sessions are listed, this one by name, and nobody else's", async () => {
    expect(await ask(MEMBER, "analytics_own_account()")).toEqual({
      sessions: null,
      can_end: false,
      is_hosts: false,
    });
    await database.run(`
      create table auth.sessions (
        id uuid primary key, user_id uuid not null, not_after timestamptz, refreshed_at timestamp,
        created_at timestamptz
      );
      insert into auth.sessions (id, user_id, created_at, refreshed_at, not_after) values
        ('${HERE}', '${MEMBER}', '2026-01-01T10:00Z', null, null),
        (gen_random_uuid(), '${MEMBER}', '2026-01-01T09:00Z', '2026-01-02T09:00', null),
        (gen_random_uuid(), '${MEMBER}', '2026-01-01T09:00Z', null, '2026-01-02T00:00Z'),
        (gen_random_uuid(), '${STRANGER}', '2026-01-01T09:00Z', null, null);
    `);
    const { sessions } = await ask<{ sessions: { is_current: boolean; used_at: string }[] }>(
      MEMBER,
      "analytics_own_account()",
    );
    expect(sessions.map(({ is_current, used_at }) => [is_current, new Date(used_at).toISOString()])).toEqual([
      [false, "2026-01-02T09:00:00.000Z"],
      [true, "2026-01-01T10:00:00.000Z"],
    ]);
    await expect(ask(null, "analytics_own_account()")).rejects.toMatchObject({ code: "42501" });
  });

  test("a session is ended by whose it is, and by nobody else; its token reads nothing more at once", async () => {
    const another = "00000000-0000-4000-8000-0000000000c2";
    const others = "00000000-0000-4000-8000-0000000000c3";
    await database.rows(
      `insert into auth.sessions (id, user_id, created_at) values ($1, $2, now()), ($3, $4, now())`,
      [another, MEMBER, others, STRANGER],
    );
    const { sessions, can_end } = await ask<{ sessions: { session_id: string }[]; can_end: boolean }>(
      MEMBER,
      "analytics_own_account()",
    );
    expect(can_end).toBe(true);
    expect(sessions.map(({ session_id }) => session_id)).toContain(another);
    const there = () =>
      as(
        database,
        "authenticated",
        MEMBER,
        () =>
          database.rows("select analytics_dashboard('second')").then(
            () => "shown",
            (error: { code?: string }) => error.code,
          ),
        another,
      );
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('second', $1, 'viewer')",
      [MEMBER],
    );
    expect(await there()).toBe("shown");
    for (const id of [others, "00000000-0000-4000-8000-0000000000cf"]) {
      await expect(ask(MEMBER, `analytics_end_own_session('${id}')`)).rejects.toMatchObject({
        code: "PT404",
      });
    }
    await ask(MEMBER, `analytics_end_own_session('${another}')`);
    expect(await there()).toBe("PT401");
    await expect(ask(MEMBER, `analytics_end_own_session('${another}')`)).rejects.toMatchObject({
      code: "PT404",
    });
    await expect(ask(null, `analytics_end_own_session('${others}')`)).rejects.toMatchObject({
      code: "42501",
    });
    expect((await database.rows("select id from auth.sessions where id = $1", [others])).length).toBe(1);
    await database.rows("delete from analytics_members where user_id = $1", [MEMBER]);
  });

  test("where another product's tables hang on the users, the account is that product's", async () => {
    await database.run("create table public.profiles (id uuid primary key references auth.users)");
    expect(await leave()).toEqual({ last_owner_of: [], is_hosts: true });
  });
});
