import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog, type ExpectedCatalog, expectedCatalog, MONTH } from "#lib/operations/doctor/catalogue.ts";
import { partitionPoints, schemaPoints, settingPoints } from "#lib/operations/doctor/catalogue-points.ts";
import { examine } from "#lib/operations/doctor/examine.ts";
import { callerOf } from "#tests/legacy/support.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";

/** Removes one thing after the other, each named by the catalogue itself, and asks what the doctor says. */
describe("the doctor names what is missing", () => {
  let database: TestDatabase;
  let expected: ExpectedCatalog;
  const healed: string[] = [];

  beforeAll(async () => {
    database = await openTestDatabase("PostgreSQL");
    expected = expectedCatalog();
    await database.run(`
      create schema cron;
      create table cron.job (jobid bigint, jobname text, schedule text, command text, active boolean);
      create function cron.schedule(title text, plan text, command text) returns bigint language sql as $$
        delete from cron.job where jobname = title;
        insert into cron.job values (1, title, plan, command, true) returning jobid;
      $$;
      create function cron.alter_job(id bigint, active boolean) returns void language sql as $$
        update cron.job set active = $2 where jobid = $1;
      $$;
      insert into cron.job values (1, 'aggregate-analytics-daily', '0 2 * * *', 'select public.aggregate_analytics_daily()', true);
    `);
  });
  afterAll(() => database.close());

  const failing = async () => {
    const [row] = await database.rows<{ found: unknown }>("select analytics_doctor() as found");
    const found = catalog.parse(row?.found);
    const points = [
      ...schemaPoints(expected, found),
      ...partitionPoints(expected, found),
      ...settingPoints(found),
    ];
    return points.filter(({ todo }) => todo !== undefined);
  };

  /** The names of the failing points after a statement, which is then taken back. */
  const failingAfter = async (statement: string) => {
    await database.run(`begin; ${statement}`);
    try {
      const points = await failing();
      // What the doctor says to do heals, wherever it names a statement.
      const heals = points.flatMap(({ heal }) => heal ?? []);
      if (heals.length === points.length) {
        for (const heal of heals) await database.run(heal);
        expect({ statement, heals, failing: await failing() }).toEqual({ statement, heals, failing: [] });
        healed.push(statement);
      }
      return points.map(({ name }) => name);
    } finally {
      await database.run("rollback");
    }
  };
  const qualified = (name: string) => (name.startsWith("daybook.") ? name : `public.${name}`);
  const ours = (table: string) => table !== "analytics_events" && !MONTH.test(table);

  test("a database with nothing missing has no failing point", async () => {
    expect(await failing()).toEqual([]);
  });

  test("each table and view, its row level security, a right too much and one too few", async () => {
    const names = Object.keys(expected.tables).filter(ours);
    expect(names.length).toBeGreaterThan(25);
    const titleOf = (name: string) => `${expected.tables[name]!.kind === "v" ? "view" : "table"} ${name}`;
    for (const name of names) {
      const kind = expected.tables[name]!.kind === "v" ? "view" : "table";
      expect(await failingAfter(`drop ${kind} ${qualified(name)} cascade`)).toContain(titleOf(name));
    }
    // All at once: one look of the doctor names them one by one.
    const expectEachNamed = async (change: (name: string) => string, of: string[]) => {
      expect((await failingAfter(of.map((name) => change(qualified(name))).join("; "))).sort()).toEqual(
        of.map(titleOf).sort(),
      );
    };
    await expectEachNamed((name) => `grant select on ${name} to anon`, names);
    await expectEachNamed(
      (name) => `revoke select on ${name} from service_role`,
      names.filter((name) => expected.tables[name]!.rights.includes("service_role select")),
    );
    await expectEachNamed(
      (name) => `alter table ${name} disable row level security`,
      names.filter((name) => expected.tables[name]!.row_level_security),
    );
  });

  test("each index", async () => {
    for (const [name, { table }] of Object.entries(expected.indexes)) {
      if (!ours(table) || expected.tables[table]?.partition_of) continue;
      const isKey =
        (await database.rows("select 1 from pg_constraint where conname = $1", [name])).length > 0;
      const drop = isKey
        ? `alter table public.${table} drop constraint ${name} cascade`
        : `drop index public.${name}`;
      const names = await failingAfter(drop);
      expect(names[0], name).toBe(`index ${name}`);
      // The key of a partitioned table goes with those of its partitions.
      expect(
        names.slice(1).every((other) => other.startsWith("index ")),
        name,
      ).toBe(true);
    }
  });

  test("each policy, gone or changed", async () => {
    const names = Object.keys(expected.policies);
    expect(names.length).toBeGreaterThan(10);
    const changed = (change: (policy: string, table: string) => string) => {
      const statements = names.map((name) => {
        const [table = "", policy = ""] = name.split(".");
        return change(policy, `public.${table}`);
      });
      return failingAfter(statements.join("; "));
    };
    const titles = names.map((name) => `policy ${name}`).sort();
    expect((await changed((policy, table) => `drop policy ${policy} on ${table}`)).sort()).toEqual(titles);
    expect(
      (await changed((policy, table) => `alter policy ${policy} on ${table} using (true)`)).sort(),
    ).toEqual(titles);
  });

  test("each function: gone, without its settings, or open to everybody", async () => {
    const names = Object.keys(expected.functions);
    expect(names.length).toBeGreaterThan(50);
    // As the doctor's function, which looks up nothing by a path: every name is whole.
    await database.run("set search_path = ''");
    const routines = await database.rows<{ name: string; signature: string; is_set: boolean }>(
      `select
         case n.nspname when 'daybook' then 'daybook.' else '' end
           || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name,
         p.oid::regprocedure::text as signature,
         p.proconfig is not null as is_set
       from pg_proc p
       join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('public', 'daybook')`,
    );
    await database.run("reset search_path");
    expect(routines.map(({ name }) => name).sort()).toEqual(names.sort());
    // All at once: one look of the doctor names them one by one.
    type Routine = (typeof routines)[number];
    const titles = (of: Routine[]) => of.map(({ name }) => `function ${name}`).sort();
    const named = async (statements: string[]) => (await failingAfter(statements.join("; "))).sort();
    const signatures = (of: Routine[]) => of.map(({ signature }) => signature);
    const others = routines.filter(({ name }) => name !== "analytics_doctor()");
    const withSettings = others.filter(({ is_set }) => is_set);
    expect(
      await named(signatures(routines).map((each) => `grant execute on routine ${each} to anon`)),
    ).toEqual(titles(routines));
    expect(await named(signatures(withSettings).map((each) => `alter routine ${each} reset all`))).toEqual(
      titles(withSettings),
    );
    expect(await named([`drop routine ${signatures(others).join(", ")} cascade`])).toEqual(
      expect.arrayContaining(titles(others)),
    );
    expect(await failingAfter(`grant execute on routine ${others[0]!.signature} to anon`)).toEqual(
      titles(others.slice(0, 1)),
    );
  });

  test("the doctor's own function", async () => {
    await database.run("begin; drop function public.analytics_doctor()");
    const points = await Array.fromAsync(
      examine(callerOf(database), { phases: ["migration"], appUrl: null }),
    ).finally(() => database.run("rollback"));
    expect(points).toEqual([
      { name: "function analytics_doctor()", todo: expect.stringContaining("does not exist") },
    ]);
  });

  test("the nightly job: gone, inactive, or another command", async () => {
    const job = ["nightly job aggregate-analytics-daily"];
    expect(await failingAfter("delete from cron.job")).toEqual(job);
    expect(await failingAfter("update cron.job set active = false")).toEqual(job);
    expect(await failingAfter("update cron.job set command = 'select 1'")).toEqual(job);
  });

  test("settings, recorded migrations and this month's partitions", async () => {
    expect(await failingAfter("alter role service_role nobypassrls")).toEqual([
      "role service_role bypasses row level security",
    ]);
    for (const file of expected.settings.migrations) {
      expect(await failingAfter(`delete from daybook.migrations where name = '${file}'`)).toEqual([
        `migration ${file}`,
      ]);
    }
    const [row] = await database.rows<{ found: unknown }>("select analytics_doctor() as found");
    const { month: thisMonth, next_month } = catalog.parse(row?.found).settings;
    for (const month of [thisMonth, next_month]) {
      const name = `analytics_page_views_${month}`;
      expect(await failingAfter(`drop table public.${name}`)).toEqual([`partition ${name}`]);
      expect(await failingAfter(`grant select on public.${name} to authenticated`)).toEqual([
        `partition ${name}`,
      ]);
      expect(await failingAfter(`alter table public.${name} disable row level security`)).toEqual([
        `partition ${name}`,
      ]);
    }
  });

  test.each([
    [
      "a policy that opens a table",
      "create policy leak on analytics_clicks for select to anon using (true)",
      "policy analytics_clicks.leak",
    ],
    [
      "one with an odd name",
      `create policy "my own, please" on analytics_shares for all to public using (true)`,
      "policy analytics_shares.my own, please",
    ],
    [
      "one on a month",
      "create policy leak on analytics_clicks_default for select to authenticated using (true)",
      "policy analytics_clicks_default.leak",
    ],
    ["a right through public", "grant select on analytics_owners to public", "table analytics_owners"],
    [
      "rights of another kind",
      "grant truncate, references, trigger on analytics_days to authenticated",
      "table analytics_days",
    ],
    [
      "a right to one column",
      "grant select (contact, share_code) on analytics_shares to anon",
      "table analytics_shares",
    ],
    [
      "a look into the schema daybook",
      "grant usage on schema daybook to public",
      "schema daybook is closed to the API",
    ],
    ["an index of every month", "drop index analytics_page_views_visitor", null],
    [
      "an index that no month has",
      "drop index analytics_page_views_visitor; create index analytics_page_views_visitor on only analytics_page_views (user_code)",
      null,
    ],
  ])("what is too much, or half there: %s", async (_, statement, name) => {
    const count = healed.length;
    const names = await failingAfter(statement);
    if (name) expect(names).toEqual([name]);
    else expect(names.length).toBeGreaterThan(0);
    expect(healed.length).toBe(count + 1);
  });

  test("a missing column", async () => {
    expect(await failingAfter("alter table public.analytics_shares drop column contact")).toEqual([
      "table analytics_shares",
    ]);
  });
});
