import { readdirSync, readFileSync } from "node:fs";
import { loadModule, parseSync } from "libpg-query";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { visit } from "#tests/support/history.ts";
import {
  HOSTED_ENGINES,
  type HostedDatabase,
  type HostedPostgres,
  startHosted,
} from "#tests/support/hosted/hosted-postgres.ts";

const MIGRATIONS = new URL("../../supabase/migrations/", import.meta.url);
const FILES = readdirSync(MIGRATIONS).sort();
const [CORE] = FILES as [string];
const text = (file: string) => readFileSync(new URL(file, MIGRATIONS), "utf8");
const DOWN = readFileSync(new URL("../../supabase/rollback/004_down.sql", import.meta.url), "utf8");
const PERSON = "00000000-0000-4000-8000-0000000000aa";
const OTHER = "00000000-0000-4000-8000-0000000000bb";

await loadModule();

/** A file's statements, one by one, as `psql` sends them. */
function statementsOf(file: string): string[] {
  const bytes = Buffer.from(text(file));
  return (parseSync(text(file)).stmts ?? []).map(({ stmt_location: at = 0, stmt_len: length }) =>
    bytes.subarray(at, length ? at + length : undefined).toString("utf8"),
  );
}

const isTransaction = (statement: string) => /^\s*(begin|commit)\s*$/.test(statement.replace(/--.*$/gm, ""));

/** Whatever `anon` or a signed-in person could do beyond reading by policy, and tables without row level security. */
const OPEN_DOORS = `
  select c.relname || ': ' || r.role || ' may ' || p.privilege as door
  from pg_class c
  cross join (values ('anon'), ('authenticated')) as r(role)
  cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as p(privilege)
  where c.relnamespace = any (array(select n.oid from pg_namespace n where n.nspname in ('public', 'daybook')))
    and c.relkind in ('r', 'p', 'v', 'm') and c.relname like 'analytics%'
    and has_schema_privilege(r.role, c.relnamespace, 'usage')
    and has_table_privilege(r.role, c.oid, p.privilege)
    -- A view with its reader's rights shows no more than the tables below it.
    and not (
      r.role = 'authenticated' and p.privilege = 'select'
      and (c.relrowsecurity or coalesce(c.reloptions @> '{security_invoker=true}', false))
    )
  union all
  select f.proname || ': anon may call it'
  from pg_proc f
  -- First by its schema: to ask for the rights of all that PostgreSQL brings would take most of the time.
  where f.pronamespace = any (array(select n.oid from pg_namespace n where n.nspname in ('public', 'daybook')))
    and f.proname not in ('member_role', 'save_group')
    and has_schema_privilege('anon', f.pronamespace, 'usage') and has_function_privilege('anon', f.oid, 'execute')
  union all
  select c.relname || ': no row level security'
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity
    and c.relname like 'analytics\\_%'`;

/** Every object that is not Daybook's, as the catalog describes it. */
const HOSTS_OBJECTS = `
  select 'relation ' || c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '') as object
  from pg_class c
  where c.relnamespace = 'public'::regnamespace
    and (c.relname not like 'analytics\\_%' or c.relname = 'analytics_row')
  union all
  select 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
  from pg_attribute a join pg_class c on c.oid = a.attrelid
  where c.relnamespace = 'public'::regnamespace and a.attnum > 0
    and (c.relname not like 'analytics\\_%' or c.relname = 'analytics_row')
  union all
  select 'function ' || f.oid::regprocedure || ' ' || md5(f.prosrc) || ' ' || coalesce(f.proacl::text, '')
  from pg_proc f
  where f.pronamespace = 'public'::regnamespace
    and f.proname not like 'analytics\\_%'
    and f.proname not in ('aggregate_analytics_daily', 'backfill_aggregates', 'cleanup_old_raw_events')
  union all
  select 'policy ' || p.tablename || '.' || p.policyname || ' ' || coalesce(p.qual, '')
  from pg_policies p
  where p.schemaname = 'public' and p.tablename not like 'analytics\\_%'
  union all
  select 'default privileges ' || d.defaclobjtype::text || ' ' || d.defaclacl::text from pg_default_acl d
  order by 1`;

