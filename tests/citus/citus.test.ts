import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  CITUS_URL,
  cutWorker,
  openPair,
  openSide,
  type Pair,
  type Side,
} from "#tests/citus/databases-pair.ts";
import { everything, fill, SENT, type Told } from "#tests/citus/everything.ts";
import { type Call, Crowd } from "#tests/sql/support/crowd.ts";
import { idsOf, ingest, OWNERS, pick, randomVisit, shuffle } from "#tests/sql/support/crowd-history.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, MEMBER } from "#tests/support/owners.ts";

/** What has no place on a cluster: citus.sql lets it refuse, since moving from the old system ends before. */
const OF_THE_MOVE = readdirSync(new URL("../../supabase/schemas/legacy", import.meta.url)).map((file) =>
  file.replace(/\.sql$/, ""),
);
/** Functions that `everything` does not get to the end of, each with the reason. */
const NOT_REACHED: Record<string, string> = {
  set_day_aside: "no day fails",
  note_purge_failure: "no step of retention fails",
  analytics_end_own_session: "Auth's sessions are not there, so it refuses",
};
const FLUSHES = Number(process.env.CITUS_FLUSHES ?? 150);

describe.skipIf(!CITUS_URL)("on a cluster of Citus", () => {
  let pair: Pair;
  const told: Told[] = [];

  beforeAll(async () => {
    pair = await openPair(CITUS_URL!);
  });
  afterAll(() => pair?.close());

  test("a filled database is distributed, twice as after a migration, and holds what it held", async () => {
    const [plain, cluster] = [await fill(pair.plain), await fill(pair.cluster)];
    expect(known(cluster)).toEqual(known(plain));
    expect(plain.filter(({ error }) => error)).toEqual([]);
    await pair.distribute();
    await pair.distribute();
    expect(await contents(pair.cluster)).toEqual(await contents(pair.plain));
  });

  test("every function answers as on a plain server, and leaves the same rows", async () => {
    const plain = await everything(pair.plain);
    const cluster = await everything(pair.cluster);
    told.push(...cluster);
    for (const [place, one] of known(cluster).entries()) expect.soft(one).toEqual(known(plain)[place]);
    const [there, here] = [await contents(pair.cluster), await contents(pair.plain)];
    for (const [table, rows] of Object.entries(here))
      expect.soft({ table, rows: there[table] }).toEqual({ table, rows });
  });

  test("every function of the catalogue was called, or refuses", async () => {
    const functions = await pair.cluster.rows<{ schema: string; name: string; parameters: string }>(
      `select pronamespace::regnamespace::text as schema, proname as name,
         (select string_agg('null::' || format_type(t, null), ', ' order by place)
          from unnest(proargtypes) with ordinality as u(t, place)) as parameters
       from pg_proc where pronamespace in ('public'::regnamespace, 'daybook'::regnamespace)
         and not exists (select from pg_depend d where d.objid = pg_proc.oid and d.deptype = 'e')`,
    );
    const asked = told.map(({ sql }) => sql).join("\n");
    const unasked = functions.filter(
      ({ schema, name }) => schema === "public" && !asked.includes(`${name}(`),
    );
    for (const { name, parameters } of unasked) {
      expect(OF_THE_MOVE, `${name} has no case in everything.ts`).toContain(name);
      await expect(pair.cluster.rows(`select ${name}(${parameters ?? ""})`), name).rejects.toMatchObject({
        code: "0A000",
      });
    }
    // Counters come late: a connection reports what it has called when it has been idle for ten seconds.
    const uncalled = async () => {
      const called = new Set<string>();
      for (const url of [pair.cluster.url, ...pair.workers]) {
        const node = await openSide(url);
        for (const { name } of await node.rows<{ name: string }>(
          "select funcname as name from pg_stat_user_functions where calls > 0",
        ))
          called.add(name);
        await node.client.end();
      }
      return functions
        .map(({ name }) => name)
        .filter((name) => !called.has(name) && !OF_THE_MOVE.includes(name) && !(name in NOT_REACHED));
    };
    for (let seconds = 0; seconds < 20 && (await uncalled()).length > 0; seconds++) await wait(1000);
    expect(await uncalled()).toEqual([]);
  });

  test("members read no table by name: on a worker their claims are unknown, and it would look empty", async () => {
    await pair.cluster.run("set role authenticated");
    const tables = await contentsByName(pair.cluster);
    await pair.cluster.run("reset role");
    expect(Object.values(tables)).toEqual(Object.keys(tables).map(() => "42501"));
  });

  test(`writers, rebuilders, readers and cleanup at once, killed at random, leave what a plain server makes of the same events (${FLUSHES} flushes)`, async () => {
    for (const side of [pair.plain, pair.cluster]) {
      for (const [place, owner] of OWNERS.entries()) {
        await addOwner(side, owner, ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/New_York"][place]);
      }
    }
    const acknowledged = new Map<string, StoredBatch>();
    const recent: StoredBatch[] = [];
    const write = async (call: Call) => {
      const fresh = Array.from({ length: 1 + pick(6) }, () => randomVisit());
      const batches = shuffle([...fresh, ...recent.slice(-pick(20)), ...fresh.slice(0, pick(2))]);
      recent.push(...fresh);
      await ingest(call, batches);
      for (const batch of batches) acknowledged.set(idsOf(batch).join(), batch);
    };
    const rebuilt = async (call: Call, rebuild: string) => {
      const [row] = await call<{ answer: { failed: unknown[] } }>(`select ${rebuild} as answer`);
      if (row!.answer.failed.length > 0) throw new Error(`${rebuild}: ${JSON.stringify(row!.answer.failed)}`);
    };
    const claims = `select set_config('request.jwt.claims', '{"sub": "${MEMBER}", "session_id": "${MEMBER}"}', false)`;
    // Citus puts an end to who waits in a circle over several nodes, and the app tries again (pastDeadlocks).
    const crowd = new Crowd(pair.cluster.url, { triesPastDeadlocks: true });
    for (let writer = 0; writer < 4; writer += 1) crowd.join("ingest", write);
    crowd.join("aggregate", (call) => rebuilt(call, "aggregate_analytics_daily(p_include_today => true)"));
    crowd.join("one day", (call, turn) =>
      rebuilt(call, `aggregate_analytics_daily(current_date - ${turn % 4})`),
    );
    crowd.join(
      "refresh",
      async (call) => void (await call("select analytics_refresh_days($1)", [OWNERS[pick(4)]])),
    );
    crowd.join("dashboard", async (call) => {
      await call(claims);
      await call("select analytics_dashboard($1)", [OWNERS[pick(4)]]).catch((error: Error) => {
        if (!error.message.includes("42501")) throw error;
      });
    });
    crowd.killEvery(1000);
    await crowd.until(({ calls }) => (calls.ingest ?? 0) >= FLUSHES && (calls.refresh ?? 0) >= 5);
    const { faults, calls, cutOff } = await crowd.dismiss();
    console.log(`${acknowledged.size} batches; calls ${JSON.stringify(calls)}; ${cutOff} cut off`);
    expect(faults).toEqual([]);

    for (const owner of OWNERS) await pair.cluster.rows("select analytics_refresh_days($1)", [owner]);
    const [row] = await pair.cluster.rows<{ proof: object }>(
      "select analytics_verify(current_date - 10, current_date + 1) as proof",
    );
    expect(row!.proof).toMatchObject({ differing: [], skipped: 0 });

    const plainly: Call = (sql, parameters) => pair.plain.rows(sql, parameters);
    for (const batch of acknowledged.values()) await ingest(plainly, [batch]);
    for (const side of [pair.plain, pair.cluster]) {
      await side.rows("select aggregate_analytics_daily(p_include_today => true)");
      await side.rows("select backfill_aggregates(current_date - 5, current_date)");
    }
    expect(await contents(pair.cluster, NUMBERS)).toEqual(await contents(pair.plain, NUMBERS));
  });

  test("with a worker away nothing ends well that did nothing, and nothing is half written", async () => {
    const owners = await pair.cluster.rows<{ user_code: string; port: string }>(
      `select o.user_code, p.nodeport as port
       from analytics_owners o
       join pg_dist_placement l on l.shardid = get_shard_id_for_distribution_column('public.analytics_groups', o.user_code)
       join pg_dist_node p on p.groupid = l.groupid
       where o.user_code like 'crowd%' or o.user_code like 'small%' order by 1`,
    );
    const gone = pair.workers[0]!;
    const away = owners.filter(({ port }) => port === new URL(gone).port).map(({ user_code }) => user_code);
    const here = owners.filter(({ port }) => port !== new URL(gone).port).map(({ user_code }) => user_code);
    expect(away.length * here.length).toBeGreaterThan(0);
    const call: Call = (sql, parameters) => pair.cluster.rows(sql, parameters);
    const fresh = (owner: string) => visit(owner, { start: new Date(), targets: ["phone"] });
    const stored = async (batch: StoredBatch) =>
      (
        await pair.cluster.rows(
          "select event_id from analytics_page_views where user_code = $1 and event_id = any ($2)",
          [batch.user_code, idsOf(batch)],
        )
      ).length;

    const before = fresh(away[0]!);
    await ingest(call, [before, fresh(here[0]!)]);
    const comeBack = await cutWorker(gone);
    const [mine, mixed, other] = [fresh(away[0]!), fresh(away[0]!), fresh(here[0]!)];
    await expect(ingest(call, [mine]), "a flush of an owner there").rejects.toThrow();
    await expect(ingest(call, [other, mixed]), "a flush of owners here and there").rejects.toThrow();
    // Citus may send a part of it, which needs no table, to the worker that is away.
    const meanwhile = fresh(here[0]!);
    const wasStored = await ingest(call, [meanwhile]).then(
      () => 1,
      () => 0,
    );
    await expect(pair.cluster.rows("select aggregate_analytics_daily()")).rejects.toThrow();
    await expect(pair.cluster.rows("call daybook.aggregate_nightly()")).rejects.toThrow();
    await expect(pair.cluster.rows("select analytics_refresh_days($1)", [away[0]])).rejects.toThrow();

    await comeBack();
    expect(await stored(meanwhile)).toBe(wasStored);
    expect([await stored(before), await stored(mine), await stored(mixed), await stored(other)]).toEqual([
      1, 0, 0, 0,
    ]);
    // What browsers do: send again.
    await ingest(call, [mine, mixed, other, meanwhile]);
    expect([await stored(mine), await stored(mixed), await stored(other)]).toEqual([1, 1, 1]);
    await pair.cluster.rows("select aggregate_analytics_daily(p_include_today => true)");
    expect(await pair.cluster.rows("select user_code from analytics_dirty_days")).toEqual([]);
  });
});

const NUMBERS =
  /^analytics_(sessions|page_views|clicks|daily_(user|group|contact)_stats|daily_click_targets|daily_page_stats|daily_breakdowns)$/;

/** All rows of the tables of Daybook, by table, as far as two servers can agree on them. */
async function contents(side: Side, which = /^analytics_/): Promise<Record<string, string[]>> {
  const tables = await side.rows<{ name: string }>(
    `select c.relname as name from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of tables) {
    // Which days a night verifies is drawn by lot.
    if (!which.test(name) || name === "analytics_verifications") continue;
    const all = await side.rows<{ breakdown?: string }>(`select * from ${name}`);
    rows[name] = all.map((row) => JSON.stringify(known(inOrder(row)))).sort();
  }
  return rows;
}

/** The values of a day in one order: of owners whose days are counted together they have none. */
function inOrder<Row extends { breakdown?: string }>(row: Row): Row {
  if (row.breakdown === undefined) return row;
  const values = row.breakdown.slice(1, -1).match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return { ...row, breakdown: values.sort().join() };
}

/** What a reading of each distributed table ends with: the code of the error, or its number of rows. */
async function contentsByName(side: Side): Promise<Record<string, unknown>> {
  const tables = await side.rows<{ name: string }>(
    "select logicalrelid::text as name from pg_dist_partition",
  );
  const ends: Record<string, unknown> = {};
  for (const { name } of tables) {
    ends[name] = await side.rows(`select * from ${name}`).then(
      (rows) => rows.length,
      (error: { code: string }) => error.code,
    );
  }
  return ends;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const HEX = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;
const MOMENT = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d(:?\d\d)?)?/g;
/** What Citus puts behind the names of a shard and what belongs to it. */
const OF_A_SHARD = /_\d{6}\b/g;
const sent = JSON.stringify(SENT);
const sentMoments = new Set([...sent.matchAll(MOMENT)].map(([text]) => Date.parse(text)));

/** A value without what no two runs have in common: random ids and tokens, and moments that were not sent. */
function known<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, part) =>
      ["milliseconds", "bytes", "dashboard_ms", "until", "visitors_now"].includes(key) ? 0 : part,
    )
      .replace(UUID, (id) => (sent.includes(id) || id.startsWith("00000000") ? id : "<id>"))
      .replace(HEX, "<hash>")
      .replace(OF_A_SHARD, "")
      .replace(MOMENT, (text) =>
        sentMoments.has(Date.parse(text)) ? new Date(Date.parse(text)).toISOString() : "<moment>",
      ),
  );
}
