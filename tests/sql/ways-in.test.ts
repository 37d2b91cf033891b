import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { migrate as applyLocally } from "#supabase/local/migrate.ts";
import { makeHostProject, runScript } from "#tests/support/hosted/host-project.ts";
import {
  type HostedDatabase,
  type HostedPostgres,
  startHosted,
} from "#tests/support/hosted/hosted-postgres.ts";

const root = new URL("../..", import.meta.url).pathname;
const MIGRATIONS = join(root, "supabase/migrations");
const FILES = readdirSync(MIGRATIONS).sort();
/** What a new database is made by; upgrades come after them. */
const INSTALLING = FILES.slice(0, 3);
const text = (file: string) => readFileSync(join(MIGRATIONS, file), "utf8");
const DOWN = readFileSync(join(root, "supabase/rollback/004_down.sql"), "utf8");

/** The way back of the old documentation. */
const OLD_WAY_BACK = [
  "analytics_sessions",
  "analytics_page_views",
  "analytics_clicks",
  "analytics_daily_user_stats",
  "analytics_daily_contact_stats",
  "analytics_daily_click_targets",
  "analytics_daily_page_stats",
]
  .map((name) => `drop table if exists ${name} cascade;`)
  .join("\n");

/** What Daybook's objects are, apart from records. */
const EVERYTHING = `
  select c.relname || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '') as object
  from pg_class c
  where c.relnamespace in (select n.oid from pg_namespace n where n.nspname in ('public', 'daybook'))
  union all
  select f.oid::regprocedure || ' ' || md5(f.prosrc) || ' ' || coalesce(f.proacl::text, '')
  from pg_proc f
  where f.pronamespace in (select n.oid from pg_namespace n where n.nspname in ('public', 'daybook'))
  union all
  select p.tablename || '.' || p.policyname || ' ' || coalesce(p.qual, '') from pg_policies p
  order by 1`;

const HISTORY =
  "select version || '_' || name as migration from supabase_migrations.schema_migrations order by version";

