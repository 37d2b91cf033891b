import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@supabase/supabase-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { startStandalone } from "#tests/ingest/support/standalone.ts";
import { visit } from "#tests/support/history.ts";
import {
  type HostProject,
  makeHostProject,
  type Run,
  runScript,
} from "#tests/support/hosted/host-project.ts";
import { type HostedApi, startHostedApi } from "#tests/support/hosted/hosted-api.ts";
import {
  type HostedDatabase,
  type HostedPostgres,
  startHosted,
} from "#tests/support/hosted/hosted-postgres.ts";

const root = new URL("../..", import.meta.url).pathname;
const guide = readFileSync(join(root, "docs/adding-to-your-project.md"), "utf8");
const migrating = readFileSync(join(root, "docs/migrating.md"), "utf8");
const SQL = [...guide.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, statement = ""]) => statement);
const [REGISTER, TRIGGERS, , DROP_TRIGGERS] = SQL as [string, string, string, string];
const DOWN = readFileSync(join(root, "supabase/rollback/004_down.sql"), "utf8");
const FIRST = "00000000-0000-4000-8000-000000000001";
const SECOND = "00000000-0000-4000-8000-000000000002";

let cluster: HostedPostgres;
let database: HostedDatabase;
let project: HostProject;
let api: HostedApi;
let app: Awaited<ReturnType<typeof startStandalone>>;

beforeAll(async () => {
  cluster = await startHosted("PostgreSQL 18");
  database = await cluster.database("host");
  project = await makeHostProject(database);
  api = await startHostedApi(database);
  app = await startStandalone({
    SUPABASE_URL: api.url,
    SUPABASE_PUBLISHABLE_KEY: api.keyOf("anon"),
    SUPABASE_SECRET_KEY: api.keyOf("service_role"),
    CRON_SECRET: "nightly",
  });
  await database.rows(`
    insert into auth.users (id, email) values ('${FIRST}', 'first@example.com'), ('${SECOND}', 'second@example.com');
    insert into profiles (id, user_code, display_name, time_zone)
    values ('${FIRST}', 'MyClik', 'First', 'Europe/Berlin'), ('${SECOND}', 'north', 'Second', null);
    insert into groups (profile_id, title) values ('${FIRST}', 'Friends');
    insert into shares (code, profile_id, group_id, given_to)
    values ('k7f2', '${FIRST}', 1, 'Ana'), ('old-1', '${SECOND}', null, null)`);
  await database.rows(`
    create table analytics_events (
      id bigint generated always as identity primary key,
      created_at timestamp not null default now(),
      user_code text,
      session_id text,
      event_data jsonb,
      app_version text not null default 'web'
    );
    alter table analytics_events enable row level security;
    create policy "the product's clients" on analytics_events for insert to anon with check (true);
    insert into analytics_events (created_at, user_code, session_id, event_data, app_version)
    select timestamp '2025-05-01 10:00' + n * interval '1 hour', 'MyClik', 'session-' || n / 4,
      jsonb_build_object('type', case when n % 3 = 0 then 'click' else 'page_view' end, 'page', '/card',
        'target', case when n % 3 = 0 then 'tel' end),
      'web-1'
    from generate_series(1, 60) as n`);
});
afterAll(async () => {
  await app.stop();
  await api.stop();
  await database.close();
  await cluster.stop();
  rmSync(project.folder, { recursive: true });
});

/** All that the commands have printed and the statements have answered. */
let seen = "";
const noted = async (running: Promise<Run>): Promise<Run> => {
  const done = await running;
  seen += done.output;
  return done;
};
const run = (script: string, args: string[] = [], appUrl?: string) =>
  noted(runScript(script, args, database.url, undefined, appUrl));
const doctor = (phase: string, appUrl?: string) => run("scripts/doctor.ts", ["--phase", phase], appUrl);

