import { z } from "zod";

/** So many events in so many seconds; null: no limit. */
export type Rate = { events: number; seconds: number } | null;

/** Where the counts of rate limits are kept: in each process, or in a database that several instances share. */
export type LimitStore = { store: "memory" } | { store: "postgres"; databaseUrl: string };

const text = z.string().min(1);

const rate = z.string().transform((value, context): Rate => {
  if (value === "off") return null;
  const [, events, seconds] = /^(\d{1,9})\/(\d{1,5})$/.exec(value) ?? [];
  if (Number(events) > 0 && Number(seconds) > 0) return { events: Number(events), seconds: Number(seconds) };
  context.addIssue({ code: "custom", message: "must be <events>/<seconds>, such as 6000/60, or off" });
  return z.NEVER;
});

/**
 * Every setting that the app and the ingest server read from the environment: the names it is known by, of which the
 * first one present wins (Vercel's Supabase integration sets the later ones), and what it may be.
 */
const SETTINGS = {
  supabaseUrl: {
    names: ["SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"],
    shape: z.url({ protocol: /^https?$/, error: "must be an address such as https://abc.supabase.co" }),
  },
  publishableKey: {
    names: [
      "SUPABASE_PUBLISHABLE_KEY",
      "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_ANON_KEY",
      "NEXT_PUBLIC_SUPABASE_ANON_KEY",
    ],
    shape: text,
  },
  secretKey: { names: ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"], shape: text },
  /** Absent: the cron route refuses everyone. */
  cronSecret: { names: ["CRON_SECRET"], shape: text.optional() },
  /** Absent: the metrics route refuses everyone. */
  metricsToken: { names: ["METRICS_TOKEN"], shape: text.optional() },
  /** Of one client address, behind which an office or a mobile network may stand. */
  clientRate: { names: ["INGEST_CLIENT_RATE"], shape: rate.default({ events: 6_000, seconds: 60 }) },
  /** Of one owner, from everywhere. */
  ownerRate: { names: ["INGEST_OWNER_RATE"], shape: rate.default({ events: 600_000, seconds: 60 }) },
  limits: {
    names: ["INGEST_LIMITS"],
    shape: z.enum(["memory", "postgres"], { error: "must be memory or postgres" }).default("memory"),
  },
  /** Needed for `INGEST_LIMITS=postgres` only. */
  databaseUrl: { names: ["DATABASE_URL"], shape: text.optional() },
  /** `on`: each flush writes the old system's table too. */
  legacyDualWrite: {
    names: ["LEGACY_DUAL_WRITE"],
    shape: z
      .string()
      .optional()
      .transform((value) => value === "on"),
  },
} as const satisfies Record<string, { names: readonly string[]; shape: z.ZodType }>;

type Settings = { [Key in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Key]["shape"]> };

export type Environment = Omit<Settings, "limits" | "databaseUrl"> & { limitStore: LimitStore };

/**
 * Reads the settings above. An empty value counts as none.
 * @throws Error in one sentence that names every setting that is missing or wrong, and its accepted names.
 */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const found: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [key, { names, shape }] of Object.entries(SETTINGS)) {
    const name = names.find((candidate) => source[candidate]?.trim());
    const result = (shape as z.ZodType).safeParse(name && source[name]?.trim());
    if (result.success) found[key] = result.data;
    else if (name) faults.push(`${name} ${result.error.issues[0]?.message}`);
    else faults.push(`${names[0]} is not set (accepted names: ${names.join(", ")})`);
  }
  const { limits, databaseUrl, ...settings } = found as Settings;
  if (limits === "postgres" && !databaseUrl) faults.push("DATABASE_URL is needed for INGEST_LIMITS=postgres");
  if (faults.length > 0) throw new Error(`Daybook cannot start: ${faults.join("; ")}.`);
  const limitStore: LimitStore =
    limits === "postgres" && databaseUrl ? { store: limits, databaseUrl } : { store: "memory" };
  return { ...settings, limitStore };
}

let parsed: Environment | undefined;

/** The environment of this process, parsed at first use. */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}
