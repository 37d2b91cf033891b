import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { pastDeadlocks } from "#lib/http/faults.ts";
import { type Call, Crowd } from "#tests/sql/support/crowd.ts";
import {
  idsOf,
  ingest,
  OWNERS,
  pick,
  randomVisit,
  shuffle,
  storeOldDays,
} from "#tests/sql/support/crowd-history.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { MEMBER } from "#tests/support/owners.ts";

/** `CONCURRENCY_FLUSHES=20000 npx vitest run tests/sql/concurrency.test.ts` for a long run; each night makes a longer one. */
const FLUSHES = Number(process.env.CONCURRENCY_FLUSHES ?? (process.env.EVERYTHING ? 2000 : 240));
const REBUILDERS = ["aggregate", "one day", "refresh", "backfill", "cleanup"];
const name = `concurrency_${process.pid}`;
let admin: pg.Client;
let sql: pg.Client;
let url: string;

beforeAll(async () => {
  admin = new pg.Client(inject("nativeUrl").replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${name} template daybook`);
  url = inject("nativeUrl").replace(/daybook$/, name);
  sql = new pg.Client(url);
  await sql.connect();
  for (const [index, owner] of OWNERS.entries()) {
    const zone = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/New_York"][index];
    await sql.query("insert into analytics_owners (user_code, name, time_zone) values ($1, $1, $2)", [
      owner,
      zone,
    ]);
    await sql.query(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', $2)",
      [owner, zone],
    );
  }
});
afterAll(async () => {
  await sql.end();
  await admin.query(`drop database ${name} with (force)`);
  await admin.end();
});

test(`writers, rebuilders and cleanup at once, killed at random: nothing lost, no deadlock (${FLUSHES} flushes)`, {
  timeout: 240_000 + FLUSHES * 100,
}, async () => {
  await storeOldDays(sql);
  const [{ seeded }] = (await sql.query("select sum(events)::int as seeded from analytics_ingest_log")).rows;
  const crowd = new Crowd(url);
  const acknowledged = new Set<string>();
  const recent: StoredBatch[] = [];

  const write = async (call: Call) => {
    const fresh = Array.from({ length: 1 + pick(6) }, () => randomVisit());
    // Also what another writer may be writing at this moment, and the same batch twice in one flush.
    const batches = shuffle([...fresh, ...recent.slice(-pick(30)), ...fresh.slice(0, pick(2))]);
    recent.push(...fresh);
    await ingest(call, batches);
    for (const batch of batches) for (const id of idsOf(batch)) acknowledged.add(id);
  };
  const refresh = async (call: Call) =>
    void (await call("select analytics_refresh_days($1)", [OWNERS[pick(4)]]));
  for (let writer = 0; writer < 8; writer += 1) crowd.join("ingest", write);
  crowd.join("aggregate", (call) => rebuilt(call, "aggregate_analytics_daily(p_include_today => true)"));
  crowd.join("one day", (call, turn) =>
    rebuilt(call, `aggregate_analytics_daily(current_date - ${turn % 4})`),
  );
  crowd.join("refresh", refresh);
  crowd.join("backfill", (call) => rebuilt(call, `backfill_aggregates(current_date - 100, current_date)`));
  crowd.join("cleanup", async (call, turn) => {
    await call("select cleanup_old_raw_events($1)", [Math.max(20, 100 - turn * 5)]);
    await wait(20);
  });
  crowd.killEvery(150);
  await crowd.until(
    ({ calls, cutOff }) =>
      (calls.ingest ?? 0) >= FLUSHES && REBUILDERS.every((who) => (calls[who] ?? 0) >= 3) && cutOff >= 10,
  );
  const { faults, calls, cutOff } = await crowd.dismiss();
  console.log(`${acknowledged.size} events; calls ${JSON.stringify(calls)}; ${cutOff} cut off`);

  // What is counted from marks alone must be right too, with nobody there who would count whole days again.
  const late = new Crowd(url);
  for (let writer = 0; writer < 8; writer += 1) late.join("ingest", write);
  late.join("refresh", refresh);
  late.killEvery(150);
  await late.until(({ calls }) => (calls.ingest ?? 0) >= FLUSHES / 4 && (calls.refresh ?? 0) >= 10);
  faults.push(...(await late.dismiss()).faults);
  for (const owner of OWNERS) await sql.query("select analytics_refresh_days($1)", [owner]);

  expect(faults).toEqual([]);

  const { rows: stored } = await sql.query<{ id: string }>(
    `select event_id as id from analytics_page_views where date > current_date - 10
     union all
     select event_id from analytics_clicks where date > current_date - 10`,
  );
  expect(new Set(stored.map(({ id }) => id))).toEqual(acknowledged);
  expect(stored).toHaveLength(acknowledged.size);

  await everyDayIsRight();
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  await everyDayIsRight();
  expect((await sql.query("select user_code, date from analytics_dirty_days")).rows).toEqual([]);
  const { rows: accounted } = await sql.query(
    "select sum(events)::int as events from analytics_daily_ingest_stats where kind = 'stored'",
  );
  expect(accounted).toEqual([{ events: seeded + acknowledged.size }]);
  // What cleanup took is still in the daily rows.
  const { rows: old } = await sql.query(
    `select sum(page_views + clicks)::int as events from analytics_daily_user_stats where date < current_date - 10`,
  );
  expect(old).toEqual([{ events: seeded }]);
});

test("a flush that was under way when its visit was erased brings nothing of it back", async () => {
  const batch = visit(OWNERS[0]!, { start: new Date() });
  const writer = new pg.Client(url);
  const eraser = new pg.Client({ connectionString: url, application_name: "eraser" });
  await Promise.all([writer.connect(), eraser.connect()]);
  const call =
    (client: pg.Client): Call =>
    async (text, parameters) =>
      (await client.query(text, parameters)).rows;
  const erase = async () =>
    (
      await eraser.query("select analytics_erase_visit($1, $2) as answer", [
        batch.user_code,
        batch.session.id,
      ])
    ).rows[0].answer;
  await ingest(call(writer), [batch]);

  await writer.query("begin");
  const start = new Date(Date.parse(batch.session.started_at!) + 1000);
  const more = visit(batch.user_code, { start, session: batch.session });
  await ingest(call(writer), [more]);
  expect(await erase()).toMatchObject({ done: false });
  const erased = erase();
  const waits = "select 1 from pg_stat_activity where application_name = 'eraser' and wait_event = 'PgSleep'";
  while ((await sql.query(waits)).rows.length === 0) await wait(5);
  await writer.query("commit");
  expect(await erased).toMatchObject({ done: true, events: idsOf(batch).length + 1 });
  const { rows } = await sql.query("select 1 from analytics_page_views where session_id = $1", [
    batch.session.id,
  ]);
  expect(rows).toEqual([]);
  // What comes now is known for erased at once.
  await ingest(call(writer), [more]);
  expect(await erase()).toEqual({ done: true, sessions: 0, events: 0 });
  await Promise.all([writer.end(), eraser.end()]);
});

test("a rebuild that waits for one owner's day holds none of those that come after it, whether they were there or not", async () => {
  const days = (owners: string[]) => owners.map((owner) => `('${owner}', '2020-01-05')`).join(", ");
  await sql.query(
    `insert into analytics_days (user_code, date) values ${days([OWNERS[1]!, OWNERS[3]!])} on conflict do nothing`,
  );
  const [one, other] = [
    new pg.Client(url),
    new pg.Client({ connectionString: url, application_name: "waiting" }),
  ];
  await Promise.all([one.connect(), other.connect()]);
  await one.query("begin; set local lock_timeout = '5s'");
  await one.query("select 1 from analytics_days where user_code = $1 and date = '2020-01-05' for update", [
    OWNERS[1],
  ]);
  const held = other.query("select user_code from daybook.hold_days($1, '2020-01-05') order by 1", [OWNERS]);
  const waits =
    "select 1 from pg_stat_activity where application_name = 'waiting' and wait_event_type = 'Lock'";
  while ((await sql.query(waits)).rows.length === 0) await wait(5);
  // Had the other made the days that were missing, or locked those that were there, this would wait for it in a circle.
  await one.query("select from daybook.hold_days($1, '2020-01-05')", [OWNERS.slice(1)]);
  await one.query("commit");
  expect((await held).rows).toEqual(OWNERS.map((user_code) => ({ user_code })));
  await Promise.all([one.end(), other.end()]);
  await sql.query("delete from analytics_days where date = '2020-01-05'");
});

/** A member's call, as the API makes it: one statement in the name of MEMBER. */
const asMember = (call: string) =>
  `with who as materialized (select set_config('request.jwt.claims', '{"sub":"${MEMBER}"}', true))
   select ${call} as answer from who`;

test("who deletes a card while its visits are being erased waits for that, and neither is cut off", async () => {
  const owner = "waited-for";
  await makeOwner(owner);
  await ingest(
    async (text, parameters) => (await sql.query(text, parameters)).rows,
    [visit(owner, { start: new Date(), share: "gone" })],
  );
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  const [{ answer }] = (await sql.query(asMember(`analytics_begin_erasure('${owner}', 'gone')`))).rows;
  const connect = async (application_name: string) => {
    const client = new pg.Client({ connectionString: url, application_name });
    await client.connect();
    return client;
  };
  const [holder, eraser, deleter] = await Promise.all(["holder", "eraser", "deleter"].map(connect));
  const waits = async (who: string) => {
    const asked = `select 1 from pg_stat_activity where application_name = '${who}' and wait_event_type = 'Lock'`;
    while ((await sql.query(asked)).rows.length === 0) await wait(5);
  };
  await holder!.query("begin");
  await holder!.query("select 1 from analytics_days where user_code = $1 for update", [owner]);
  const erased = eraser!.query(asMember(`analytics_continue_erasure('${owner}', '${answer.erasure_id}')`));
  await waits("eraser");
  const deleted = deleter!.query(asMember(`analytics_begin_deletion('${owner}')`));
  await waits("deleter");
  await holder!.query("commit");
  expect((await erased).rows).toEqual([{ answer: expect.objectContaining({ done: true, sessions: 1 }) }]);
  expect((await deleted).rows).toEqual([{ answer: { rows: expect.any(Number) } }]);
  await sql.query("select analytics_delete_owner($1)", [owner]);
  await Promise.all([holder, eraser, deleter].map((client) => client!.end()));
});

test("who deletes an owner waits for the first count of a day, which nobody else sees yet, before anything of it is removed", async () => {
  const owner = "never-counted";
  await makeOwner(owner);
  await ingest(
    async (text, parameters) => (await sql.query(text, parameters)).rows,
    [visit(owner, { start: new Date() })],
  );
  const [holder, deleter] = [
    new pg.Client(url),
    new pg.Client({ connectionString: url, application_name: "waits for a count" }),
  ];
  await Promise.all([holder.connect(), deleter.connect()]);
  await holder.query("begin");
  const days =
    "select h.* from analytics_dirty_days m, daybook.hold_days(array[$1], m.date) as h where m.user_code = $1";
  expect((await holder.query(days, [owner])).rowCount).toBe(1);
  let isOver = false;
  const deleted = deleter.query("select analytics_delete_owner($1)", [owner]).finally(() => {
    isOver = true;
  });
  const waits = `select 1 from pg_stat_activity where application_name = 'waits for a count' and wait_event_type = 'Lock'`;
  while (!isOver && (await sql.query(waits)).rows.length === 0) await wait(5);
  expect(isOver).toBe(false);
  const rebuilt =
    "select daybook.rebuild_day($1, m.date) as answer from analytics_dirty_days m where m.user_code = $1";
  expect((await holder.query(rebuilt, [owner])).rows[0].answer).toMatchObject({ raw_events: 2 });
  await holder.query("commit");
  await deleted;
  expect((await sql.query("select daybook.first_table_of($1) as left", [owner])).rows).toEqual([
    { left: null },
  ]);
  await Promise.all([holder.end(), deleter.end()]);
});

test("erasers of visits, shares, periods and cards beside writers, rebuilders and moves of shares: nothing else lost, nothing doubled, and no deadlock reaches anybody", {
  timeout: 600_000 + FLUSHES * 100,
}, async () => {
  for (const owner of ERASED) await makeOwner(owner);
  const sent = new Map<string, { owner: string; session: string; share: string; date: string }>();
  const visits: { owner: string; id: string }[] = [];
  const forgotten = new Set<string>();
  const crowd = new Crowd(url);
  const [first, last] = [dayAgo(5), dayAgo(4)];
  let deadlocks = 0;
  let deleted = 0;

  /** One call as the app makes it, which repeats what a deadlock has undone. What a card that is gone answers is no fault. */
  const asked = async <Row>(call: Call, text: string, parameters?: unknown[]): Promise<Row[]> => {
    const { data, error } = await pastDeadlocks(async () => {
      try {
        return { data: await call<Row>(text, parameters), error: null };
      } catch (cause) {
        const message = (cause as Error).message;
        const [, code = ""] = /: (\w{5}) /.exec(message) ?? [];
        if (code === "40P01") deadlocks += 1;
        return { data: [], error: { code, message } };
      }
    });
    if (error && !["42501", "PT404", "23503", "22023"].includes(error.code)) throw new Error(error.message);
    return data;
  };
  const answerOf = async <Answer>(call: Call, text: string) =>
    (await asked<{ answer: Answer }>(call, text))[0]?.answer;
  const eraseVisit = async (call: Call, owner: string, id: string) => {
    for (let done: boolean | undefined = false; done === false; ) {
      done = (
        await answerOf<{ done: boolean }>(call, `select analytics_erase_visit('${owner}', '${id}') as answer`)
      )?.done;
    }
  };
  const eraseDays = async (call: Call, owner: string, of: string) => {
    const begun = await answerOf<{ erasure_id: string }>(
      call,
      asMember(`analytics_begin_erasure('${owner}', ${of})`),
    );
    for (let done: boolean | undefined = !begun; !done; ) {
      const step = `analytics_continue_erasure('${owner}', '${begun?.erasure_id}', interval '500 ms')`;
      done = (await answerOf<{ done: boolean }>(call, asMember(step)))?.done ?? true;
    }
  };
  const write = async (call: Call) => {
    const batches = Array.from({ length: 1 + pick(4) }, () => {
      const owner = ERASED[pick(ERASED.length)]!;
      const share = ["", "kept", "moved", "gone"][pick(4)]!;
      const daysAgo = pick(6);
      const start = new Date(Date.now() - daysAgo * DAY_MS - pick(3_600_000));
      const batch = visit(owner, { start, share, visitor: pick(30), targets: ["phone"].slice(pick(2)) });
      visits.push({ owner, id: batch.session.id! });
      const date = start.toISOString().slice(0, 10);
      for (const id of idsOf(batch)) sent.set(id, { owner, session: batch.session.id!, share, date });
      return batch;
    });
    await ingest((text, parameters) => asked(call, text, parameters), batches);
  };
  for (let writer = 0; writer < 4; writer += 1) crowd.join("ingest", write);
  crowd.join("visits", async (call) => {
    const visited = visits[visits.length - 1 - pick(40)];
    if (!visited) return wait(5);
    forgotten.add(visited.id);
    await eraseVisit(call, visited.owner, visited.id);
  });
  // The same visit from two tabs, and shares and periods from two members.
  for (let eraser = 0; eraser < 2; eraser += 1) {
    crowd.join("shares", (call) => eraseDays(call, ERASED[pick(2)]!, "'gone'"));
    crowd.join("periods", (call) => eraseDays(call, ERASED[pick(2)]!, `null, '${first}', '${last}'`));
  }
  crowd.join("moves", async (call, turn) => {
    const group = ["'one'", "'two'", "null"][turn % 3];
    const share = ["moved", "gone"][turn % 2];
    await asked(
      call,
      asMember(`analytics_change_share('${ERASED[turn % 2]}', '${share}', 'Contact ${turn}', ${group})`),
    );
  });
  const rebuild = async (call: Call, what: string) => {
    const answer = await answerOf<{ failed: unknown[] }>(call, `select ${what} as answer`);
    if (answer && answer.failed.length > 0) throw new Error(`${what}: ${JSON.stringify(answer.failed)}`);
  };
  crowd.join("aggregate", (call) => rebuild(call, "aggregate_analytics_daily(p_include_today => true)"));
  crowd.join("backfill", (call) => rebuild(call, "backfill_aggregates(current_date - 7, current_date)"));
  crowd.join("retention", async (call) => {
    await asked(call, "select analytics_apply_retention('1 second')");
    await asked(call, "select analytics_finish_deletions('1 second')");
  });
  crowd.join("cards", async (call, turn) => {
    const code = `card-${turn}`;
    await asked(call, `select analytics_register_owner('${code}', null, null, '${MEMBER}')`);
    await asked(call, `select analytics_register_share('${code}', 'gone', 'Gone')`);
    const batch = visit(code, { start: new Date(), share: "gone" });
    await ingest((text, parameters) => asked(call, text, parameters), [batch]);
    await asked(call, asMember(`analytics_begin_erasure('${code}', 'gone')`));
    await asked(call, `select analytics_erase_visit('${code}', '${batch.session.id}')`);
    await asked(call, asMember(`analytics_begin_deletion('${code}')`));
    for (let done: boolean | undefined = false; done === false; ) {
      done = (await answerOf<{ done: boolean }>(call, asMember(`analytics_continue_deletion('${code}')`)))
        ?.done;
    }
    deleted = turn + 1;
  });
  crowd.join("cards' own", async (call, turn) => {
    const code = `card-${deleted + (turn % 2)}`;
    await asked(call, asMember(`analytics_change_share('${code}', 'gone', 'Turn ${turn}', null)`));
    await eraseDays(call, code, "'gone'");
  });
  crowd.killEvery(400);
  const everybody = ["visits", "shares", "periods", "moves", "aggregate", "backfill", "retention", "cards"];
  await crowd.until(
    ({ calls }) =>
      (calls.ingest ?? 0) >= FLUSHES / 8 && everybody.every((who) => (calls[who] ?? 0) >= 4) && deleted > 1,
  );
  const { faults, calls, cutOff } = await crowd.dismiss();
  console.log(
    `${sent.size} events; calls ${JSON.stringify(calls)}; ${cutOff} cut off, ${deadlocks} deadlocks`,
  );
  expect(faults).toEqual([]);

  // What a killed eraser had begun is finished, as the nightly run and whoever asked again would.
  const call: Call = async (text, parameters) => (await sql.query(text, parameters)).rows;
  for (const { owner, id } of visits) if (forgotten.has(id)) await eraseVisit(call, owner, id);
  await sql.query("select analytics_apply_retention()");
  await sql.query("select aggregate_analytics_daily(p_include_today => true)");
  await everyDayIsRight();

  const { rows } = await sql.query<{ id: string }>(
    `select event_id as id from analytics_page_views where user_code = any ($1)
     union all
     select event_id from analytics_clicks where user_code = any ($1)`,
    [ERASED],
  );
  const present = new Set(rows.map(({ id }) => id));
  expect(rows).toHaveLength(present.size);
  const isErased = ({
    owner,
    session,
    share,
    date,
  }: {
    owner: string;
    session: string;
    share: string;
    date: string;
  }) =>
    forgotten.has(session) ||
    (ERASED.indexOf(owner) < 2 && (share === "gone" || (date >= first && date <= last)));
  const lost = [...sent].filter(([id, event]) => !present.has(id) && !isErased(event));
  expect(lost).toEqual([]);
  expect([...present].filter((id) => !sent.has(id))).toEqual([]);
  expect([...sent].filter(([id, { session }]) => present.has(id) && forgotten.has(session))).toEqual([]);
  // Erased and present events are all that were stored, each once.
  const { rows: accounted } = await sql.query(
    `select user_code, (sum(events) filter (where kind = 'stored') - coalesce(sum(events) filter (where kind = 'erased'), 0))::int as events
     from (
       select user_code, kind, events from analytics_daily_ingest_stats
       union all
       select user_code, kind, events from analytics_ingest_log
     ) as a
     where user_code = any ($1) group by user_code order by user_code`,
    [ERASED],
  );
  const { rows: stored } = await sql.query(
    `select user_code, count(*)::int as events
     from (
       select user_code from analytics_page_views
       union all
       select user_code from analytics_clicks
     ) as e
     where user_code = any ($1) group by user_code order by user_code`,
    [ERASED],
  );
  expect(accounted).toEqual(stored);
  const { rows: logged } = await sql.query(
    "select user_code, count(*)::int as times from analytics_operator_log where action = 'owner_deleted' and user_code like 'card-%' group by 1 having count(*) <> 1",
  );
  expect(logged).toEqual([]);
});

/** Of the first two of these shares and periods are erased, of the third visits alone. */
const ERASED = ["erased0", "erased1", "erased2"];
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** An owner of MEMBER's with shares in groups. */
async function makeOwner(owner: string): Promise<void> {
  await sql.query("select analytics_register_owner($1, null, 'UTC', $2)", [owner, MEMBER]);
  for (const group of ["one", "two"])
    await sql.query("select analytics_register_group($1, $2, $2)", [owner, group]);
  for (const share of ["kept", "moved", "gone"]) {
    await sql.query("select analytics_register_share($1, $2, $2, 'one')", [owner, share]);
  }
}

async function everyDayIsRight(): Promise<void> {
  const [{ proof }] = (
    await sql.query("select analytics_verify(current_date - 10, current_date + 1) as proof")
  ).rows;
  expect(proof).toMatchObject({ differing: [], skipped: 0 });
  expect(proof.days).toBeGreaterThan(8);
}

/** Days that fail are caught in SQL and reported; here they are faults. */
async function rebuilt(call: Call, rebuild: string): Promise<void> {
  const [row] = await call<{ answer: { failed: unknown[] } }>(`select ${rebuild} as answer`);
  if (row!.answer.failed.length > 0) throw new Error(`${rebuild}: ${JSON.stringify(row!.answer.failed)}`);
}
