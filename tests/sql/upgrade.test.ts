import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { fromSources } from "#scripts/db-build.ts";
import { migrations } from "#supabase/local/migrate.ts";
import { wholeCatalogue } from "#tests/sql/support/whole-catalogue.ts";
import { visit } from "#tests/support/history.ts";
import { type Run, runScript } from "#tests/support/hosted/host-project.ts";
import {
  type HostedDatabase,
  type HostedPostgres,
  startHosted,
} from "#tests/support/hosted/hosted-postgres.ts";
import { addOwner, MEMBER } from "#tests/support/owners.ts";

const root = new URL("../..", import.meta.url).pathname;
/** Releases that come after all real ones. */
const [FIRST, SECOND] = ["99.0.0", "99.1.0"];
const OWNERS = ["berlin", "auckland"];
const POLL = { timeout: 60_000, interval: 50 };

let cluster: HostedPostgres;
const opened: HostedDatabase[] = [];

beforeAll(async () => {
  cluster = await startHosted("PostgreSQL 18");
});
afterAll(async () => {
  for (const database of opened) await database.close();
  await cluster.stop();
});

async function open(files: { sql: string }[] = []): Promise<HostedDatabase> {
  const database = await cluster.database("empty");
  opened.push(database);
  for (const { sql } of files) await database.rows(sql);
  return database;
}

test("the released migrations and the upgrades after them make what the sources make", async () => {
  const upgraded = await open(migrations());
  const fresh = await open(fromSources());
  const objects = await wholeCatalogue(upgraded);
  expect(objects.length).toBeGreaterThan(1_000);
  expect(objects).toEqual(await wholeCatalogue(fresh));
});

