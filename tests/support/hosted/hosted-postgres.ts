import { readFileSync } from "node:fs";
import pg from "pg";
import { type NativePostgres, startEmptyPostgres } from "#supabase/local/native-postgres.ts";
import { hasDebianPostgres, startDebianPostgres } from "#tests/support/debian-postgres.ts";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
/** Who owns the cluster of a hosted project; `postgres` is no superuser there. */
const SUPERUSER = "supabase_admin";

/** Debian's where it is installed, besides the one from npm. */
export const HOSTED_ENGINES = hasDebianPostgres("pg_cron")
  ? ["PostgreSQL 18", "PostgreSQL 15"]
  : ["PostgreSQL 18"];

/** A person's one session, called as the person is. */
const SESSION = `
  insert into auth.sessions (id, user_id)
  select u.id, u.id from auth.users u where u.id = $1
  on conflict do nothing`;

/** A cluster like that of a hosted Supabase project: its roles, limits and default privileges, and a product's objects. */
export type HostedPostgres = {
  /** A new database, with the product's own tables or empty, and a connection as `postgres`. */
  database(content: "host" | "empty"): Promise<HostedDatabase>;
  stop(): Promise<void>;
};

export type HostedDatabase = {
  /** For tools, as `postgres`. */
  url: string;
  /** As `postgres`. */
  rows<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** As the API: one transaction in a role, with its claims and its time limit; a person has a session. */
  asRole<Row = Record<string, unknown>>(
    role: "anon" | "authenticated" | "service_role",
    userId: string | null,
    sql: string,
    parameters?: unknown[],
  ): Promise<Row[]>;
  /** As the API with a signed-in person's token that says just this. */
  withToken(claims: { sub: string; session_id?: string }, sql: string): Promise<unknown[]>;
  /** Signs everybody out. */
  endSessions(): Promise<void>;
  close(): Promise<void>;
};

export async function startHosted(engine: string): Promise<HostedPostgres> {
  return new Cluster(await startHostedServer(engine));
}

/** A server whose database `daybook` has the roles of a hosted project and nothing else; the address is its superuser's. */
export async function startHostedServer(engine: string): Promise<NativePostgres> {
  const server: NativePostgres = await (engine === "PostgreSQL 15"
    ? startDebianPostgres(SUPERUSER, [])
    : startEmptyPostgres(SUPERUSER, ["-c", "fsync=off"]));
  const admin = new pg.Client(server.url);
  await admin.connect();
  // Roles belong to the cluster: the first database is the template of all others.
  await admin.query(read("roles.sql"));
  await admin.query("alter role postgres password 'postgres'; alter role authenticator password 'postgres'");
  await preloadSafeupdate(admin);
  await admin.end();
  return server;
}

/**
 * Hosted projects preload safeupdate for the API's role: it refuses an update or delete without a condition. It is no
 * package; where somebody has built it (eradman/pg-safeupdate) it is loaded.
 */
async function preloadSafeupdate(admin: pg.Client): Promise<void> {
  try {
    await admin.query("load 'safeupdate'");
  } catch {
    return;
  }
  await admin.query("alter role authenticator set session_preload_libraries = 'safeupdate'");
}

class Cluster implements HostedPostgres {
  readonly #server: NativePostgres;
  #made = 0;

  constructor(server: NativePostgres) {
    this.#server = server;
  }

  stop = () => this.#server.stop();

  async database(content: "host" | "empty"): Promise<HostedDatabase> {
    const name = `project_${++this.#made}`;
    const address = (user: string, database: string) => {
      const url = new URL(this.#server.url);
      url.username = user;
      url.password = "postgres";
      url.pathname = database;
      return url.href;
    };
    const admin = new pg.Client(address(SUPERUSER, "postgres"));
    await admin.connect();
    await admin.query(`create database ${name} template daybook owner postgres`);
    await admin.end();
    // Supabase Auth, whose tables `postgres` may only read.
    const auth = new pg.Client(address(SUPERUSER, name));
    await auth.connect();
    await auth.query("alter table auth.sessions enable row level security");

    const owner = new pg.Client(address("postgres", name));
    const pool = new pg.Pool({ connectionString: address("authenticator", name), max: 4 });
    await owner.connect();
    if (content === "host") await owner.query(read("host.sql"));
    const ask = async (role: string, claims: object, sql: string, parameters?: unknown[]) => {
      const api = await pool.connect();
      try {
        await api.query("begin");
        await api.query("select set_config('request.jwt.claims', $1, true)", [
          JSON.stringify({ ...claims, role }),
        ]);
        await api.query(`set local role ${role}`);
        const { rows } = await api.query(sql, parameters);
        await api.query("commit");
        return rows;
      } catch (error) {
        await api.query("rollback");
        throw error;
      } finally {
        api.release();
      }
    };
    return {
      url: address("postgres", name),
      rows: async <Row>(sql: string, parameters?: unknown[]) =>
        (await owner.query(sql, parameters)).rows as Row[],
      asRole: async <Row>(role: string, userId: string | null, sql: string, parameters?: unknown[]) => {
        if (userId) await auth.query(SESSION, [userId]);
        const claims = userId ? { sub: userId, session_id: userId } : {};
        return (await ask(role, claims, sql, parameters)) as Row[];
      },
      withToken: (claims, sql) => ask("authenticated", claims, sql),
      endSessions: async () => void (await auth.query("delete from auth.sessions")),
      close: async () => void (await Promise.all([owner.end(), pool.end(), auth.end()])),
    };
  }
}
