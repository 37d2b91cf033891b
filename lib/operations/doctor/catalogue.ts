import { z } from "zod";
import file from "#lib/operations/doctor/expected-catalogue.json" with { type: "json" };

const table = z.object({
  kind: z.string(),
  row_level_security: z.boolean(),
  partition_of: z.string().nullable(),
  columns: z.record(z.string(), z.string()),
  rights: z.array(z.string()),
  column_rights: z.array(z.string()),
});

const policy = z.object({
  command: z.string(),
  roles: z.array(z.string()),
  using: z.string().nullable(),
  check: z.string().nullable(),
});

const routine = z.object({
  kind: z.string(),
  definer: z.boolean(),
  settings: z.array(z.string()).nullable(),
  body: z.string(),
  rights: z.array(z.string()),
});

const indexShape = z.object({
  table: z.string(),
  valid: z.boolean(),
  definition: z.string(),
  /** `PRIMARY KEY (…)` where a constraint made it. */
  constraint: z.string().nullable(),
});

const job = z.object({ name: z.string(), schedule: z.string(), command: z.string(), active: z.boolean() });

/** What `analytics_doctor()` answers: the catalog's view of Daybook. */
export const catalog = z.object({
  tables: z.record(z.string(), table),
  indexes: z.record(z.string(), indexShape),
  /** By `<table>.<policy>`. */
  policies: z.record(z.string(), policy),
  /** By name and arguments; the body as a hash. */
  functions: z.record(z.string(), routine),
  /** How large tables are with their indexes and months, by name. */
  bytes: z.record(z.string(), z.number()).default({}),
  cron: z.object({ available: z.boolean(), installed: z.boolean(), jobs: z.array(job) }),
  settings: z.object({
    server_version: z.int(),
    server_encoding: z.string(),
    month: z.string(),
    next_month: z.string(),
    service_role_bypasses_rls: z.boolean().nullable(),
    /** Roles of the API that may look into the schema `daybook`: none. */
    may_look_into_daybook: z.array(z.string()),
    /** Files of Daybook that are wholly there, whichever way they came. */
    migrations: z.array(z.string()),
    /** Under which version the Supabase CLI has recorded them, by file. */
    recorded: z.record(z.string(), z.string()),
  }),
});

export type Catalog = z.infer<typeof catalog>;
export type Table = z.infer<typeof table>;
export type Routine = z.infer<typeof routine>;
export type Policy = z.infer<typeof policy>;
export type IndexShape = z.infer<typeof indexShape>;

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
