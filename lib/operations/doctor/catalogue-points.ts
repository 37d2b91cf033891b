import { z } from "zod";
import file from "#lib/operations/doctor/expected-catalogue.json" with { type: "json" };

const table = z.object({
  kind: z.string(),
  row_level_security: z.boolean(),
  partition_of: z.string().nullable(),
  columns: z.record(z.string(), z.string()),
  rights: z.array(z.string()),
});

const policy = z.object({
  command: z.string(),
  roles: z.array(z.string()),
  using: z.string().nullable(),
  check: z.string().nullable(),
});

const routine = z.object({
  definer: z.boolean(),
  settings: z.array(z.string()).nullable(),
  body: z.string(),
  rights: z.array(z.string()),
});

const job = z.object({ name: z.string(), schedule: z.string(), command: z.string(), active: z.boolean() });

/** What `analytics_doctor()` answers: the catalog's view of Daybook. */
export const catalog = z.object({
  tables: z.record(z.string(), table),
  indexes: z.record(z.string(), z.object({ table: z.string(), valid: z.boolean(), definition: z.string() })),
  /** By `<table>.<policy>`. */
  policies: z.record(z.string(), policy),
  /** By name and arguments; the body as a hash. */
  functions: z.record(z.string(), routine),
  cron: z.object({ available: z.boolean(), installed: z.boolean(), jobs: z.array(job) }),
  settings: z.object({
    server_version: z.int(),
    server_encoding: z.string(),
    month: z.string(),
    next_month: z.string(),
    service_role_bypasses_rls: z.boolean().nullable(),
    migrations: z.array(z.string()),
  }),
});

export type Catalog = z.infer<typeof catalog>;
type Table = z.infer<typeof table>;
type Routine = z.infer<typeof routine>;

/** What a catalogue should hold, whichever server and day it is asked on. */
const expected = catalog
  .pick({ tables: true, indexes: true, policies: true, functions: true })
  .extend({ settings: catalog.shape.settings.pick({ migrations: true }) });

export type ExpectedCatalog = z.infer<typeof expected>;

/** What the migrations of this checkout make: the file that `npm run db:types` writes. */
export function expectedCatalog(): ExpectedCatalog {
  return expected.parse(file);
}

/** The part of a catalogue that can be expected anywhere: without the months' partitions and the server's settings. */
export function expectedPart(found: Catalog): ExpectedCatalog {
  const without = <Entry>(entries: Record<string, Entry>, isMonth: (name: string, entry: Entry) => boolean) =>
    Object.fromEntries(Object.entries(entries).filter(([name, entry]) => !isMonth(name, entry)));
  return expected.parse({
    ...found,
    tables: without(found.tables, (name) => MONTH.test(name)),
    indexes: without(found.indexes, (_, { table }) => MONTH.test(table)),
    policies: without(found.policies, (name) => MONTH.test(name.split(".")[0] ?? "")),
  });
}

/** The name of a month's partition, which comes and goes with time. */
export const MONTH = /_\d{4}_\d\d$/;

const MIGRATE =
  "run npm run db:migrate; if its migration is recorded already, take it from supabase/migrations";

/** The old table belongs to the old system: it may look different, or be archived. Months come and go. */
const isOurs = (table: string) => table !== "analytics_events" && !MONTH.test(table);

/** Compares what a database has with what the migrations make: a point for each table, index, policy and function. */
export function schemaPoints(expected: ExpectedCatalog, found: Catalog): Point[] {
  const standing = (table: string) => isOurs(table) && table in found.tables;
  return [
    ...expected.settings.migrations.map((version) =>
      point(
        `migration ${version}`,
        found.settings.migrations.includes(version),
        "not recorded: run npm run db:migrate",
      ),
    ),
    ...Object.entries(expected.tables)
      .filter(([name]) => isOurs(name))
      .map(([name, wanted]) => tablePoint(name, wanted, found.tables[name])),
    ...Object.entries(expected.indexes)
      .filter(([, { table }]) => standing(table))
      .map(([name, { definition }]) => indexPoint(name, definition, found.indexes[name])),
    ...Object.entries(expected.policies)
      .filter(([name]) => standing(name.split(".")[0] ?? ""))
      .map(([name, wanted]) => {
        const fault = found.policies[name] ? "differs from the migrations" : "missing";
        return point(`policy ${name}`, isSame(found.policies[name], wanted), `${fault}: ${MIGRATE}`);
      }),
    ...Object.entries(expected.functions).map(([name, wanted]) =>
      functionPoint(name, wanted, found.functions[name]),
    ),
  ];
}

