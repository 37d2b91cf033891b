import { z } from "zod";

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
export type Table = z.infer<typeof table>;
export type Routine = z.infer<typeof routine>;

/** The name of a month's partition, which comes and goes with time. */
export const MONTH = /_\d{4}_\d\d$/;
