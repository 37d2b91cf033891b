import {
  type Catalog,
  type ExpectedCatalog,
  type IndexShape,
  MONTH,
  type Policy,
  type Routine,
  type Table,
} from "#lib/operations/doctor/catalogue.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";

const MIGRATE = "take it from supabase/migrations";

/** The old table belongs to the old system: it may look different, or be archived. Months come and go. */
const isOurs = (table: string) => table !== "analytics_events" && !MONTH.test(table);

/** A name as SQL takes it: tables of `daybook` carry their schema, those of `public` do not. */
const qualified = (name: string) => (name.startsWith("daybook.") ? name : `public.${name}`);

/**
 * Compares what a database has with what the migrations make: a point for each table, index, policy and function, and
 * one for each policy that is too much, since one with `using (true)` opens a table to everybody.
 */
export function schemaPoints(expected: ExpectedCatalog, found: Catalog): Point[] {
  const standing = (table: string) => isOurs(table) && table in found.tables;
  return [
    ...expected.settings.migrations.map((file) => {
      const version = found.settings.recorded[file];
      return found.settings.migrations.includes(file)
        ? { name: `migration ${file}, ${version ? `recorded as ${version}` : "not recorded"}` }
        : { name: `migration ${file}`, todo: "not applied: run npm run db:migrate, or db:add for a host" };
    }),
    schemaPoint(found),
    ...Object.entries(expected.tables)
      .filter(([name]) => isOurs(name))
      .map(([name, wanted]) => tablePoint(name, wanted, found.tables[name])),
    ...Object.entries(expected.indexes)
      // The index of a partition comes and goes with that of its table.
      .filter(([, { table }]) => standing(table) && !expected.tables[table]?.partition_of)
      .map(([name, wanted]) => indexPoint(name, wanted, found.indexes[name], found)),
    ...Object.entries(expected.policies)
      .filter(([name]) => standing(tableOf(name)))
      .map(([name, wanted]) => policyPoint(name, wanted, found.policies[name])),
    ...surplusPolicies(expected, found),
    ...Object.entries(expected.functions).map(([name, wanted]) =>
      functionPoint(name, wanted, found.functions[name]),
    ),
  ];
}

/** Before the migrations: is a name that they make somebody else's already? */
export function namesPoint(taken: string[]): Point {
  const todo = `${taken.join(", ")}: somebody else's: rename them, the migration refuses them`;
  return point("names of Daybook are free", taken.length === 0, todo);
}

function schemaPoint({ settings }: Catalog): Point {
  const roles = settings.may_look_into_daybook;
  return point(
    "schema daybook is closed to the API",
    roles.length === 0,
    `${roles.join(", ")} may look into it`,
    `revoke all on schema daybook from ${["public", ...roles].join(", ")}`,
  );
}

