import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { dailyRows } from "#tests/sql/support/numbers-of-owner.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

/** Visits of a day that the limit of a statement is too short for: it is half of what counting them takes here. */
const MANY = 30_000;
const OUT_OF_TIME = "57014";

let database: TestDatabase;
let limit = "8s";

beforeAll(async () => {
  database = await openTestDatabase("PostgreSQL");
});
afterAll(() => database.close());

const daysAgo = (days: number) => new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - days * DAY_MS);
const dateOf = (day: Date) => day.toISOString().slice(0, 10);

async function ingest(userCode: string, ...days: Date[]): Promise<void> {
  const batches = days.map((day, batch) =>
    visit(userCode, {
      start: new Date(day.getTime() + 8 * 3_600_000),
      targets: ["phone"],
      visitor: batch,
      batch,
    }),
  );
  await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
}

/** As a flush stores them, but in one statement: visits of as many visitors, and their mark. */
async function ingestMany(userCode: string, day: Date, visits = MANY): Promise<void> {
  const of = [userCode, dateOf(day), visits];
  const at = "($2::date + make_interval(secs => n % 80000)) at time zone 'UTC'";
  const id = (salt: string) => `md5($1::text || $2::date || '${salt}' || n)::uuid`;
  await database.rows(
    `insert into analytics_sessions (user_code, date, session_id, started_at, visitor_id, country)
     select $1::text, $2::date, ${id("s")}, ${at}, n, (array['DE', 'FR', 'PT'])[1 + n % 3] from generate_series(1, $3::int) as n`,
    of,
  );
  await database.rows(
    `insert into analytics_page_views (user_code, date, event_id, session_id, session_date, at, visitor_id, page)
     select $1::text, $2::date, ${id("v")}, ${id("s")}, $2::date, ${at}, n, 'page ' || n % 20 from generate_series(1, $3::int) as n`,
    of,
  );
  await database.rows(
    `insert into analytics_dirty_days (user_code, date, flush_id, visitor_ids, view_ids)
     select $1::text, $2::date, gen_random_uuid(), array_agg(n), array_agg(${id("v")}) from generate_series(1, $3::int) as n`,
    of,
  );
}

/** How long a rebuild of a day takes, in milliseconds, when everything is planned and read; nothing is left of it. */
async function timeToRebuild(userCode: string, day: Date): Promise<number> {
  let took = 0;
  for (let round = 0; round < 2; round++) {
    await database.run("begin");
    const started = performance.now();
    await database.rows("select daybook.rebuild_day($1, $2)", [userCode, dateOf(day)]);
    took = performance.now() - started;
    await database.run("rollback");
  }
  return took;
}

type Answer = {
  days: number;
  failed: { user_code: string; code: string }[];
  set_aside: { user_code: string; date: string; code: string }[];
  remaining: number;
  raw_events: number;
};

/** Calls a function as the API does: in a statement of limited time. */
async function asApi(call: string, within = limit): Promise<Answer> {
  await database.run(`set statement_timeout = '${within}'`);
  try {
    return (await database.rows<{ answer: Answer }>(`select ${call} as answer`))[0]!.answer;
  } finally {
    await database.run("reset statement_timeout");
  }
}

const health = async () =>
  (
    await database.rows<Record<string, number>>(
      "select dirty_days, set_aside_days, overdue_days from analytics_health",
    )
  )[0]!;
const views = async (userCode: string, day: Date) => {
  const [row] = await as(database, "authenticated", MEMBER, () =>
    database.rows<{ views: number }>(
      "select (analytics_dashboard($1, $2, $2) -> 'totals' ->> 'page_views')::int as views",
      [userCode, dateOf(day)],
    ),
  );
  return row!.views;
};
const withoutDifference = async () =>
  (
    await database.rows<{ answer: { differing: unknown[] } }>(
      "select analytics_verify(current_date - 100, current_date) as answer",
    )
  )[0]!.answer.differing;

