import { z } from "zod";

/** So many events in so many seconds; null: no limit. */
export type Rate = { events: number; seconds: number } | null;

export type IngestSettings = { clientRate: Rate; ownerRate: Rate };

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
});

/**
 * Reads the optional variables above.
 * @throws Error naming each one that is malformed.
 */
export function parseIngestSettings(source: Record<string, string | undefined>): IngestSettings {
  const result = schema.safeParse(source);
  if (result.success) {
    return { clientRate: result.data.INGEST_CLIENT_RATE, ownerRate: result.data.INGEST_OWNER_RATE };
  }
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  throw new Error(`Daybook cannot start: ${faults.join("; ")}.`);
}