describe.each(HOSTED_ENGINES)("as a guest on a hosted project's %s", (engine) => {
  let cluster: HostedPostgres;
  const opened: HostedDatabase[] = [];

  beforeAll(async () => {
    cluster = await startHosted(engine);
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await cluster.stop();
  });

  const open = async (content: "host" | "empty") => {
    const database = await cluster.database(content);
    opened.push(database);
    return database;
  };
  const hostsObjects = (database: HostedDatabase) => database.rows(HOSTS_OBJECTS);
  const ingest = (database: HostedDatabase, ...batches: ReturnType<typeof visit>[]) =>
    database.asRole("service_role", null, "select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
    ]);

  test("a session is looked up in auth.sessions, which postgres may only read and whose rows a policy hides", async () => {
    const database = await open("host");
    await database.rows(`insert into auth.users (id, email) values ('${PERSON}', 'a@example.com')`);
    await database.rows(text(CORE));
    await database.rows(`select analytics_register_owner('myclik', 'First', 'UTC', '${PERSON}')`);
    const ask = "select user_code from analytics_owners";
    expect(await database.asRole("authenticated", PERSON, ask)).toEqual([{ user_code: "myclik" }]);
    await database.endSessions();
    await expect(database.withToken({ sub: PERSON, session_id: PERSON }, ask)).rejects.toMatchObject({
      code: "PT401",
    });
    await expect(database.withToken({ sub: PERSON }, ask)).rejects.toMatchObject({ code: "PT401" });
  });

  test("004 stands alone: register, ingest, roll up, read, verify, clean up, without 005 and 006", async () => {
    const database = await open("host");
    await database.rows(
      `insert into auth.users (id, email) values ($1, 'a@example.com'), ($2, 'b@example.com')`
        .replace("$1", `'${PERSON}'`)
        .replace("$2", `'${OTHER}'`),
    );
    await database.rows(`
      insert into profiles (id, user_code, display_name, time_zone)
      values ('${PERSON}', ' MyClik', 'First', 'Europe/Berlin'), ('${OTHER}', 'north', 'Second', null)`);
    await database.rows(text(CORE));
    const register = `
      select analytics_register_owner(p.user_code, p.display_name, p.time_zone, p.id) as code from profiles p order by 1`;
    expect(await database.rows(register)).toEqual([{ code: "myclik" }, { code: "north" }]);
    expect(await database.rows(register)).toEqual([{ code: "myclik" }, { code: "north" }]);
    await database.rows("select analytics_register_group('MyClik', 'friends', 'Friends')");
    await database.rows("select analytics_register_share('myclik', 'k7f2', 'Ana', 'friends')");
    await database.rows("select analytics_register_share('myclik', 'k7f2', 'Ana Duarte', 'friends')");
    expect(await database.rows("select contact, group_code from analytics_shares")).toEqual([
      { contact: "Ana Duarte", group_code: "friends" },
    ]);
    expect(await database.rows("select time_zone from analytics_owners where user_code = 'north'")).toEqual([
      { time_zone: "UTC" },
    ]);

    const start = new Date(Date.now() - DAY_MS);
    const visited = visit("myclik", { start, share: "k7f2", targets: ["phone"] });
    await ingest(database, visited);
    await database.asRole("service_role", null, "select aggregate_analytics_daily(p_include_today => true)");
    const plain =
      "select page_views::int, clicks::int from analytics_daily_user_stats where user_code = 'myclik'";
    expect(await database.asRole("authenticated", PERSON, plain)).toEqual([{ page_views: 1, clicks: 1 }]);
    expect(await database.asRole("authenticated", OTHER, plain)).toEqual([]);
    // What knows only user_code and date sees each click and view once, whatever share and group they came by.
    for (const [table, column] of [
      ["analytics_daily_click_targets", "clicks"],
      ["analytics_daily_page_stats", "page_views"],
    ]) {
      const sum = `select sum(${column})::int as sum from ${table} where user_code = 'myclik'`;
      expect(await database.asRole("authenticated", PERSON, sum)).toEqual([{ sum: 1 }]);
    }
    const [answer] = await database.asRole<{ dashboard: { totals: object; groups: { rows: unknown[] } } }>(
      "authenticated",
      PERSON,
      "select analytics_dashboard('myclik') as dashboard",
    );
    expect(answer?.dashboard.totals).toMatchObject({ sessions: 1, page_views: 1, clicks: 1 });
    expect(answer?.dashboard.groups.rows).toMatchObject([{ name: "Friends", sessions: 1 }]);
    await expect(
      database.asRole("authenticated", OTHER, "select analytics_dashboard('myclik')"),
    ).rejects.toMatchObject({ code: "42501" });

    const verify = "select analytics_verify(current_date - 2, current_date) ->> 'differing' as differing";
    expect(await database.asRole("service_role", null, verify)).toEqual([{ differing: "[]" }]);
    const erase = `select analytics_erase_visit('myclik', '${visited.session.id}') -> 'done' as done`;
    for (const done of [false, true]) {
      expect(await database.asRole("service_role", null, erase)).toEqual([{ done }]);
    }
    expect(await database.asRole("authenticated", PERSON, plain)).toEqual([]);
    await database.asRole("service_role", null, "select cleanup_old_raw_events(90)");
    await database.asRole("service_role", null, "select analytics_apply_retention()");
    for (const view of ["analytics_summary", "analytics_table_sizes", "analytics_health"]) {
      expect((await database.asRole("service_role", null, `select * from ${view}`)).length).toBeGreaterThan(
        0,
      );
    }
    await database.rows("call daybook.aggregate_nightly()");
  });

  test("registering what is not valid is refused by name with 22023, and nothing is stored", async () => {
    const database = await open("empty");
    await database.rows(text(CORE));
    for (const call of [
      "analytics_register_owner('no code!')",
      "analytics_register_owner(null)",
      "analytics_register_owner('zoned', 'Zoned', 'Mars/Olympus')",
    ]) {
      await expect(database.rows(`select ${call}`)).rejects.toMatchObject({ code: "22023" });
    }
    expect(await database.rows("select * from analytics_owners")).toEqual([]);
    await database.rows("select analytics_register_owner('fine')");
    await expect(
      database.rows("select analytics_register_share('fine', 'not a code')"),
    ).rejects.toMatchObject({
      code: "22023",
    });
    await expect(database.rows("select analytics_register_group('nobody', 'g')")).rejects.toMatchObject({
      code: "23503",
    });
  });

  test.each(["host", "empty"] as const)(
    "wherever it is stopped nothing is open (%s)",
    async (content) => {
      const database = await open(content);
      for (const file of FILES) {
        for (const statement of statementsOf(file).filter((line) => !isTransaction(line))) {
          await database.rows(statement);
          const doors = await database.rows(OPEN_DOORS);
          if (doors.length > 0)
            expect({ after: statement.trim().slice(0, 200), doors }).toEqual({ doors: [] });
        }
      }
      expect(await database.rows(OPEN_DOORS)).toEqual([]);
    },
    180_000,
  );

  test("a second run, or one out of order, says so in one sentence and changes nothing", async () => {
    const database = await open("host");
    /** Goes on after an error, as `psql < file` does, and returns the errors but for their echoes. */
    const feed = async (file: string) => {
      const errors: string[] = [];
      for (const statement of statementsOf(file)) {
        await database.rows(statement).catch(({ code, message }) => code === "25P02" || errors.push(message));
      }
      return errors;
    };
    const whole = `select count(*)::int as objects from pg_class union all select count(*)::int from pg_proc`;
    const before = await database.rows(whole);
    expect(await feed(FILES[1]!)).toEqual([`Nothing was changed: ${CORE} has to be applied first.`]);
    expect(await database.rows(whole)).toEqual(before);
    for (const file of FILES) expect(await feed(file)).toEqual([]);
    const after = await database.rows(whole);
    for (const file of FILES) {
      expect(await feed(file)).toEqual([`Nothing was changed: ${file} is in this database already.`]);
    }
    expect(await database.rows(whole)).toEqual(after);
    expect(await database.rows(OPEN_DOORS)).toEqual([]);
  });

  test("a host's table under a name of ours is named, and left alone", async () => {
    const database = await open("host");
    await database.rows("create table analytics_sessions (mine text)");
    await expect(database.rows(text(CORE))).rejects.toThrow(
      "Nothing was changed: these names of Daybook are taken in this database: analytics_sessions.",
    );
    await database.rows("rollback");
    expect(await database.rows("select to_regnamespace('daybook') as there")).toEqual([{ there: null }]);
    expect(await database.rows("select * from analytics_sessions")).toEqual([]);
  });

  test("the host's objects are the same before, beside and after Daybook", async () => {
    const database = await open("host");
    // A name of ours with other arguments is a function of theirs.
    await database.rows(
      "create function cleanup_old_raw_events(theirs text) returns text language sql as 'select $1'",
    );
    const before = await hostsObjects(database);
    expect(before.length).toBeGreaterThan(30);
    for (const file of FILES) await database.rows(text(file));
    expect(await hostsObjects(database)).toEqual(before);
    await database.rows(DOWN);
    expect(await hostsObjects(database)).toEqual(before);
    expect(await database.rows("select cleanup_old_raw_events('kept')")).toHaveLength(1);
    expect(
      await database.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relname like 'analytics\\_%'",
      ),
    ).toEqual([{ relname: "analytics_row" }]);
    for (const file of FILES) await database.rows(text(file));
    expect(await hostsObjects(database)).toEqual(before);
  });
});