describe("a day too big for one statement", () => {
  const [big, small] = [daysAgo(3), daysAgo(2)];

  beforeAll(async () => {
    for (const owner of ["aa-before", "big", "small"]) await addOwner(database, owner);
    await ingestMany("big", big);
    await ingest("aa-before", big);
    await ingest("small", small);
    await database.run("analyze");
    limit = `${Math.round((await timeToRebuild("big", big)) / 3)}ms`;
  });

  test("is reported and set aside; the days before and after it are done, and it is right meanwhile", async () => {
    const call = "aggregate_analytics_daily(p_budget => interval '5 seconds')";
    const first = await asApi(call);
    expect(first).toMatchObject({
      days: 1,
      failed: [{ user_code: "big", code: OUT_OF_TIME }],
      set_aside: [{ user_code: "big", date: dateOf(big), code: OUT_OF_TIME }],
      remaining: 1,
    });
    expect(await asApi(call)).toMatchObject({
      days: 1,
      failed: [],
      set_aside: [{ user_code: "big" }],
      remaining: 0,
    });
    expect(await database.rows("select distinct user_code from analytics_dirty_days")).toEqual([
      { user_code: "big" },
    ]);
    expect(await health()).toMatchObject({ dirty_days: 1, set_aside_days: 1 });
    expect(await views("big", big)).toBe(MANY);
    const [row] = await as(database, "authenticated", MEMBER, () =>
      database.rows<{ day: object }>("select analytics_owner_data('big', $1, $1) -> 'days' -> 0 as day", [
        dateOf(big),
      ]),
    );
    expect(row!.day).toMatchObject({
      state: "live",
      set_aside_code: OUT_OF_TIME,
      set_aside_at: expect.any(String),
    });
  });

  test("is passed over by ingest's refreshes, which it would hold up each time", async () => {
    expect(await asApi("to_jsonb(analytics_refresh_days('big'))")).toBe(0);
  });

  test("is finished by the call with a limit of its own, which the API takes over", async () => {
    expect(await asApi("analytics_rebuild_set_aside(p_budget => interval '5 seconds')")).toMatchObject({
      days: 0,
      failed: [{ user_code: "big", code: OUT_OF_TIME }],
    });
    // As PostgREST does: the settings of the function that is called hold for its transaction.
    const [{ own }] = (await database.rows<{ own: string }>(
      `select split_part(s.setting, '=', 2) as own
       from pg_proc f cross join lateral unnest(f.proconfig) as s(setting)
       where f.proname = 'analytics_rebuild_set_aside' and s.setting like 'statement\\_timeout=%'`,
    )) as [{ own: string }];
    expect(await asApi("analytics_rebuild_set_aside(p_budget => interval '5 seconds')", own)).toMatchObject({
      days: 1,
      failed: [],
      set_aside: [],
    });
    expect(await views("big", big)).toBe(MANY);
    expect(await health()).toMatchObject({ dirty_days: 0, set_aside_days: 0 });
    expect(await withoutDifference()).toEqual([]);
  });

  test("is also finished by the job in the database, and by what has changed alone once it has daily rows", async () => {
    await ingestMany("big", daysAgo(4));
    await asApi("aggregate_analytics_daily(p_budget => interval '5 seconds')");
    expect(await health()).toMatchObject({ set_aside_days: 1 });
    // Hosted Supabase ends every statement after two minutes, also a scheduler's.
    await database.run(`set statement_timeout = '${limit}'`);
    await database.run("call daybook.aggregate_nightly()");
    await database.run("reset statement_timeout");
    expect(await health()).toMatchObject({ dirty_days: 0, set_aside_days: 0 });

    await ingest("big", big);
    await asApi("aggregate_analytics_daily(p_budget => interval '5 seconds')");
    expect(await health()).toMatchObject({ set_aside_days: 1 });
    expect(await asApi("analytics_rebuild_set_aside(p_budget => interval '5 seconds')")).toMatchObject({
      days: 1,
      failed: [],
    });
    expect(await views("big", big)).toBe(MANY + 1);
    expect(await withoutDifference()).toEqual([]);
  });

  test("a day that another run holds is neither waited for nor set aside", async () => {
    await ingest("aa-before", big);
    await ingest("small", small);
    const other = new pg.Client(inject("nativeUrl").replace(/daybook$/, (await nameOf()).name));
    await other.connect();
    await other.query("begin");
    await other.query("select 1 from analytics_days where user_code = 'aa-before' for update");
    try {
      expect(await asApi("aggregate_analytics_daily(p_budget => interval '5 seconds')", "8s")).toMatchObject({
        days: 1,
        failed: [],
        set_aside: [],
        remaining: 1,
      });
    } finally {
      await other.end();
    }
    expect(await asApi("aggregate_analytics_daily()")).toMatchObject({ days: 1, remaining: 0 });
  });
});

const nameOf = async () => (await database.rows<{ name: string }>("select current_database() as name"))[0]!;

