import { z } from "zod";

/** So many events in so many seconds; null: no limit. */
export type Rate = { events: number; seconds: number } | null;

/** Where the limits' counts are kept: in each process, or in a database that several instances share. */
export type LimitStore = { store: "memory" } | { store: "postgres"; databaseUrl: string };

export type IngestSettings = { clientRate: Rate; ownerRate: Rate; limits: LimitStore };

const RATE = /^(\d{1,9})\/(\d{1,5})$/;

const rate = z.string().transform((value, context): Rate => {
  if (value === "off") return null;
  const [, events, seconds] = RATE.exec(value) ?? [];
  if (Number(events) > 0 && Number(seconds) > 0) return { events: Number(events), seconds: Number(seconds) };
  context.addIssue({ code: "custom", message: "must be <events>/<seconds>, such as 6000/60, or off" });
  return z.NEVER;
});

const schema = z.object({
  /** Of one client address: an office or a mobile network may stand behind it. */
  INGEST_CLIENT_RATE: rate.default({ events: 6_000, seconds: 60 }),
  /** Of one owner, from everywhere. */
  INGEST_OWNER_RATE: rate.default({ events: 600_000, seconds: 60 }),
  INGEST_LIMITS: z.enum(["memory", "postgres"], "must be memory or postgres").default("memory"),
  /** Needed for `INGEST_LIMITS=postgres` only. */
  DATABASE_URL: z.string().optional(),
});

const settings = schema.transform((source, context): IngestSettings => {
  const rates = { clientRate: source.INGEST_CLIENT_RATE, ownerRate: source.INGEST_OWNER_RATE };
  if (source.INGEST_LIMITS === "memory") return { ...rates, limits: { store: "memory" } };
  if (source.DATABASE_URL) {
    return { ...rates, limits: { store: "postgres", databaseUrl: source.DATABASE_URL } };
  }
  const message = "is needed for INGEST_LIMITS=postgres";
  context.addIssue({ code: "custom", path: ["DATABASE_URL"], message });
  return z.NEVER;
});

/**
 * Reads the optional variables above.
 * @throws Error naming each one that is malformed.
 */
export function parseIngestSettings(source: Record<string, string | undefined>): IngestSettings {
  const result = settings.safeParse(source);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`Daybook cannot start: ${faults.join("; ")}.`);
}
