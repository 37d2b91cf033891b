import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER, STRANGER } from "#tests/support/owners.ts";

describe.each(ENGINES)("a code is never inherited, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    for (const code of ["myclik", "other"]) {
      await addOwner(database, code);
      const batches = [1, 2, 3].map((daysAgo, place) => ({
        ...visit(code, {
          start: new Date(Date.now() - daysAgo * 86_400_000),
          targets: ["phone"],
          share: "a1",
        }),
        batch: place,
      }));
      await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
      await database.rows("select analytics_record_share_preview($1, 'a1', 'WhatsApp')", [code]);
    }
    await database.rows("select aggregate_analytics_daily(p_include_today => true)");
    await database.rows("select analytics_verify(current_date - 5, current_date)");
  });
  afterAll(() => database.close());

  /** Every table with owner codes, by how many rows it has under one. */
  const held = async (code: string) => {
    const tables = await database.rows<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_code'
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> 'analytics_events' order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await database.rows<{ count: number }>(
        `select count(*)::int from ${name} where user_code = $1`,
        [code],
      );
      if (row!.count > 0) counts[name] = row!.count;
    }
    return counts;
  };
  const remove = async (budget: string) =>
    (
      await database.rows<{ answer: { done: boolean; removed: Record<string, number> } }>(
        "select analytics_delete_owner('myclik', $1) as answer",
        [budget],
      )
    )[0]!.answer;

  test("old rows that waited for their owner do not keep the code from it", async () => {
    await database.rows(`
      insert into analytics_legacy_rows (user_code, legacy_id, event_id, session_id, verdict, reason)
      values ('late', '1', gen_random_uuid(), gen_random_uuid(), 'unmapped', 'unknown_owner'),
        ('later', '2', gen_random_uuid(), gen_random_uuid(), 'unmapped', 'unknown_owner')`);
    await database.rows(
      "insert into analytics_legacy_comparisons (user_code, date, unexplained, metrics) values ('late', '2026-01-01', 0, '[]')",
    );
    expect(await database.rows("select analytics_register_owner('late') as code")).toEqual([
      { code: "late" },
    ]);
    await as(database, "authenticated", MEMBER, () =>
      database.rows("select analytics_create_owner('later', 'Later')"),
    );
    expect(await held("late")).toHaveProperty("analytics_legacy_rows", 1);
  });

  test("an owner goes in steps, nobody gets the code meanwhile, and whoever gets it then begins at nothing", async () => {
    const [before, others] = [await held("myclik"), await held("other")];
    expect(Object.keys(before).length).toBeGreaterThan(15);

    const first = await remove("0 seconds");
    expect(first).toEqual({ done: false, removed: { analytics_owners: 1 } });
    await expect(
      as(database, "authenticated", MEMBER, () =>
        database.rows("select analytics_create_owner('myclik', 'New')"),
      ),
    ).rejects.toMatchObject({ code: "23505" });
    await expect(database.rows("select analytics_register_owner('MyClik')")).rejects.toMatchObject({
      code: "23505",
    });
    await expect(
      database.rows("select analytics_ingest_events($1)", [
        JSON.stringify({ batches: [{ ...visit("myclik", { start: new Date() }), batch: 0 }] }),
      ]),
    ).rejects.toMatchObject({ code: "23503" });

    const rest = await remove("1 minute");
    expect(rest.done).toBe(true);
    for (const [table, rows] of Object.entries(rest.removed)) {
      if (table !== "analytics_owners") expect({ table, rows }).toEqual({ table, rows: before[table] });
    }
    expect(await held("myclik")).toEqual({ analytics_operator_log: 2 });
    expect(await held("other")).toEqual(others);
    const rows = Object.values(rest.removed).reduce((sum, some) => sum + some, 0);
    // Which card, when and how much: nobody's name, address or account.
    expect(
      await database.rows(
        "select action, about from analytics_operator_log where user_code = 'myclik' order by at",
      ),
    ).toEqual([
      { action: "owner_deletion_begun", about: { by: "operator" } },
      { action: "owner_deleted", about: { rows } },
    ]);
    await expect(remove("1 minute")).rejects.toMatchObject({ code: "22023" });

    await as(database, "authenticated", MEMBER, () =>
      database.rows("select analytics_create_owner('myclik', 'New')"),
    );
    const [dashboard] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ totals: Record<string, number> }>(
        "select analytics_dashboard('myclik') -> 'totals' as totals",
      ),
    );
    expect(dashboard!.totals).toMatchObject({ visitors: 0, sessions: 0, page_views: 0, clicks: 0 });
  });
});

