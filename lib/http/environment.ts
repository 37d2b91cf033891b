import { z } from "zod";

/** So many events in so many seconds; null: no limit. */
export type Rate = { events: number; seconds: number } | null;

/** Where the counts of rate limits are kept: in each process, or in a database that several instances share. */
export type LimitStore = { store: "memory" } | { store: "postgres"; databaseUrl: string };

const ADDRESS = z.url({ protocol: /^https?$/ });
/** A value that travels in a request's header, where letters beyond ASCII arrive as others. */
const SECRET = z.string().regex(/^[\x20-\x7e]+$/);
const SECRET_MUST = "letters, digits and signs of ASCII only, since it travels in a header";

const rate = z.string().transform((value, context): Rate => {
  if (value === "off") return null;
  const [, events, seconds] = /^(\d{1,9})\/(\d{1,5})$/.exec(value) ?? [];
  if (Number(events) > 0 && Number(seconds) > 0) return { events: Number(events), seconds: Number(seconds) };
  context.addIssue("");
  return z.NEVER;
});

/** A whole number in plain digits, within these bounds. */
const wholeNumber = (lowest: number, highest: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().min(lowest).max(highest));

type Setting = {
  /** What it is called; of several names the first one present wins (Vercel's Supabase integration sets the later ones). */
  names: readonly [string, ...string[]];
  /** What a value may be. */
  shape: z.ZodType<unknown, string>;
  /** The same for people, as the end of a sentence. */
  must: string;
  /** What counts where nothing is given. */
  fallback?: string;
  /** True if its value is shown to nobody, also where it is wrong. */
  isSecret?: true;
};

/**
 * Every setting that Daybook reads from the environment, whichever process reads it. README.md has the same list.
 * Nothing else reads `process.env`, but for what Next and `npm test` tell Next's own files (biome.json names them). No
 * setting is for the browser: a `NEXT_PUBLIC_` name is another name of a server's setting, and no page contains it.
 */
