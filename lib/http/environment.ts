import { z } from "zod";

/**
 * The environment, parsed once. The names Vercel's Supabase integration sets are understood as they are; the first
 * one present wins.
 */
const NAMES = {
  supabaseUrl: ["SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"],
  publishableKey: [
    "SUPABASE_PUBLISHABLE_KEY",
    "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
    "SUPABASE_ANON_KEY",
    "NEXT_PUBLIC_SUPABASE_ANON_KEY",
  ],
  secretKey: ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"],
  cronSecret: ["CRON_SECRET"],
} as const;

const schema = z.object({
  supabaseUrl: z.url({ protocol: /^https?$/ }),
  publishableKey: z.string().min(1),
  secretKey: z.string().min(1),
  /** Absent: the cron route refuses everyone. */
  cronSecret: z.string().min(1).optional(),
});

export type Env = z.infer<typeof schema>;

/**
 * Reads the environment variables above.
 * @throws Error naming every variable that is missing or malformed, and its accepted names.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const found = Object.fromEntries(
    Object.entries(NAMES).map(([key, names]) => [
      key,
      names.map((name) => source[name]?.trim()).find((value) => value),
    ]),
  );
  const result = schema.safeParse(found);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const key = issue.path[0] as keyof typeof NAMES;
    const fault = found[key] === undefined ? "is not set" : "is not valid";
    return `${NAMES[key][0]} ${fault} (accepted names: ${NAMES[key].join(", ")})`;
  });
  throw new Error(`Daybook cannot start: ${faults.join("; ")}.`);
}

let parsed: Env | undefined;

/** The parsed environment of this process. */
export function env(): Env {
  parsed ??= parseEnv(process.env);
  return parsed;
}