const [OTHER_OWNER, EDITOR, VIEWER] = [5, 6, 7].map((n) => `00000000-0000-4000-8000-00000000000${n}`) as [
  string,
  string,
  string,
];

describe.each(ENGINES)("a card is left, handed over and deleted by its members, on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    // Whoever has no account does not count as an owner.
    await database.run(`
      create table if not exists auth.users (id uuid primary key, email text);
      insert into auth.users (id)
      values ${[MEMBER, STRANGER, OTHER_OWNER, EDITOR, VIEWER].map((id) => `('${id}')`).join(", ")};
    `);
    for (const code of ["left", "given", "small", "big", "stuck", "later"]) {
      await addOwner(database, code);
      const batches = Array.from({ length: 30 }, (_, place) => ({
        ...visit(code, {
          start: new Date(Date.now() - (place % 3) * 86_400_000),
          targets: ["phone"],
          share: "a1",
        }),
        batch: place,
      }));
      await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
      await database.rows(
        `insert into analytics_members (user_code, user_id, role)
         values ($1, $2, 'owner'), ($1, $3, 'editor'), ($1, $4, 'viewer')`,
        [code, OTHER_OWNER, EDITOR, VIEWER],
      );
    }
    await database.rows("select aggregate_analytics_daily(p_include_today => true)");
  });
  afterAll(() => database.close());

  const call = async <Answer>(who: string | null, sql: string, parameters: unknown[] = []) =>
    as(database, who ? "authenticated" : "service_role", who, async () => {
      const [row] = await database.rows<{ answer: Answer }>(`select ${sql} as answer`, parameters);
      return row!.answer;
    });
  const roles = async (code: string) =>
    Object.fromEntries(
      (
        await database.rows<{ user_id: string; role: string }>(
          "select user_id, role from analytics_members where user_code = $1",
          [code],
        )
      ).map(({ user_id, role }) => [user_id, role]),
    );
  const acts = (code: string) =>
    database.rows("select action, actor from analytics_audit where user_code = $1 order by at", [code]);

  test("whoever leaves sees nothing more at once; the last owner cannot", async () => {
    for (const who of [VIEWER, EDITOR, OTHER_OWNER]) {
      await call(who, "analytics_leave_owner('left')");
      await expect(call(who, "analytics_dashboard('left')")).rejects.toMatchObject({ code: "42501" });
      await expect(call(who, "analytics_leave_owner('left')")).rejects.toMatchObject({ code: "42501" });
    }
    await expect(call(MEMBER, "analytics_leave_owner('left')")).rejects.toMatchObject({ code: "23001" });
    expect(await roles("left")).toEqual({ [MEMBER]: "owner" });
    expect(await acts("left")).toEqual(
      [VIEWER, EDITOR, OTHER_OWNER].map((actor) => ({ action: "member_left", actor })),
    );
  });

  test("an owner hands a card over to another member, and stays as an editor; nobody else can, and not to a stranger", async () => {
    const give = (from: string, to: string) => call(from, "analytics_hand_over_owner('given', $1)", [to]);
    for (const who of [EDITOR, VIEWER, STRANGER]) {
      await expect(give(who, who)).rejects.toMatchObject({ code: "42501" });
    }
    for (const to of [STRANGER, MEMBER]) {
      await expect(give(MEMBER, to)).rejects.toMatchObject({ code: "PT404" });
    }
    await database.rows(
      "update analytics_members set seen_groups = '{friends}', seen_shares = '{}' where user_code = 'given' and user_id = $1",
      [VIEWER],
    );
    await give(MEMBER, VIEWER);
    expect(await roles("given")).toEqual({
      [MEMBER]: "editor",
      [OTHER_OWNER]: "owner",
      [EDITOR]: "editor",
      [VIEWER]: "owner",
    });
    expect(await call(VIEWER, "analytics_dashboard('given') -> 'totals' ->> 'sessions'")).toBe("30");
    await expect(give(MEMBER, EDITOR)).rejects.toMatchObject({ code: "42501" });
    expect(await acts("given")).toEqual([{ action: "owner_handed_over", actor: MEMBER }]);
  });

  type Progress = { rows: number; removed: number; done: boolean };
  const create = (code: string) => call(STRANGER, "analytics_create_owner($1, 'New')", [code]);

  test("only an owner deletes a card; from then on nobody sees it, its code is nobody's, and whoever began it watches", async () => {
    for (const who of [EDITOR, VIEWER, STRANGER]) {
      await expect(call(who, "analytics_begin_deletion('small')")).rejects.toMatchObject({ code: "42501" });
    }
    const { rows } = await call<Progress>(MEMBER, "analytics_begin_deletion('small')");
    expect(rows).toBeGreaterThan(90);
    for (const who of [MEMBER, OTHER_OWNER, VIEWER]) {
      await expect(call(who, "analytics_dashboard('small')")).rejects.toMatchObject({ code: "42501" });
    }
    await expect(create("small")).rejects.toMatchObject({ code: "23505" });
    await expect(call(null, "analytics_register_owner('small')")).rejects.toMatchObject({ code: "23505" });
    const days = `(select jsonb_object_agg((current_date + d)::text, '{}'::jsonb) from generate_series(-1, 2) as d)`;
    const deleting = async (who: string) =>
      (await call<{ deleting: object[] }>(who, `analytics_member_cards(${days})`)).deleting;
    expect(await deleting(MEMBER)).toEqual([{ user_code: "small", name: "small", rows, removed: 0 }]);
    expect(await deleting(OTHER_OWNER)).toEqual([]);
    await expect(call(OTHER_OWNER, "analytics_continue_deletion('small')")).rejects.toMatchObject({
      code: "42501",
    });

    const last = await call<Progress>(MEMBER, "analytics_continue_deletion('small')");
    expect(last.done).toBe(true);
    expect(await deleting(MEMBER)).toEqual([]);
    // A second tab, which asks once more.
    expect(await call<Progress>(MEMBER, "analytics_continue_deletion('small')")).toMatchObject({
      done: true,
    });
    await create("small");
    expect(await call(STRANGER, "analytics_dashboard('small') -> 'totals' ->> 'sessions'")).toBe("0");
    expect(await call(MEMBER, "analytics_dashboard('big') -> 'totals' ->> 'sessions'")).toBe("30");
  });

  test("a big day goes in steps, each of which is kept and told", async () => {
    await database.run(`
      insert into analytics_page_views (at, visitor_id, event_id, session_id, date, session_date, user_code, page)
      select now(), 1, gen_random_uuid(), gen_random_uuid(), current_date - 1, current_date - 1, 'big', 'home'
      from generate_series(1, 45000)`);
    const begun = await call<Progress>(MEMBER, "analytics_begin_deletion('big')");
    const step = () => call<{ done: boolean }>(null, "analytics_delete_owner('big', '0 seconds')");
    const left = async () =>
      (
        await database.rows<{ rows: number }>(
          "select count(*)::int as rows from analytics_page_views where user_code = 'big'",
        )
      )[0]!.rows;
    const seen: number[] = [];
    for (let done = false, steps = 0; !done && steps < 1000; steps++) {
      ({ done } = await step());
      seen.push(await left());
    }
    const steps = seen.map((rows, place) => (seen[place - 1] ?? rows) - rows);
    expect(Math.max(...steps)).toBe(20_000);
    expect(seen.at(-1)).toBe(0);
    expect(begun.rows).toBeGreaterThan(0);
  });

  test("what nobody finishes the nightly run does; one that fails stops no other, and is no success", async () => {
    await call(MEMBER, "analytics_begin_deletion('stuck')");
    await call(MEMBER, "analytics_begin_deletion('later')");
    await database.run(`
      create table keeps (user_code text, date date, foreign key (user_code, date) references analytics_days);
      insert into keeps select user_code, date from analytics_days where user_code = 'stuck' limit 1`);
    const night = () =>
      call<{ owners: number; remaining: number; failed: object[] }>(null, "analytics_finish_deletions()");
    expect(await night()).toMatchObject({
      owners: 1,
      remaining: 1,
      failed: [{ user_code: "stuck", code: "23503" }],
    });
    await create("later");
    await expect(create("stuck")).rejects.toMatchObject({ code: "23505" });
    await database.run("drop table keeps");
    expect(await night()).toMatchObject({ owners: 1, remaining: 0, failed: [] });
    await create("stuck");
    expect(await night()).toMatchObject({ owners: 0, remaining: 0, failed: [] });
  });
});
