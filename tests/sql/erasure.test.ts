import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dailyRows } from "#tests/sql/support/numbers-of-owner.ts";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const DAY = "2026-03-10";
const EDITOR = "00000000-0000-4000-8000-000000000004";

describe.each(ENGINES)("what is erased on purpose, on %s", (engine) => {
  let database: TestDatabase;
  let visits: StoredBatch[];

  beforeAll(async () => {
    database = await openTestDatabase(engine);
    await database.rows(`select daybook.ensure_partitions('${DAY}')`);
  });
  beforeEach(async () => {
    for (const owner of ["myclik", "other"]) {
      const isThere = await database.rows("select 1 from analytics_owners where user_code = $1", [owner]);
      if (isThere.length > 0) await database.rows("select analytics_delete_owner($1, '1 hour')", [owner]);
    }
    await addOwner(database, "myclik");
    visits = Array.from({ length: 6 }, (_, place) =>
      visit("myclik", {
        start: new Date(Date.parse(`${DAY}T08:00:00Z`) + place * 60_000),
        visitor: place < 2 ? 1 : place,
        share: place % 2 === 0 ? "a1" : "b2",
        pages: ["home", `page ${place}`],
        targets: ["phone"],
        batch: place,
      }),
    );
    // One goes on after midnight.
    visits.push(
      visit("myclik", {
        start: new Date(`${DAY}T23:50:00Z`),
        visitor: 9,
        share: "a1",
        targets: ["email"],
        stepMs: 20 * 60_000,
        batch: 6,
      }),
    );
    await ingest(visits);
    await database.rows("select aggregate_analytics_daily()");
  });
  afterAll(() => database.close());

  const ingest = async (batches: StoredBatch[]) => {
    const [row] = await database.rows<{ answer: { batches: Record<string, number>[] } }>(
      "select analytics_ingest_events($1) as answer",
      [JSON.stringify({ batches: batches.map((one, batch) => ({ ...one, batch })) })],
    );
    return row!.answer.batches;
  };
  const idOf = (place: number) => visits[place]!.session.id!;
  const value = async <T>(sql: string, parameters: unknown[] = []) =>
    (await database.rows<{ value: T }>(`select ${sql} as value`, parameters))[0]!.value;
  const receipt = async (id: string, owner = "myclik") =>
    (await value<{ visits: Record<string, unknown>[] }>("analytics_visit_receipt($1, $2)", [owner, id]))
      .visits;
  const eraseOnce = (id: string, owner = "myclik") =>
    value<{ done: boolean; sessions: number; events: number }>("analytics_erase_visit($1, $2)", [owner, id]);
  const erase = async (id: string) => {
    expect(await eraseOnce(id)).toEqual({ done: false, sessions: 0, events: 0 });
    return eraseOnce(id);
  };
  const asOwner = <T>(sql: string, parameters: unknown[] = []) =>
    as(database, "authenticated", MEMBER, () => value<T>(sql, parameters));
  const eraseDays = async (parameters: string) => {
    const { erasure_id } = await asOwner<{ erasure_id: string }>(
      `analytics_begin_erasure('myclik', ${parameters})`,
    );
    for (;;) {
      const step = await asOwner<{ done: boolean; sessions: number; events: number }>(
        "analytics_continue_erasure('myclik', $1, '0')",
        [erasure_id],
      );
      if (step.done) return { ...step, erasure_id };
    }
  };
  const accounts = () =>
    database.rows<{ kind: string; code: string; events: number }>(
      `select kind, code, sum(events) as events
       from (
         select kind, code, events from analytics_ingest_log
         union all select kind, code, events from analytics_daily_ingest_stats
       ) as a group by 1, 2 order by 1, 2`,
    );
  /** The rows of another owner with the same history, without some of its visits. */
  const rowsWithout = async (isGone: (place: number) => boolean, late: StoredBatch[] = []) => {
    await addOwner(database, "other");
    const kept = [...visits.filter((_, place) => !isGone(place)), ...late];
    await ingest(kept.map((one) => ({ ...one, user_code: "other" })));
    await database.rows("select aggregate_analytics_daily()");
    const rows = await dailyRows(database, "other");
    await database.rows("select analytics_delete_owner('other', '1 hour')");
    return rows;
  };
  const verified = () =>
    value<{ differing: unknown[] }>("analytics_verify($1, $2)", ["2026-03-09", "2026-03-12"]);

  test("whoever shows the id of a session sees all that is stored of the visit, and nothing of others", async () => {
    const [seen, ...others] = await receipt(idOf(6));
    expect(others).toEqual([]);
    expect(seen).toMatchObject({
      session_id: idOf(6),
      date: DAY,
      visitor_id: "9",
      share_code: "a1",
      events: [
        { type: "page_view", page: "home", date: DAY },
        { type: "click", target: "email", date: "2026-03-11" },
      ],
      more: 0,
    });
    const columns = await database.rows<{ name: string }>(
      `select attname as name from pg_attribute
       where attrelid = 'analytics_sessions'::regclass and attnum > 0 and attname <> 'user_code'`,
    );
    expect(Object.keys(seen!)).toEqual(expect.arrayContaining(columns.map(({ name }) => name)));
  });

  test("an id or an owner that is not known has nothing stored, and erasing it leaves no trace", async () => {
    await addOwner(database, "other");
    for (const [id, owner] of [
      ["00000000-0000-4000-8000-00000000dead", "myclik"],
      [idOf(0), "other"],
      [idOf(0), "nobody"],
    ] as const) {
      expect(await receipt(id, owner)).toEqual([]);
      expect(await eraseOnce(id, owner)).toEqual({ done: true, sessions: 0, events: 0 });
    }
    expect(await database.rows("select 1 from analytics_erasures")).toEqual([]);
  });

  test("an erased visit is gone from raw, its days are what is left, and the accounting says so", async () => {
    expect(await erase(idOf(6))).toEqual({ done: true, sessions: 1, events: 2 });
    expect(await receipt(idOf(6))).toEqual([]);
    expect(await database.rows("select 1 from analytics_dirty_days")).toEqual([]);
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout((place) => place === 6));
    expect((await verified()).differing).toEqual([]);
    expect(await accounts()).toEqual([
      { kind: "erased", code: "by_visitor", events: 2 },
      { kind: "stored", code: "", events: 20 },
    ]);
    // What is kept of it is a hash of its id.
    const kept = await database.rows("select * from analytics_erasures");
    expect(JSON.stringify(kept)).not.toContain(idOf(6));
    expect(await database.rows("select date, reason from analytics_daily_revisions order by date")).toEqual([
      { date: DAY, reason: "erased" },
      { date: "2026-03-11", reason: "erased" },
    ]);
  });

  test("what a browser still sends of an erased visit is filtered by name, and another visit's events are not", async () => {
    await erase(idOf(0));
    const late = visit("myclik", { start: new Date(`${DAY}T10:00:00Z`), visitor: 1 });
    const queued = { ...late, session: { ...late.session, id: idOf(0) } };
    expect(await ingest([visits[0]!, queued, late])).toMatchObject([
      { stored: 0, duplicates: 0, filtered: 3 },
      { stored: 0, duplicates: 0, filtered: 1 },
      // The same event as in the batch before, in a visit that nobody has erased.
      { stored: 1, duplicates: 0, filtered: 0 },
    ]);
    expect(await receipt(idOf(0))).toEqual([]);
    expect(await accounts()).toContainEqual({ kind: "filtered", code: "erased", events: 4 });
    await database.rows("select aggregate_analytics_daily()");
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout((place) => place === 0, [late]));
  });

  test("a visit that no rebuild has counted yet is erased too, and what else waits still counts", async () => {
    const late = [30, 31].map((minutes) =>
      visit("myclik", { start: new Date(`${DAY}T10:${minutes}:00Z`), visitor: minutes, targets: ["sms"] }),
    );
    await ingest(late);
    expect(await erase(late[0]!.session.id!)).toMatchObject({ done: true, events: 2 });
    await database.rows("select aggregate_analytics_daily()");
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout(() => false, [late[1]!]));
  });

  test("a day that has lost raw events stays as it is, and is refused as before", async () => {
    await database.rows("delete from analytics_clicks where session_id = $1", [idOf(3)]);
    const before = await dailyRows(database, "myclik");
    expect(await erase(idOf(0))).toMatchObject({ done: true, events: 3 });
    expect(await receipt(idOf(0))).toEqual([]);
    expect(await dailyRows(database, "myclik")).toEqual(before);
    const answer = await value<{ purged: unknown[] }>(`aggregate_analytics_daily('${DAY}')`);
    expect(answer.purged).toEqual([{ user_code: "myclik", date: DAY, missing: 1 }]);
    expect(await database.rows("select 1 from analytics_dirty_days")).toEqual([]);
  });

  test("a loss after an erasure is refused as ever", async () => {
    await erase(idOf(0));
    await database.rows("delete from analytics_page_views where session_id = $1", [idOf(3)]);
    const answer = await value<{ purged: unknown[] }>(`aggregate_analytics_daily('${DAY}')`);
    expect(answer.purged).toEqual([{ user_code: "myclik", date: DAY, missing: 2 }]);
  });

  test("of a day that retention has emptied nothing is left that tells of a visit, and its rows stay", async () => {
    await database.rows("select cleanup_old_raw_events(8)");
    const before = await dailyRows(database, "myclik");
    expect(await receipt(idOf(0))).toEqual([]);
    expect(await eraseOnce(idOf(0))).toEqual({ done: true, sessions: 0, events: 0 });
    expect(await dailyRows(database, "myclik")).toEqual(before);
  });

  test("an owner erases the visits by a share in steps, and late events of it stay away", async () => {
    expect(await eraseDays("'a1'")).toMatchObject({ done: true, sessions: 4, events: 11 });
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout((place) => place % 2 === 0));
    expect(await ingest([visits[0]!, visits[1]!])).toMatchObject([
      { stored: 0, filtered: 3 },
      { duplicates: 3, filtered: 0 },
    ]);
    // Whoever comes by the share from now on counts.
    const tomorrow = visit("myclik", { start: new Date(Date.now() + 60_000), share: "a1" });
    expect(await ingest([tomorrow])).toMatchObject([{ stored: 1, filtered: 0 }]);
    expect(await accounts()).toContainEqual({ kind: "erased", code: "by_owner", events: 11 });
    expect(await database.rows("select action, about from analytics_audit order by at")).toEqual([
      { action: "erasure_requested", about: { share_code: "a1" } },
      { action: "events_erased", about: { share_code: "a1", sessions: 4, events: 11 } },
    ]);
  });

  test("the visits that began in a period go as a whole, and those of the day before stay as a whole", async () => {
    await eraseDays("null, '2026-03-11', '2026-03-12'");
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout(() => false));
    await eraseDays(`null, '${DAY}', '${DAY}'`);
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout(() => true));
    expect(
      await database.rows("select 1 from analytics_page_views union all select 1 from analytics_clicks"),
    ).toEqual([]);
  });

  test("between two steps the dashboard shows what raw holds", async () => {
    const { erasure_id } = await asOwner<{ erasure_id: string }>(
      `analytics_begin_erasure('myclik', null, '${DAY}', '${DAY}')`,
    );
    // As after the first step of a long day.
    await database.rows("select daybook.erase_visits('myclik', $1, $2, $3, $4, 'by_owner')", [
      DAY,
      [idOf(0), idOf(1)],
      [1],
      erasure_id,
    ]);
    const shown = await asOwner<number>(
      `(analytics_dashboard('myclik', '${DAY}', '${DAY}') -> 'totals' ->> 'sessions')::int`,
    );
    expect(shown).toBe(5);
    await database.rows("select analytics_apply_retention()");
    expect(await dailyRows(database, "myclik")).toEqual(await rowsWithout(() => true));
    expect(await database.rows("select done_at is not null as done from analytics_erasures")).toEqual([
      { done: true },
    ]);
  });

  test("only owners erase shares and periods, and only what there is", async () => {
    await database.rows(
      "insert into analytics_members (user_code, user_id, role) values ('myclik', $1, 'editor')",
      [EDITOR],
    );
    const begin = (who: string, parameters: string) =>
      as(database, "authenticated", who, () => value(`analytics_begin_erasure('myclik', ${parameters})`));
    await expect(begin(EDITOR, "'a1'")).rejects.toMatchObject({ code: "42501" });
    await expect(begin(MEMBER, "'nothing'")).rejects.toMatchObject({ code: "PT404" });
    for (const neither of ["null", `'a1', '${DAY}'`, "null, '2026-03-11', '2026-03-10'"]) {
      await expect(begin(MEMBER, neither)).rejects.toMatchObject({ code: "22023" });
    }
    await expect(
      asOwner("analytics_continue_erasure('myclik', '00000000-0000-4000-8000-00000000dead')"),
    ).rejects.toMatchObject({ code: "PT404" });
    expect(await begin(MEMBER, "'a1'")).toEqual(await begin(MEMBER, "'a1'"));
  });

  test("what was erased is remembered for nine days", async () => {
    await erase(idOf(0));
    await database.rows("update analytics_erasures set done_at = done_at - interval '8 days'");
    await database.rows("select analytics_apply_retention()");
    expect(await database.rows("select 1 from analytics_erasures")).toHaveLength(1);
    await database.rows("update analytics_erasures set done_at = done_at - interval '2 days'");
    await database.rows("select analytics_apply_retention()");
    expect(await database.rows("select 1 from analytics_erasures")).toEqual([]);
  });
});