function tablePoint(name: string, wanted: Table, has: Table | undefined): Point {
  const title = `${wanted.kind === "v" ? "view" : "table"} ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  for (const [column, type] of Object.entries(wanted.columns)) {
    if (has.columns[column] === type) continue;
    const fault = column in has.columns ? `is ${has.columns[column]}, not ${type}` : `(${type}) is missing`;
    return { name: title, todo: `column ${column} ${fault}: ${MIGRATE}` };
  }
  if (wanted.row_level_security && !has.row_level_security) {
    return { name: title, todo: `alter table public.${name} enable row level security` };
  }
  const fault = rightsFault(wanted.rights, has.rights);
  return point(title, fault === "", fault);
}

function indexPoint(name: string, definition: string, has: Catalog["indexes"][string] | undefined): Point {
  if (!has) return { name: `index ${name}`, todo: `missing: ${definition}` };
  if (!has.valid) return { name: `index ${name}`, todo: `invalid: reindex index public.${name}` };
  return point(`index ${name}`, has.definition === definition, `defined otherwise: ${definition}`);
}

function functionPoint(name: string, wanted: Routine, has: Routine | undefined): Point {
  const title = `function ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  if (has.body !== wanted.body)
    return { name: title, todo: `its body is not that of the migrations: ${MIGRATE}` };
  if (has.definer !== wanted.definer) {
    return { name: title, todo: `alter function … security ${wanted.definer ? "definer" : "invoker"}` };
  }
  if (!isSame(has.settings, wanted.settings)) {
    return {
      name: title,
      todo: `its settings are ${has.settings ?? "none"}, not ${wanted.settings ?? "none"}`,
    };
  }
  const fault = rightsFault(wanted.rights, has.rights);
  return point(title, fault === "", fault);
}

function rightsFault(wanted: string[], has: string[]): string {
  const surplus = has.filter((right) => !wanted.includes(right));
  if (surplus.length > 0) return `revoke what must not be allowed: ${surplus.join(", ")}`;
  const missing = wanted.filter((right) => !has.includes(right));
  return missing.length > 0 ? `grant what is missing: ${missing.join(", ")}` : "";
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** This month's and the next one's partitions exist, and every month has the walls of its table: one can be read by name. */
export function partitionPoints(expected: ExpectedCatalog, { tables, settings }: Catalog): Point[] {
  const parents = Object.entries(expected.tables).flatMap(([name, { kind }]) => (kind === "p" ? [name] : []));
  const wanted = parents
    .filter((parent) => parent in tables)
    .flatMap((parent) => [settings.month, settings.next_month].map((month) => `${parent}_${month}`));
  const months = Object.entries(tables).filter(
    ([name, { partition_of }]) => partition_of !== null && MONTH.test(name),
  );
  const names = new Set([...wanted, ...months.map(([name]) => name)]);
  return [...names].sort().map((name) => {
    const has = tables[name];
    if (!has) return { name: `partition ${name}`, todo: "missing: select aggregate_analytics_daily()" };
    const isWalled = has.row_level_security && has.rights.every((right) => right.startsWith("service_role "));
    return point(
      `partition ${name}`,
      isWalled,
      `alter table public.${name} enable row level security; revoke all on public.${name} from anon, authenticated`,
    );
  });
}

const JOB = "aggregate-analytics-daily";

/** The server's settings and the nightly job. */
export function settingPoints({ settings, cron }: Catalog): Point[] {
  const major = Math.floor(settings.server_version / 10_000);
  return [
    point("PostgreSQL 15 or newer", major >= 15, `the server is ${major}: upgrade it`),
    point(
      "encoding UTF8",
      settings.server_encoding === "UTF8",
      `the database is ${settings.server_encoding}: names and pages need UTF8`,
    ),
    point(
      "role service_role bypasses row level security",
      settings.service_role_bypasses_rls === true,
      "alter role service_role bypassrls",
    ),
    jobPoint(cron),
  ];
}

/** Where pg_cron is not installed, Vercel Cron or the GitHub workflow do the same, and only their effect can be seen. */
function jobPoint({ installed, jobs }: Catalog["cron"]): Point {
  if (!installed) return { name: "nightly job: no pg_cron here, so the cron route does the nightly run" };
  const name = `nightly job ${JOB}`;
  const job = jobs.find((candidate) => candidate.name === JOB);
  if (!job) return { name, todo: "missing: schedule it as the end of migration 004 does" };
  if (!job.active) return { name, todo: "not active: select cron.alter_job(jobid, active => true)" };
  return point(name, /aggregate_analytics/.test(job.command), `it runs something else: ${job.command}`);
}

/** One thing that was looked at. `todo`: what is wrong and what to do about it; absent when all is well. */
export type Point = { name: string; todo?: string };

/** The four moments of a move to Daybook at which somebody asks whether all is well. */
export const PHASES = ["before", "migration", "client", "dashboard"] as const;
export type Phase = (typeof PHASES)[number];

/** A point by its condition. */
export function point(name: string, isWell: boolean, todo: string): Point {
  return isWell ? { name } : { name, todo };
}

/** One line for people. */
export function lineOf({ name, todo }: Point): string {
  return todo === undefined ? `ok     ${name}` : `FAILS  ${name}: ${todo}`;
}