function tablePoint(name: string, wanted: Table, has: Table | undefined): Point {
  const title = `${wanted.kind === "v" ? "view" : "table"} ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  for (const [column, type] of Object.entries(wanted.columns)) {
    if (has.columns[column] === type) continue;
    const fault = column in has.columns ? `is ${has.columns[column]}, not ${type}` : `(${type}) is missing`;
    return { name: title, todo: `column ${column} ${fault}: ${MIGRATE}` };
  }
  const faults = [wallFault(name, wanted, has), rightsFault(`table ${qualified(name)}`, wanted, has)];
  return pointOf(title, faults);
}

/** What is wrong, and the SQL that mends it. */
type Fault = { todo: string; heal: string } | null;

function pointOf(name: string, faults: Fault[]): Point {
  const real = faults.filter((fault) => fault !== null);
  if (real.length === 0) return { name };
  return {
    name,
    todo: real.map(({ todo }) => todo).join("; "),
    heal: real.map(({ heal }) => heal).join("; "),
  };
}

const wallFault = (name: string, wanted: Table, has: Table): Fault =>
  wanted.row_level_security && !has.row_level_security
    ? {
        todo: "its rows are open: no row level security",
        heal: `alter table ${qualified(name)} enable row level security`,
      }
    : null;

function indexPoint(
  name: string,
  wanted: IndexShape,
  has: IndexShape | undefined,
  { tables }: Catalog,
): Point {
  const title = `index ${name}`;
  const isPartitioned = tables[wanted.table]?.kind === "p";
  // The catalogue says ON ONLY of a partitioned table's index; without it the index is built on every month.
  const make = wanted.constraint
    ? `alter table public.${wanted.table} add constraint ${name} ${wanted.constraint}`
    : wanted.definition.replace(" ON ONLY ", " ON ");
  const unmake = wanted.constraint
    ? `alter table public.${wanted.table} drop constraint ${name}`
    : `drop index public.${name}`;
  if (!has) return { name: title, todo: "missing", heal: make };
  if (has.definition !== wanted.definition) {
    return { name: title, todo: "defined otherwise", heal: `${unmake}; ${make}` };
  }
  const heal = isPartitioned ? `${unmake}; ${make}` : `reindex index public.${name}`;
  return point(title, has.valid, isPartitioned ? "not on every month" : "invalid", heal);
}

const tableOf = (policyName: string) => policyName.split(".")[0] ?? "";

function policyPoint(name: string, wanted: Policy, has: Policy | undefined): Point {
  const [table = "", title = ""] = name.split(".");
  const make = [
    `create policy ${title} on public.${table} for ${wanted.command.toLowerCase()} to ${wanted.roles.join(", ")}`,
    wanted.using ? ` using (${wanted.using})` : "",
    wanted.check ? ` with check (${wanted.check})` : "",
  ].join("");
  return point(
    `policy ${name}`,
    isSame(has, wanted),
    has ? "differs from the migrations" : "missing",
    has ? `drop policy ${title} on public.${table}; ${make}` : make,
  );
}

/** A point for each policy on a table of ours, or on a month of one, that the migrations do not make. */
function surplusPolicies(expected: ExpectedCatalog, found: Catalog): Point[] {
  const parents = Object.keys(expected.tables).filter(isOurs);
  const isOnOurs = (table: string) =>
    parents.includes(table) || (MONTH.test(table) && parents.includes(table.replace(MONTH, "")));
  return Object.entries(found.policies)
    .filter(([name]) => isOnOurs(tableOf(name)) && !(name in expected.policies))
    .map(([name, { using, roles }]) => ({
      name: `policy ${name}`,
      todo: `not of Daybook: it lets ${roles.join(", ")} at rows where ${using ?? "anything"}`,
      heal: `drop policy "${name.slice(tableOf(name).length + 1)}" on public.${tableOf(name)}`,
    }));
}

function functionPoint(name: string, wanted: Routine, has: Routine | undefined): Point {
  const title = `function ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  if (has.body !== wanted.body)
    return { name: title, todo: `its body is not that of the migrations: ${MIGRATE}` };
  const routine = `${wanted.kind === "p" ? "procedure" : "function"} ${qualified(name)}`;
  return pointOf(title, [
    has.definer === wanted.definer
      ? null
      : {
          todo: `it runs as ${wanted.definer ? "the caller" : "its definer"}`,
          heal: `alter ${routine} security ${wanted.definer ? "definer" : "invoker"}`,
        },
    isSame(has.settings, wanted.settings)
      ? null
      : {
          todo: `its settings are ${has.settings?.join(", ") ?? "none"}, not ${wanted.settings?.join(", ") ?? "none"}`,
          heal: [
            `alter ${routine} reset all`,
            ...(wanted.settings ?? []).map((setting) => `alter ${routine} set ${asClause(setting)}`),
          ].join("; "),
        },
    rightsFault(routine, wanted, has),
  ]);
}

/** `search_path=""` of the catalogue as `set` takes it. */
function asClause(setting: string): string {
  const [name, value] = [setting.slice(0, setting.indexOf("=")), setting.slice(setting.indexOf("=") + 1)];
  return `${name} = ${value === '""' ? "''" : `'${value}'`}`;
}

type Rights = { rights: string[]; column_rights?: string[] };

/** Rights of a table read `anon select`, those of a function `anon`, those of columns `anon select(name)`. */
function rightsFault(object: string, wanted: Rights, has: Rights): Fault {
  const all = (of: Rights) => [...of.rights, ...(of.column_rights ?? [])];
  const surplus = all(has).filter((right) => !all(wanted).includes(right));
  const missing = wanted.rights.filter((right) => !has.rights.includes(right));
  if (surplus.length + missing.length === 0) return null;
  const statement = (verb: string, preposition: string, right: string, also = "") => {
    const [role, privilege = "execute"] = right.split(" ");
    return `${verb} ${privilege} on ${object} ${preposition} ${role}${also}`;
  };
  return {
    todo: [
      surplus.length > 0 ? `must not be allowed: ${surplus.join(", ")}` : "",
      missing.length > 0 ? `is not allowed: ${missing.join(", ")}` : "",
    ]
      .filter(Boolean)
      .join("; "),
    // A right may have come by way of public, which everybody is in.
    heal: [
      ...surplus.map((right) => statement("revoke", "from", right, ", public")),
      ...missing.map((right) => statement("grant", "to", right)),
    ].join("; "),
  };
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
    if (!has) {
      return { name: `partition ${name}`, todo: "missing", heal: "select aggregate_analytics_daily()" };
    }
    const isWalled =
      has.row_level_security &&
      [...has.rights, ...has.column_rights].every((right) => right.startsWith("service_role "));
    return point(
      `partition ${name}`,
      isWalled,
      "its rows are open: it can be read by name",
      `alter table public.${name} enable row level security; revoke all on public.${name} from anon, authenticated, public`,
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
      "it sees no rows",
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
  const schedule = `select cron.schedule('${JOB}', '0 2 * * *', 'call daybook.aggregate_nightly()')`;
  if (!job) return { name, todo: "missing", heal: schedule };
  if (!job.active) {
    const heal = `select cron.alter_job(j.jobid, active => true) from cron.job j where j.jobname = '${JOB}'`;
    return { name, todo: "not active", heal };
  }
  const isOurJob = /aggregate_(nightly|analytics)/.test(job.command);
  return point(name, isOurJob, `it runs something else: ${job.command}`, schedule);
}