export const SETTINGS = {
  /** The Supabase project. Without it `npm start` brings an embedded one. */
  supabaseUrl: {
    names: ["SUPABASE_URL", "NEXT_PUBLIC_SUPABASE_URL"],
    shape: ADDRESS,
    must: "an address such as https://abc.supabase.co",
  },
  /** Members sign in with it. */
  publishableKey: {
    names: [
      "SUPABASE_PUBLISHABLE_KEY",
      "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY",
      "SUPABASE_ANON_KEY",
      "NEXT_PUBLIC_SUPABASE_ANON_KEY",
    ],
    shape: SECRET,
    must: SECRET_MUST,
    isSecret: true,
  },
  /** Ingest, the nightly run and operators' commands work with it. */
  secretKey: {
    names: ["SUPABASE_SECRET_KEY", "SUPABASE_SERVICE_ROLE_KEY"],
    shape: SECRET,
    must: SECRET_MUST,
    isSecret: true,
  },
  /** Opens the nightly route. Absent: the route refuses everyone. */
  cronSecret: { names: ["CRON_SECRET"], shape: SECRET, must: SECRET_MUST, isSecret: true },
  /** Opens the metrics route. Absent: the route refuses everyone. */
  metricsToken: { names: ["METRICS_TOKEN"], shape: SECRET, must: SECRET_MUST, isSecret: true },
  /** In which header the proxy in front says who the client is; `none`: only the connection counts. Absent: see PLATFORMS. */
  clientAddressHeader: {
    names: ["CLIENT_ADDRESS_HEADER"],
    shape: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .toLowerCase(),
    must: "the name of a header such as x-real-ip, or none",
  },
  /**
   * The least time between two flushes, in milliseconds; each door of ingest has a default of its own. At most 25 s, since
   * browsers end the requests of closed pages after 30.
   */
  paceMs: {
    names: ["INGEST_PACE_MS"],
    shape: wholeNumber(0, 25_000),
    must: "a whole number from 0 to 25000",
  },
  /** Of one client address, behind which an office or a mobile network may stand. */
  clientRate: {
    names: ["INGEST_CLIENT_RATE"],
    shape: rate,
    must: "<events>/<seconds>, such as 6000/60, or off",
    fallback: "6000/60",
  },
  /** Of one owner, from everywhere. */
  ownerRate: {
    names: ["INGEST_OWNER_RATE"],
    shape: rate,
    must: "<events>/<seconds>, such as 600000/60, or off",
    fallback: "600000/60",
  },
  /** Where the counts of these limits are kept; `postgres` wants DATABASE_URL. */
  limits: {
    names: ["INGEST_LIMITS"],
    shape: z.enum(["memory", "postgres"]),
    must: "memory or postgres",
    fallback: "memory",
  },
  /** `on`: each flush writes the old system's table too. */
  legacyDualWrite: {
    names: ["LEGACY_DUAL_WRITE"],
    shape: z.enum(["on", "off"]).transform((value) => value === "on"),
    must: "on or off",
    fallback: "off",
  },
  /** The Postgres itself, for commands that go past the API, and for shared limits. */
  databaseUrl: {
    names: ["DATABASE_URL"],
    shape: z.url({ protocol: /^postgres(ql)?$/ }),
    must: "an address such as postgresql://user:password@host:5432/postgres, with %40 for an @ in the password, %23 for a #, and so on",
    isSecret: true,
  },
  /** Where people reach Daybook. Absent: the `Host` that each request names; no other header is believed. */
  appUrl: { names: ["APP_URL"], shape: ADDRESS, must: "an address such as https://daybook.example" },
  /** Whose dashboard stands at /demo for everybody, with the names of contacts. Absent: nobody's. */
  demoOwner: {
    names: ["DEMO_OWNER"],
    shape: z.string().regex(/^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$/),
    must: "the code of an owner, such as myclik",
  },
  /** Where the app runs that the doctor looks at. */
  daybookUrl: { names: ["DAYBOOK_URL"], shape: ADDRESS, must: "an address such as https://daybook.example" },
  /** The server that mails invitations; absent: their links are copied. */
  smtpUrl: {
    names: ["SMTP_URL"],
    shape: z.url({ protocol: /^smtps?$/ }),
    must: "an address such as smtps://user:password@smtp.example.com, with %40 for an @ in the password, and so on",
    isSecret: true,
  },
  /** As whom it mails. */
  mailFrom: {
    names: ["MAIL_FROM"],
    shape: z.string().regex(/^[^\r\n]*[^\s@<]+@[^\s@>]+>?$/),
    must: "an e-mail address, or Daybook <daybook@example.com>",
  },
  /** Where `npm start` and the ingest server listen; each has a default of its own. 0: a free port, which the log names. */
  port: { names: ["PORT"], shape: wholeNumber(0, 65_535), must: "a whole number from 0 to 65535" },
  /** The interface on which the ingest server listens. */
  host: {
    names: ["HOST"],
    // Where the last part is digits, the whole would have to be an IPv4 address.
    shape: z.union([z.ipv4(), z.ipv6(), z.hostname().regex(/(^|\.)(?!\d+\.?$)[^.]+\.?$/)]),
    must: "an IP address or a host's name",
    fallback: "0.0.0.0",
  },
  /** Where the embedded Supabase listens. */
  supabasePort: {
    names: ["SUPABASE_PORT"],
    shape: wholeNumber(1, 65_535),
    must: "a whole number from 1 to 65535",
    fallback: "54321",
  },
  /** The folder of the embedded Supabase: its database, keys, log and mails. */
  dataFolder: {
    names: ["DAYBOOK_DATA"],
    shape: z.string(),
    must: "a folder",
    fallback: ".daybook",
  },
} as const satisfies Record<string, Setting>;

/** A variable that a platform sets where it runs something, and the header in which its edge names the client. */
const PLATFORMS = [
  ["VERCEL", "x-vercel-forwarded-for"],
  ["FLY_APP_NAME", "fly-client-ip"],
  ["CF_PAGES", "cf-connecting-ip"],
  // Cloudflare stands in front of all that Render runs.
  ["RENDER", "cf-connecting-ip"],
  ["RAILWAY_PROJECT_ID", "x-real-ip"],
  ["NETLIFY", "x-nf-client-connection-ip"],
] as const;

/** Which headers are believed about a client's address, in this order, and from whom. */
export type AddressSource = {
  headers: readonly string[];
  /** True: only from a proxy on this machine or in its private network, as far as the connection is known. */
  nearOnly: boolean;
};

/** What is believed: the header that the deployment names, else the platform's own, else what proxies usually set. */
export function parseAddressSource(source: Record<string, string | undefined>): AddressSource {
  const named = parseSettings(source).clientAddressHeader;
  if (named) return { headers: named === "none" ? [] : [named], nearOnly: false };
  const [, own] = PLATFORMS.find(([name]) => source[name]?.trim()) ?? [];
  if (own) return { headers: [own], nearOnly: false };
  return { headers: ["x-real-ip", "x-forwarded-for"], nearOnly: true };
}

type List = typeof SETTINGS;

