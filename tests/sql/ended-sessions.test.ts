import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

const SESSION = "00000000-0000-4000-8000-0000000000c1";
const OTHERS = "00000000-0000-4000-8000-0000000000c2";

/** Reading and writing, by functions and by name: what a browser does, and what whoever has its cookie could do besides. */
const ACTS = [
  "select public.analytics_dashboard('myclik')",
  "select public.analytics_owner_export('myclik', 'revisions')",
  "select public.analytics_save_group('myclik', 'club', 'Club')",
  "select public.analytics_create_owner('taken-over', 'New')",
  "select public.analytics_caller()",
  "select public.analytics_member_role('myclik')",
  "select * from public.analytics_owners",
  "select * from public.analytics_daily_user_stats",
  "select * from public.analytics_members",
];

describe.each(ENGINES)("on %s a token is as good as its session", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await addOwner(database, "myclik");
  });
  afterAll(() => database.close());

  const attempt = (sql: string, sessionId?: string) =>
    as(
      database,
      "authenticated",
      MEMBER,
      () =>
        database.rows(sql).then(
          () => "done",
          (error: { code?: string }) => error.code,
        ),
      sessionId,
    );
  const attempts = async (sessionId?: string) => {
    const outcomes = new Set<string | undefined>();
    for (const act of ACTS) outcomes.add(await attempt(act, sessionId));
    await database.run("delete from analytics_owners where user_code = 'taken-over'");
    return [...outcomes];
  };

  test("without Supabase Auth's table of sessions it is good until it expires", async () => {
    expect(await attempts()).toEqual(["done"]);
  });

  test("a session that lives reads and writes, and none of it when it has ended", async () => {
    await database.run(`
      create table auth.sessions (id uuid primary key, user_id uuid not null, not_after timestamptz);
      insert into auth.sessions (id, user_id) values ('${SESSION}', '${MEMBER}'), ('${OTHERS}', '${STRANGER}')`);
    expect(await attempts(SESSION)).toEqual(["done"]);
    await database.run(`delete from auth.sessions where id = '${SESSION}'`);
    expect(await attempts(SESSION)).toEqual(["PT401"]);
  });

  test("a token of no session, of another's or of one whose time is over opens nothing", async () => {
    await database.run(
      `insert into auth.sessions (id, user_id, not_after) values ('${SESSION}', '${MEMBER}', now() - interval '1 second')`,
    );
    for (const sessionId of [undefined, "", "not-an-id", OTHERS, SESSION]) {
      expect({ sessionId, outcomes: await attempts(sessionId) }).toEqual({ sessionId, outcomes: ["PT401"] });
    }
    await database.run("update auth.sessions set not_after = now() + interval '1 hour' where true");
    expect(await attempts(SESSION)).toEqual(["done"]);
  });
});