describe("the ways into a hosted project", () => {
  let cluster: HostedPostgres;
  const opened: HostedDatabase[] = [];
  const folders: string[] = [];
  /** What psql makes, file by file. */
  let whole: unknown[];

  beforeAll(async () => {
    cluster = await startHosted("PostgreSQL 18");
    const fed = await open("empty");
    await psql(fed, ...FILES);
    whole = await fed.rows(EVERYTHING);
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await cluster.stop();
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  const open = async (content: "host" | "empty") => {
    const database = await cluster.database(content);
    opened.push(database);
    return database;
  };
  const migrate = (database: HostedDatabase) => runScript("scripts/db-migrate.ts", [], database.url);
  const psql = async (database: HostedDatabase, ...files: string[]) => {
    for (const file of files) await database.rows(text(file));
  };

  /** A host whose own three migrations are recorded and lie in its project. */
  const host = async (versions = ["001", "002", "003"]) => {
    const database = await open("host");
    const project = await makeHostProject(database, versions);
    folders.push(project.folder);
    return {
      database,
      ...project,
      files: () => readdirSync(project.migrations).sort(),
      add: (url?: string) => runScript("scripts/db-add.ts", [project.folder], url),
    };
  };

  test("db:migrate, db:add with the host's own push, and psql end in the same objects", async () => {
    const own = await open("empty");
    expect(await migrate(own)).toMatchObject({ code: 0 });
    expect(await own.rows(EVERYTHING)).toEqual(whole);
    expect(whole.length).toBeGreaterThan(150);
    expect(await own.rows(HISTORY)).toEqual(FILES.map((file) => ({ migration: file.replace(".sql", "") })));

    const guest = await host();
    const before = await guest.database.rows(EVERYTHING);
    expect(await guest.add()).toMatchObject({ code: 0 });
    expect(guest.files().slice(3)).toEqual(FILES);
    expect(await guest.push()).toMatchObject({ code: 0 });
    const objects = (rows: unknown[]) => rows.map((row) => JSON.stringify(row));
    const hosts = new Set(objects(before));
    expect(objects(await guest.database.rows(EVERYTHING)).filter((row) => !hosts.has(row))).toEqual(
      objects(whole),
    );
  });

  test.each([
    { of: "three digits", versions: ["001", "002", "017"], first: `018_${FILES[0]}` },
    {
      of: "the CLI's fourteen digits",
      versions: ["20240101120000", "29990101000000"],
      first: `29990101000001_${FILES[0]}`,
    },
    { of: "both kinds", versions: ["001", "20990101120000"], first: `20990101120001_${FILES[0]}` },
  ])("db:add goes on after a history of $of, once", async ({ versions, first }) => {
    const guest = await host(versions);
    expect(await guest.add()).toMatchObject({ code: 0 });
    expect(guest.files()).toContain(first);
    const names = guest.files();
    expect(names.slice(-FILES.length).map((name) => name.replace(/^\d+_(?=00)/, ""))).toEqual(FILES);
    const again = await guest.add();
    expect(again.code).toBe(0);
    expect(again.output).toContain(`${first} is there already.`);
    expect(guest.files()).toEqual(names);
    expect(await guest.push()).toMatchObject({ code: 0 });
    const seen = await migrate(guest.database);
    expect(seen).toMatchObject({ code: 0, output: expect.stringContaining("Daybook is up to date here.") });
    expect(seen.output).toContain(`recorded as ${first.split("_")[0]}`);
  });

  test("a host's own migration that has a title of ours is the host's", async () => {
    const title = "member_functions";
    const guest = await host(["20240101000000"]);
    const own = "20240202000000_member_functions.sql";
    writeFileSync(join(guest.migrations, own), "select 1;\n");
    await guest.database.rows(
      `insert into supabase_migrations.schema_migrations (version, name) values ('20240202000000', '${title}')`,
    );
    expect(await guest.add(guest.database.url)).toMatchObject({ code: 0 });
    expect(guest.files()).toHaveLength(2 + FILES.length);
    expect(await guest.push()).toMatchObject({ code: 0 });
    const seen = await migrate(guest.database);
    expect(seen).toMatchObject({ code: 0, output: expect.stringContaining("Daybook is up to date here.") });
    expect(seen.output).toContain(`another project (2, the last one 20240202000000_${title})`);
    await guest.database.rows(DOWN);
    expect(await guest.database.rows(HISTORY)).toEqual([
      { migration: "20240101000000_part" },
      { migration: `20240202000000_${title}` },
    ]);
  });

  test("a file that the host gave another name is known by what it says", async () => {
    const guest = await host();
    const renamed = FILES.map((_, place) => `00${4 + place}_their_${place}.sql`);
    for (const [place, file] of FILES.entries()) {
      copyFileSync(join(MIGRATIONS, file), join(guest.migrations, renamed[place]!));
    }
    expect(await guest.push()).toMatchObject({ code: 0 });
    const added = await guest.add(guest.database.url);
    expect(added).toMatchObject({
      code: 0,
      output: expect.stringContaining("004_their_0.sql is there already."),
    });
    expect(guest.files()).toHaveLength(3 + FILES.length);
    const seen = await migrate(guest.database);
    expect(seen).toMatchObject({ code: 0, output: expect.stringContaining("recorded as 004_their_0") });
    const [doctor] = await guest.database.rows<{ recorded: object }>(
      "select analytics_doctor() -> 'settings' -> 'recorded' as recorded",
    );
    expect(doctor!.recorded).toEqual(
      Object.fromEntries(FILES.map((file, place) => [file, `00${4 + place}`])),
    );
    await guest.database.rows(DOWN);
    expect(await guest.database.rows(HISTORY)).toHaveLength(3);
  });

  test("db:migrate sees a foreign history, says which way fits, and changes nothing", async () => {
    const { database } = await host();
    const before = await database.rows(EVERYTHING);
    const { code, output } = await migrate(database);
    expect(code).toBe(1);
    expect(output).toContain("the migrations of another project (3, the last one 003_part)");
    expect(output).toContain("npm run db:add");
    expect(output).toContain(`--file supabase/migrations/${FILES[0]}`);
    expect(output).not.toMatch(/repair|revert|up to date/i);
    expect(await database.rows(EVERYTHING)).toEqual(before);
    expect(await database.rows(HISTORY)).toHaveLength(3);
  });

  test("what psql began, db:migrate goes on with: in a database of its own and beside a host", async () => {
    const own = await open("empty");
    await psql(own, FILES[0]!);
    expect(await migrate(own)).toMatchObject({ code: 0 });
    expect(await own.rows(EVERYTHING)).toEqual(whole);
    expect(await own.rows(HISTORY)).toHaveLength(FILES.length);

    const guest = await host();
    await psql(guest.database, FILES[0]!);
    expect(await migrate(guest.database)).toMatchObject({ code: 0 });
    expect(await guest.database.rows("select name from daybook.migrations order by 1")).toHaveLength(
      FILES.length,
    );
    expect(await guest.database.rows(HISTORY)).toHaveLength(3);
  });

  test("what psql or db:migrate began, a host's push goes on with, when db:add has seen the database", async () => {
    const guest = await host();
    await psql(guest.database, FILES[0]!, FILES[1]!);
    const added = await guest.add(guest.database.url);
    expect(added).toMatchObject({
      code: 0,
      output: expect.stringContaining("Recorded 004_analytics_scalable_schema"),
    });
    expect(await guest.push()).toMatchObject({ code: 0 });
    expect(await guest.database.rows(HISTORY)).toHaveLength(3 + FILES.length);
    expect(await guest.database.rows("select name from daybook.migrations order by 1")).toHaveLength(
      FILES.length,
    );
  });

  test("what a push began, psql goes on with, and what is not begun is never called up to date", async () => {
    const guest = await host();
    await guest.add();
    for (const file of FILES.slice(1)) rmSync(join(guest.migrations, file));
    await guest.push();
    const halfway = await migrate(guest.database);
    expect(halfway.code).toBe(1);
    expect(halfway.output).toContain(`${FILES[0]} is here, recorded as 004_analytics_scalable_schema.`);
    expect(halfway.output).toContain(`not here yet: ${FILES.slice(1).join(", ")}`);
    expect(halfway.output).not.toMatch(/repair|revert|up to date/i);
    await psql(guest.database, ...FILES.slice(1));
    expect(await migrate(guest.database)).toMatchObject({ code: 0 });

    const own = await open("empty");
    await migrate(own);
    await own.rows(DOWN);
    expect(await own.rows(HISTORY)).toEqual([]);
    await migrate(own);
    expect(await own.rows(EVERYTHING)).toEqual(whole);
    // The objects are gone, the records are not: as after a restore of another schema.
    const records = await own.rows<{ migration: string }>(HISTORY);
    await own.rows(DOWN);
    for (const { migration } of records) {
      const [, version, name] = /^(\d+)_(.*)$/.exec(migration) ?? [];
      await own.rows(
        `insert into supabase_migrations.schema_migrations (version, name) values ('${version}', '${name}')`,
      );
    }
    const again = await migrate(own);
    expect(again.output).not.toContain("up to date");
    expect(await own.rows(EVERYTHING)).toEqual(whole);
  });

  test("after the old documentation's seven drops 004 works again, and people stay", async () => {
    const database = await open("empty");
    await psql(database, ...INSTALLING);
    const installed = await database.rows(EVERYTHING);
    await database.rows("select analytics_register_owner('myclik', 'First', 'Europe/Berlin', null)");
    await database.rows("select analytics_register_group('myclik', 'friends', 'Friends')");
    await database.rows("select analytics_register_share('myclik', 'k7f2', 'Ana', 'friends')");
    await database.rows(OLD_WAY_BACK);
    await psql(database, ...INSTALLING);
    expect(await database.rows(EVERYTHING)).toEqual(installed);
    expect(
      await database.rows(
        "select o.name, o.time_zone, s.contact, s.group_code from analytics_owners o join analytics_shares s using (user_code)",
      ),
    ).toEqual([{ name: "First", time_zone: "Europe/Berlin", contact: "Ana", group_code: "friends" }]);
    expect(await database.rows("select count(*)::int from analytics_sessions")).toEqual([{ count: 0 }]);

    // Where some numbers are left, nothing is taken away.
    await database.rows("drop table analytics_clicks cascade");
    await expect(psql(database, FILES[0]!)).rejects.toThrow("is in this database already");
    await database.rows("rollback");
  });

  test("a half finished migration is named, and the way back clears it", async () => {
    const database = await open("empty");
    await database.rows("create schema daybook");
    await expect(psql(database, FILES[0]!)).rejects.toThrow(`a part of ${FILES[0]} is in this database`);
    await database.rows("rollback");
    const { code, output } = await migrate(database);
    expect(code).toBe(1);
    expect(output).toContain("004_down.sql");
    await database.rows(DOWN);
    expect(await migrate(database)).toMatchObject({ code: 0 });
  });

  test("data that a former version made are refused in one sentence, and left alone", async () => {
    const database = await open("empty");
    await migrate(database);
    await database.rows("alter function daybook.caller() rename to caller_of_old");
    const target = {
      rows: (sql: string) => database.rows(sql) as Promise<never[]>,
      run: async (sql: string) => void (await database.rows(sql)),
    };
    await expect(applyLocally(target)).rejects.toThrow("made by a former version of Daybook");
    await database.rows("alter function daybook.caller_of_old() rename to caller");
    expect(await applyLocally(target)).toEqual([]);
  });

  test("a folder that is no project, and a file in another form, are named", async () => {
    const none = await runScript("scripts/db-add.ts", [join(tmpdir(), "nowhere")]);
    expect(none).toMatchObject({ code: 1, output: expect.stringContaining("is no folder") });
    expect(await runScript("scripts/db-add.ts", [join(root, "docs")])).toMatchObject({
      code: 1,
      output: expect.stringContaining("has no folder supabase"),
    });
    expect(await runScript("scripts/db-add.ts", [])).toMatchObject({ code: 1 });
    const nines = await host(["8", "9"]);
    expect(await nines.add()).toMatchObject({
      code: 1,
      output: expect.stringContaining("none comes after 9"),
    });
    expect(nines.files()).toHaveLength(2);
    const guest = await host();
    copyFileSync(join(MIGRATIONS, FILES[0]!), join(guest.migrations, FILES[0]!));
    writeFileSync(join(guest.migrations, FILES[0]!), "-- edited\n");
    const { code, output } = await guest.add();
    expect(code).toBe(1);
    expect(output).toContain(`${FILES[0]} is there in another form`);
  });
});