/** What a page promises: the quoted words of its sentences that begin with "You should see". */
function promisesOf(page: string): string[] {
  const sentences = [...page.replace(/\s+/g, " ").matchAll(/You should see .*?(?:[.;](?= )|$)/g)];
  return sentences.flatMap(([sentence]) =>
    [...sentence.matchAll(/`([^`]+)`/g)].map(([, words = ""]) => words),
  );
}
const faults = ({ output }: { output: string }) =>
  output.split("\n").filter((line) => line.startsWith("FAILS"));

const clientOf = (role: "anon" | "authenticated", userId?: string) =>
  createClient(api.url, api.keyOf(role, userId), { auth: { persistSession: false } });

/** The read that the guide prints, of the last two days. */
async function clicksSeenBy(role: "anon" | "authenticated", userId?: string) {
  const { data, error } = await clientOf(role, userId)
    .from("analytics_daily_user_stats")
    .select("clicks")
    .eq("user_code", "myclik")
    .gte("date", new Date(Date.now() - DAY_MS).toISOString().slice(0, 10))
    .lte("date", new Date(Date.now() + DAY_MS).toISOString().slice(0, 10));
  return error ? error.code : data;
}

/** What is the host's: its objects, its functions' texts, its rows and its records. */
const hosts = async () => ({
  objects: await database.rows(`
    select c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '') as object
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and (c.relname not like 'analytics\\_%' or c.relname = 'analytics_row')
    union all
    select f.oid::regprocedure || ' ' || md5(f.prosrc) from pg_proc f
    where f.pronamespace = 'public'::regnamespace and f.proname in ('member_role', 'save_group')
    order by 1`),
  rows: await database.rows(`
    select (select jsonb_agg(p order by p.id) from profiles p) as profiles,
      (select jsonb_agg(s order by s.code) from shares s) as shares`),
  records: await database.rows(
    "select version, name from supabase_migrations.schema_migrations where version <= '003' order by 1",
  ),
});

/** The host's table of old events, as it is now. */
const oldTable = () =>
  database.rows(`
    select 'column ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attidentity::text || a.attnotnull
      || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as part
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = 'analytics_events'::regclass and a.attnum > 0
    union all
    select 'policy ' || policyname || qual from pg_policies where tablename = 'analytics_events'
    union all
    select 'rights ' || relacl::text from pg_class where oid = 'analytics_events'::regclass
    union all
    select 'rows ' || count(*) || md5(string_agg(e::text, '' order by e.id)) from analytics_events e
    order by 1`);

/** Dual write, dry run, import, comparison, archive and restore, by the commands of docs/migrating.md. */
async function moveOldTable(round: string): Promise<void> {
  const before = await oldTable();
  const live = {
    ...visit("myclik", { start: new Date(Date.now() - 3_600_000), targets: ["email"] }),
    batch: 0,
  };
  expect(faults(await doctor("before")), round).toEqual([]);
  // As Daybook does when it starts with LEGACY_DUAL_WRITE.
  await database.asRole("service_role", null, "select analytics_start_dual_write($1)", [
    JSON.stringify(LEGACY_MAPPING),
  ]);
  await database.asRole("service_role", null, "select analytics_ingest_events_with_legacy($1)", [
    JSON.stringify({ batches: [live] }),
  ]);
  expect(await database.rows("select count(*)::int from analytics_events where app_version = 'web'")).toEqual(
    [{ count: 2 }],
  );
  const changedOver = await doctor("client", app.url);
  expect(changedOver.output).toContain("ok     data arriving since yesterday");
  expect(changedOver.output).toContain("ok     dual write: the old table has every event");
  const imported = await run("scripts/legacy-import.ts");
  expect({ round, ...imported }).toMatchObject({ round, code: 0 });
  const compared = await run("scripts/legacy-compare.ts");
  expect(compared.output).toContain("Nothing is unexplained.");
  expect(compared.code).toBe(0);
  const views =
    "select sum(page_views)::int as views from analytics_daily_user_stats where user_code = 'myclik' and date < '2026-01-01'";
  expect(await database.asRole("authenticated", FIRST, views)).toEqual([{ views: 40 }]);

  const written = await oldTable();
  const archived = await database.asRole<{ answer: object }>(
    "service_role",
    null,
    "select analytics_archive_legacy_events('drop analytics_events') as answer",
  );
  seen += JSON.stringify(archived[0]?.answer).replaceAll('":', '": ');
  expect(archived[0]?.answer).toMatchObject({ matches: true, dropped: true });
  expect(await database.rows("select to_regclass('analytics_events') as there")).toEqual([{ there: null }]);
  await database.asRole("service_role", null, "select analytics_restore_legacy_events()");
  expect(await oldTable()).toEqual(written);
  // The dual write added two rows and nothing else.
  await database.rows("delete from analytics_events where app_version = 'web'");
  expect(await oldTable()).toEqual(before);
}

test("a guest goes the whole guide, and the way back, and again", { timeout: 240_000 }, async () => {
  const before = await hosts();
  await database.rows(
    "create table analytics_sessions (mine text); create function cleanup_old_raw_events(days text) returns void language sql as ''",
  );
  expect(faults(await doctor("before"))).toEqual([
    expect.stringContaining("names of Daybook are free: analytics_sessions, cleanup_old_raw_events()"),
  ]);
  await database.rows("drop table analytics_sessions; drop function cleanup_old_raw_events(text)");
  const look = await doctor("before");
  expect(look).toMatchObject({
    code: 0,
    output: expect.stringContaining("ok     names of Daybook are free"),
  });

  for (const round of ["first", "again"]) {
    expect(await run("scripts/db-add.ts", [project.folder]), round).toMatchObject({ code: 0 });
    expect(await noted(project.push()), round).toMatchObject({
      code: 0,
    });
    const migrated = await doctor("migration");
    expect(faults(migrated)).toEqual([]);
    expect(migrated.output).toContain("004_analytics_scalable_schema.sql, recorded as 004");
    expect((await hosts()).objects).toEqual(before.objects);

    await database.rows(REGISTER);
    await database.rows(REGISTER);
    await database.rows(TRIGGERS);
    expect(await database.rows("select user_code, time_zone from analytics_owners order by 1")).toEqual([
      { user_code: "myclik", time_zone: "Europe/Berlin" },
      { user_code: "north", time_zone: "UTC" },
    ]);
    // The product goes on as it does, and its trigger tells.
    await database.asRole(
      "service_role",
      null,
      `insert into groups (profile_id, title) values ('${FIRST}', '${round}')`,
    );
    await database.asRole(
      "service_role",
      null,
      `update shares set given_to = 'Ana ${round}' where code = 'k7f2'`,
    );
    expect(
      await database.rows(
        "select s.contact, g.name from analytics_shares s join analytics_groups g using (user_code, group_code)",
      ),
    ).toEqual([{ contact: `Ana ${round}`, name: "Friends" }]);
    expect(await database.rows(`select name from analytics_groups where name = '${round}'`)).toHaveLength(1);

    const sent = batch();
    expect((await post(app.url, sent)).body).toMatchObject({ accepted: 2, duplicates: 0 });
    expect((await post(app.url, sent)).body).toMatchObject({ accepted: 0, duplicates: 2 });
    const { GET: nightly } = await import("#app/api/cron/aggregate-analytics/route.ts");
    const called = await nightly(
      new Request("http://app/api/cron/aggregate-analytics", {
        headers: { Authorization: "Bearer nightly" },
      }),
    );
    expect({ status: called.status, ...(await called.json()) }, round).toMatchObject({
      status: 200,
      failed: [],
      remaining: 0,
      retention: { owners: 0 },
      verification: { differing: [] },
    });

    expect(await clicksSeenBy("authenticated", FIRST)).toEqual([{ clicks: 1 }]);
    expect(await clicksSeenBy("authenticated", SECOND)).toEqual([]);
    expect(await clicksSeenBy("anon")).toBe("42501");
    const { data } = await clientOf("authenticated", FIRST).rpc("analytics_dashboard", {
      p_user_code: "myclik",
    });
    expect(data).toMatchObject({ totals: { clicks: 1 } });
    await moveOldTable(round);
    const looked = await doctor("dashboard");
    expect(faults(looked)).toEqual([]);
    expect(looked.output).toMatch(/metrics equal: \d+ closed days recounted/);

    // Out again: what was asked is gone, and nothing else.
    await database.rows(DROP_TRIGGERS);
    await database.rows(DOWN);
    await database.rows("delete from groups where title in ('first', 'again')");
    await database.rows("update shares set given_to = 'Ana' where code = 'k7f2'");
    expect(await hosts()).toEqual(before);
    expect(await database.rows("select version from supabase_migrations.schema_migrations")).toHaveLength(3);
  }
});

test("what the guides say one should see was seen", () => {
  const words = [guide, migrating].flatMap(promisesOf);
  expect(words.length).toBeGreaterThan(15);
  expect(words.filter((promised) => !seen.includes(promised.replace(/^\d{14}_/, "")))).toEqual([]);
});

test("what the old documentation prints and is no SQL has a working form", async () => {
  for (const file of ["004_analytics_scalable_schema.sql"]) {
    await database.rows(readFileSync(join(root, "supabase/migrations", file), "utf8"));
  }
  const [asJson, cronRuns] = SQL.slice(-2) as [string, string];
  await expect(database.rows(asJson)).resolves.toHaveLength(1);
  if ((await database.rows("select 1 from pg_namespace where nspname = 'cron'")).length > 0) {
    await expect(database.rows(cronRuns)).resolves.toBeDefined();
  }
});