/** A checkout of Daybook in which releases are pretended, and a database that lives through them. */
describe("from one pretended release to the next", () => {
  let checkout: string;
  let database: HostedDatabase;
  let shownBefore: unknown;

  beforeAll(async () => {
    checkout = mkdtempSync(join(tmpdir(), "daybook-release-"));
    for (const name of ["supabase", "scripts", "lib", "package.json", "package-lock.json", "CHANGELOG.md"]) {
      cpSync(join(root, name), join(checkout, name), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
    database = await open();
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  const at = (path: string) => join(checkout, path);
  const read = (path: string) => readFileSync(at(path), "utf8");
  const edit = (path: string, change: (text: string) => string) => {
    const text = change(read(path));
    expect(text).not.toBe(read(path));
    writeFileSync(at(path), text);
  };
  const source = (name: string, change: (text: string) => string) =>
    edit(`supabase/schemas/${name}.sql`, change);
  const build = (...args: string[]) => runScript("scripts/db-build.ts", args, undefined, checkout);
  const migrate = (of = database) => runScript("scripts/db-migrate.ts", [], of.url, checkout);
  const doctor = () => runScript("scripts/doctor.ts", ["--phase", "before"], database.url, checkout);
  const release = async (version: string): Promise<Run> => {
    edit("CHANGELOG.md", (text) => `${text}\n## ${version}\n`);
    return build("--release", version);
  };
  const pending = () =>
    readdirSync(at("supabase/migrations"))
      .sort()
      .findLast((file) => file.includes("_upgrade_from_")) ?? "";
  /** What a new database would be made of without any release. */
  const fresh = async () => {
    const print =
      'import { fromSources } from "#scripts/db-build.ts"; console.log(JSON.stringify(fromSources()))';
    writeFileSync(at("scripts/print.ts"), print);
    const { output } = await runScript("scripts/print.ts", [], undefined, checkout);
    rmSync(at("scripts/print.ts"));
    return open(JSON.parse(output));
  };
  const expectAsFresh = async (upgraded: HostedDatabase) =>
    expect(await wholeCatalogue(upgraded)).toEqual(await wholeCatalogue(await fresh()));

  test("a release wants a later version, a place in the changelog, and migrations that are built", async () => {
    expect(await build("--release", "0.0.1")).toMatchObject({
      code: 1,
      output: expect.stringContaining("0.0.1 does not come after"),
    });
    expect(await build("--release", FIRST)).toMatchObject({
      code: 1,
      output: expect.stringContaining(`CHANGELOG.md has no line "## ${FIRST}"`),
    });
    source("counting/value_limit", (text) => text.replace("return 500", "return 501"));
    const stale = await release(FIRST);
    expect(stale).toMatchObject({ code: 1, output: expect.stringContaining("run npm run db:build") });
    source("counting/value_limit", (text) => text.replace("return 501", "return 500"));
  });

  test("a release freezes its files: whoever changes one is told so in one sentence", async () => {
    expect(await build("--release", FIRST)).toMatchObject({ code: 0 });
    expect(JSON.parse(read("package.json")).version).toBe(FIRST);
    expect(JSON.parse(read("package-lock.json")).packages[""].version).toBe(FIRST);
    expect(read("CHANGELOG.md")).toMatch(new RegExp(`^## ${FIRST} \\(\\d{4}-\\d\\d-\\d\\d\\)$`, "m"));
    expect(await build("--check")).toEqual({ code: 0, output: "" });

    const file = "supabase/migrations/005_member_functions.sql";
    const before = read(file);
    appendFileSync(at(file), "-- One more line.\n");
    const { code, output } = await build("--check");
    expect(code).toBe(1);
    expect(output).toBe(
      `005_member_functions.sql was released with Daybook ${FIRST} or before and is never changed again: take back what was done to it\n`,
    );
    writeFileSync(at(file), before);
    expect(await build()).toEqual({ code: 0, output: "" });
    expect(pending()).not.toContain("99_0_0");
  });

  test("a database of the release lives: events of many days, closed and open ones", async () => {
    expect(await migrate()).toMatchObject({ code: 0 });
    await live();
    shownBefore = await shown();
    expect(shownBefore).toMatchObject([{ totals: { sessions: 9 } }, { totals: { sessions: 9 } }]);
  });

  test("what changes in the sources becomes the next migration; what a source cannot tell has to be said by hand", async () => {
    // In place, with a right less.
    source("screens/analytics_live", (text) => text.replace(/^grant execute.*\n/m, ""));
    source("counting/value_limit", (text) =>
      text.replace("begin\n", "begin\n  -- Many.\n").replace("stable\n", "immutable\nset jit = off\n"),
    );
    // Other arguments: the former one must not stay beside it.
    source("owners/owner_today", (text) =>
      text
        .replace("(p_user_code text)", "(p_user_code text, p_later interval default '0')")
        .replace("now()", "now() + p_later")
        .replace("(text)", "(text, interval)"),
    );
    // A column before the others, which \`create or replace view\` refuses.
    source("operations/analytics_summary", (text) =>
      text.replace("select\n  d.user_code,", "select\n  count(*) > 0 as has_days,\n  d.user_code,"),
    );
    rmSync(at("supabase/schemas/keys/analytics_key_codes.sql"));
    writeFileSync(at("supabase/schemas/owners/analytics_upgrade_probes.sql"), NEW_TABLE);
    writeFileSync(at("supabase/schemas/owners/analytics_upgrade_probe.sql"), NEW_FUNCTION);
    edit("supabase/schemas/migrations.json", (text) =>
      text
        .replace(/ *"analytics_key_codes",\n/, "")
        .replace(
          '"switch_time_zone",',
          '"switch_time_zone", "analytics_upgrade_probes", "analytics_upgrade_probe",',
        ),
    );
    source("owners/analytics_owners", (text) =>
      text.replace(/\n\);/, ",\n  note               text        not null default ''\n);"),
    );
    source("raw/first_partitions", (text) => text.replace("months => ahead", "months => +ahead"));

    expect(await build("--check")).toMatchObject({
      code: 1,
      output: expect.stringContaining("is not what supabase/schemas makes"),
    });
    const { code, output } = await build();
    expect(code).toBe(1);
    expect(output.trim().split("\n")).toEqual([
      expect.stringMatching(/^owners\/analytics_owners changed since the release.*upgrade-by-hand\.sql/),
      expect.stringMatching(/^raw\/first_partitions changed since the release/),
    ]);
    writeFileSync(
      at("supabase/upgrade-by-hand.sql"),
      `-- owners/analytics_owners: owners take notes
alter table public.analytics_owners add column note text not null default '';

-- raw/first_partitions: the same months
`,
    );
    expect(await build()).toEqual({ code: 0, output: "" });
    expect(pending()).toMatch(/^\d{3}_upgrade_from_99_0_0\.sql$/);
    expect(await build("--check")).toEqual({ code: 0, output: "" });
    appendFileSync(at(`supabase/migrations/${pending()}`), "-- One more line.\n");
    expect(await build("--check")).toMatchObject({
      code: 1,
      output: `${pending()} is not what supabase/schemas makes: run npm run db:build\n`,
    });
    await build();
  });

  test("the doctor says what the upgrade will do, and does nothing", async () => {
    const before = await wholeCatalogue(database);
    const { code, output } = await doctor();
    expect(code).toBe(0);
    expect(output).toContain(`upgrade: ${pending()} will be applied, all of it or nothing`);
    expect(output).toContain(
      "replaces 3 functions and 1 view, makes 1 table and 1 function, drops 1 function",
    );
    expect(output).toContain("locks analytics_owners: under 1 MiB; for a moment");
    expect(await wholeCatalogue(database)).toEqual(before);
    expect(await shown()).toEqual(shownBefore);
  });

  test("an upgrade that is cut off has changed nothing, and is run again", async () => {
    const before = await wholeCatalogue(database);
    const holder = new pg.Client(database.url);
    await holder.connect();
    await holder.query("begin; lock table public.analytics_owners in access share mode");
    const cutOff = migrate();
    await expect
      .poll(async () => {
        const [{ ended } = { ended: 0 }] = await database.rows<{ ended: number }>(
          `select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
           where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return ended;
      }, POLL)
      .toBe(1);
    expect((await cutOff).code).not.toBe(0);
    await holder.end();
    expect(await wholeCatalogue(database)).toEqual(before);

    const again = await migrate();
    expect(again.code, again.output).toBe(0);
    expect(await shown()).toEqual(shownBefore);
  });

  test("afterwards the database is as a new one, and a second run changes nothing", async () => {
    await expectAsFresh(database);
    const before = await wholeCatalogue(database);
    expect(await migrate()).toMatchObject({ code: 0, output: expect.stringContaining("up to date") });
    await expect(database.rows(read(`supabase/migrations/${pending()}`))).rejects.toThrow(
      `Nothing was changed: ${pending()} is in this database already.`,
    );
    await database.rows("rollback");
    expect(await wholeCatalogue(database)).toEqual(before);
    expect((await doctor()).output).toContain("no migration is missing");
  });

  test("the next release is reached from both before it, by one command each, and counting goes on", async () => {
    const skipping = await open(migrations());
    const first = pending();
    expect(await release(SECOND)).toMatchObject({ code: 0 });
    expect(existsSync(at("supabase/upgrade-by-hand.sql"))).toBe(false);
    expect(await build()).toEqual({ code: 0, output: "" });
    // Of what the upgrade before replaced, and of what it made.
    source("screens/analytics_live", (text) => text.replace("begin\n", "begin\n  -- Again.\n"));
    source("owners/owner_today", (text) =>
      text
        .replace(", p_later interval default '0'", "")
        .replace(" + p_later", "")
        .replace("(text, interval)", "(text)"),
    );
    source("owners/analytics_upgrade_probe", (text) =>
      text.replace("returns text", "returns integer").replace("'one'", "1"),
    );
    source("raw/analytics_clicks", (text) =>
      text.replace(/(\n +at +timestamptz +not null)/, "$1 check (at > '2000-01-01')"),
    );
    writeFileSync(
      at("supabase/upgrade-by-hand.sql"),
      `-- raw/analytics_clicks: no click is older than the web
alter table public.analytics_clicks add constraint analytics_clicks_at_check check (at > '2000-01-01');
`,
    );
    expect(await build()).toEqual({ code: 0, output: "" });
    expect(pending()).toContain("_upgrade_from_99_1_0.sql");
    expect((await doctor()).output).toContain(
      "reads all of analytics_clicks: under 1 MiB, about 1 s; nobody writes it meanwhile",
    );

    expect(await migrate()).toMatchObject({ code: 0, output: expect.stringContaining(pending()) });
    expect(await shown()).toEqual(shownBefore);
    await expectAsFresh(database);
    const whole = await wholeCatalogue(database);
    expect(await migrate(skipping)).toMatchObject({ code: 0, output: expect.stringContaining(first) });
    expect(await wholeCatalogue(skipping)).toEqual(whole);

    await ingest("berlin", new Date());
    await database.rows("call daybook.aggregate_nightly()");
    expect(await shown()).toMatchObject([{ totals: { sessions: 10 } }, { totals: { sessions: 9 } }]);
  });

  test("a checkout that is older than the database says so", async () => {
    const newest = at(`supabase/migrations/${pending()}`);
    const sql = readFileSync(newest, "utf8");
    rmSync(newest);
    const { code, output } = await doctor();
    expect(code).toBe(1);
    expect(output).toContain("which this checkout does not know: take a newer one");
    writeFileSync(newest, sql);
  });

  test("the way back takes the upgrades along", async () => {
    await database.rows(read("supabase/rollback/004_down.sql"));
    const left = (await wholeCatalogue(database)).filter((line) => !line.includes("rate_limits"));
    expect(left).toEqual(await wholeCatalogue(await open()));
    expect(await migrate()).toMatchObject({ code: 0 });
    await expectAsFresh(database);
  });

  const shown = async () => {
    const answers: unknown[] = [];
    for (const owner of OWNERS) {
      const [row] = await database.asRole<{ answer: Record<string, unknown> }>(
        "authenticated",
        MEMBER,
        "select analytics_dashboard($1, null, null, null, null, 'previous', null) as answer",
        [owner],
      );
      const { totals, contacts, groups, targets, pages, dimensions, period } = row!.answer;
      answers.push({ totals, contacts, groups, targets, pages, dimensions, period });
    }
    return answers;
  };

  const ingest = (owner: string, ...starts: Date[]) => {
    const batches = starts.map((start, batch) =>
      visit(owner, {
        start,
        share: ["", "a1", "c3"][batch % 3],
        targets: ["phone"],
        visitor: batch % 4,
        batch,
      }),
    );
    return database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  };

  const live = async () => {
    const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
    const caller = { rows: database.rows, run: async (sql: string) => void (await database.rows(sql)) };
    await database.rows("insert into auth.users (id, email) values ($1, 'member@example.com')", [MEMBER]);
    for (const [index, owner] of OWNERS.entries()) {
      await addOwner(caller, owner, ["Europe/Berlin", "Pacific/Auckland"][index]);
      await ingest(owner, ...[60, 59, 20, 6, 3, 2, 2].map(ago));
    }
    await database.rows("select aggregate_analytics_daily()");
    for (const owner of OWNERS) await ingest(owner, ago(3), ago(0));
  };
});

const NEW_TABLE = `-- A table of the next release.
create table daybook.analytics_upgrade_probes (
  user_code text not null primary key references public.analytics_owners on delete cascade
);

alter table daybook.analytics_upgrade_probes enable row level security;
grant select on daybook.analytics_upgrade_probes to service_role;
alter table daybook.analytics_upgrade_probes set schema public;
`;

const NEW_FUNCTION = `-- A function of the next release.
create function daybook.analytics_upgrade_probe(p_user_code text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return 'one';
end;
$$;

revoke all on function daybook.analytics_upgrade_probe(text) from public;
grant execute on function daybook.analytics_upgrade_probe(text) to service_role;
alter function daybook.analytics_upgrade_probe(text) set schema public;
`;