describe("retention", () => {
  test("removes a big day in steps that stay done, and its numbers with it none", async () => {
    await addOwner(database, "forgetful");
    const day = daysAgo(45);
    await ingestMany("forgetful", day);
    await ingest("forgetful", daysAgo(44));
    await database.rows("select aggregate_analytics_daily()");
    const before = await dailyRows(database, "forgetful");
    await database.rows("update analytics_owners set retention_days = 30 where user_code = 'forgetful'");
    expect(await health()).toMatchObject({ overdue_days: 2 });

    const seen: number[] = [];
    for (let remaining = 1; remaining > 0; ) {
      const answer = await asApi("analytics_apply_retention(interval '0 seconds')", "8s");
      expect(answer.failed).toEqual([]);
      seen.push(answer.raw_events);
      ({ remaining } = answer);
    }
    // Steps of 20,000 rows of each kind.
    expect(seen.filter((rows) => rows > 0)).toEqual([40_000, 20_000, 3]);
    expect(await database.rows("select 1 from analytics_page_views where user_code = 'forgetful'")).toEqual(
      [],
    );
    expect(await dailyRows(database, "forgetful")).toEqual(before);
    expect(await health()).toMatchObject({ overdue_days: 0 });
  });

  test("one day that cannot be removed stops no other, and is told by the answer, by health and by the job", async () => {
    for (const owner of ["a-stuck", "b-free"]) {
      await addOwner(database, owner);
      await ingest(owner, daysAgo(31));
      await database.rows("update analytics_owners set retention_days = 30 where user_code = $1", [owner]);
    }
    await database.rows("select aggregate_analytics_daily()");
    expect(await health()).toMatchObject({ overdue_days: 0 });
    await database.run(`
      create function public.stuck() returns trigger language plpgsql as $$
        begin raise exception 'no' using errcode = 'P0001'; end $$;
      create trigger stuck before delete on analytics_clicks for each row when (old.user_code = 'a-stuck')
        execute function public.stuck()`);
    expect(await asApi("analytics_apply_retention(interval '5 seconds')")).toMatchObject({
      days: 1,
      failed: [{ user_code: "a-stuck", code: "P0001" }],
      remaining: 0,
    });
    expect(await health()).toMatchObject({ overdue_days: 1 });
    await expect(database.run("call daybook.aggregate_nightly()")).rejects.toThrow(
      "raw events could not be removed",
    );
    await database.run("drop trigger stuck on analytics_clicks; drop function public.stuck()");
    await database.run("call daybook.aggregate_nightly()");
    expect(await health()).toMatchObject({ overdue_days: 0 });
  });
});

test("a run that is killed at any moment leaves what one run would have left, after the next", async () => {
  const owners = ["killed", "quiet"];
  for (const owner of owners) {
    await addOwner(database, owner);
    for (let day = 3; day < 9; day += 1) await ingestMany(owner, daysAgo(day), 3_000);
    await ingestMany(owner, daysAgo(40), 3_000);
    await ingest(owner, ...[3, 5, 7, 41].map(daysAgo));
    await database.rows("update analytics_owners set retention_days = 30 where user_code = $1", [owner]);
  }
  const of = (owner: string) => `where user_code = '${owner}'`;
  // Only one of the two is there while runs are killed.
  await database.run(`create table public.waiting as select * from analytics_dirty_days ${of("quiet")};
    delete from analytics_dirty_days ${of("quiet")}`);
  for (let kill = 0; kill < 25; kill += 1) {
    await database.cutOff("call daybook.aggregate_nightly()", [], 5 + Math.random() * 120);
    const [broken] = await database.rows<{ answer: { differing: unknown[] } }>(
      "select analytics_verify(current_date - 100, current_date, 'killed') as answer",
    );
    expect(broken!.answer.differing).toEqual([]);
  }
  await database.run("call daybook.aggregate_nightly()");
  await database.run(
    "insert into analytics_dirty_days select * from public.waiting; drop table public.waiting",
  );
  await database.run("call daybook.aggregate_nightly()");
  expect(await dailyRows(database, "killed")).toEqual(await dailyRows(database, "quiet"));
  const left = (owner: string) =>
    database.rows(`
      select 's' as kind, date, count(*) from analytics_sessions ${of(owner)} group by date
      union all select 'v', date, count(*) from analytics_page_views ${of(owner)} group by date order by 1, 2`);
  expect(await left("killed")).toEqual(await left("quiet"));
  expect(await database.rows(`select date from analytics_dirty_days ${of("killed")}`)).toEqual([]);
});