/** All settings: parsed where given, else their default, else undefined. */
export type Settings = {
  [Key in keyof List]:
    | z.output<List[Key]["shape"]>
    | (List[Key] extends { fallback: string } ? never : undefined);
};

/** Settings of which some are certainly there. */
export type SettingsWith<Key extends keyof Settings> = Settings & {
  [Sure in Key]: NonNullable<Settings[Sure]>;
};

/** What the app and the ingest server need. */
const APP_NEEDS = ["supabaseUrl", "publishableKey", "secretKey"] as const;

export type Environment = SettingsWith<(typeof APP_NEEDS)[number]> & { limitStore: LimitStore };

/** Names of settings that are missing or wrong, in one sentence. */
class SettingsFault extends Error {
  constructor(faults: string[]) {
    super(`Daybook cannot start: ${faults.join("; ")}.`);
  }
}

/**
 * Reads all settings, also those that the asking command does not use, so that a wrong one is found by whoever comes
 * first. An empty value counts as none.
 * @throws Error in one sentence that names every setting that is wrong, or needed and missing.
 */
export function parseSettings<Key extends keyof Settings = never>(
  source: Record<string, string | undefined>,
  needed: readonly Key[] = [],
): SettingsWith<Key> {
  const found: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [key, setting] of Object.entries<Setting>(SETTINGS)) {
    const { names, shape, must, fallback, isSecret } = setting;
    const name = names.find((candidate) => source[candidate]?.trim());
    const value = name ? source[name]?.trim() : fallback;
    if (value === undefined) {
      if (needed.some((need) => need === key)) faults.push(missing(setting));
      continue;
    }
    const result = shape.safeParse(value);
    if (result.success) found[key] = result.data;
    else if (isSecret) faults.push(`${name} is not what it must be: ${must}`);
    else faults.push(`${name} is ${JSON.stringify(value)} but must be ${must}`);
  }
  if (found.limits === "postgres" && !found.databaseUrl) {
    faults.push("DATABASE_URL is needed for INGEST_LIMITS=postgres");
  }
  if (found.smtpUrl && !found.mailFrom) faults.push("MAIL_FROM is needed for SMTP_URL");
  if (faults.length > 0) throw new SettingsFault(faults);
  return found as SettingsWith<Key>;
}

/** Settings of which these are certainly there. @throws Error in one sentence that names every one that is missing. */
export function requireSettings<Key extends keyof Settings>(
  settings: Settings,
  needed: readonly Key[],
): SettingsWith<Key> {
  const faults = needed.filter((key) => settings[key] === undefined).map((key) => missing(SETTINGS[key]));
  if (faults.length > 0) throw new SettingsFault(faults);
  return settings as SettingsWith<Key>;
}

function missing({ names, must }: Setting): string {
  return names.length > 1
    ? `${names[0]} is not set (accepted names: ${names.join(", ")})`
    : `${names[0]} is not set: it must be ${must}`;
}

/** The settings as the app and the ingest server need them. @throws as parseSettings. */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const settings = parseSettings(source, APP_NEEDS);
  const { limits, databaseUrl } = settings;
  return {
    ...settings,
    limitStore: limits === "postgres" && databaseUrl ? { store: limits, databaseUrl } : { store: "memory" },
  };
}

/** The settings of this process, for commands. @throws as parseSettings. */
export function readSettings<Key extends keyof Settings = never>(
  needed: readonly Key[] = [],
): SettingsWith<Key> {
  return parseSettings(process.env, needed);
}

let parsed: Environment | undefined;

/** The environment of the app or the ingest server, parsed at first use. */
export function environment(): Environment {
  parsed ??= parseEnvironment(process.env);
  return parsed;
}

let believed: AddressSource | undefined;

/** What this process believes about clients' addresses. */
export function addressSource(): AddressSource {
  believed ??= parseAddressSource(process.env);
  return believed;
}

/**
 * The environment for a child process: this one's, with some changes.
 * @param preloaded addresses of modules that Node loads first, in the child and in every process of its own
 */
export function environmentWith(
  changes: Record<string, string>,
  preloaded: readonly string[] = [],
): NodeJS.ProcessEnv {
  const options = [process.env.NODE_OPTIONS, ...preloaded.map((address) => `--import=${address}`)];
  const isChanged = preloaded.length > 0;
  return { ...process.env, ...changes, ...(isChanged && { NODE_OPTIONS: options.join(" ").trim() }) };
}

/** The folder in which npm was called: `npm run` itself works in the project's. */
export function callersFolder(): string {
  return process.env.INIT_CWD ?? ".";
}
