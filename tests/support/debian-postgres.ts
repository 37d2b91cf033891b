import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "#supabase/local/free-port.ts";

const BIN = "/usr/lib/postgresql/15/bin";
const EXTENSIONS = "/usr/share/postgresql/15/extension";

/** Whether Debian's postgresql-15 is installed, with an extension if one is named: `pg_cron`, `plpgsql_check`. */
export const hasDebianPostgres = (extension = "plpgsql") =>
  existsSync(`${BIN}/postgres`) && existsSync(`${EXTENSIONS}/${extension}.control`);

/**
 * Whether what the oldest server and PGlite answer alike is left out on the newest one: not by `npm run test:everything`, as
 * each night runs it, and not where the oldest is missing.
 */
export const IS_THINNED = hasDebianPostgres() && !process.env.EVERYTHING;

const WITH_CRON = [
  "shared_preload_libraries=pg_cron",
  "cron.database_name=daybook",
  "cron.use_background_workers=on",
];

/** Starts Debian's PostgreSQL 15, or the one whose programs lie in `bin`, with an empty database `daybook`. As root it runs as `postgres`. */
export async function startDebianPostgres(
  superuser = "postgres",
  settings = WITH_CRON,
  bin = BIN,
): Promise<{ url: string; stop(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-debian-postgres-"));
  chmodSync(folder, 0o777);
  const data = join(folder, "data");
  const port = await freePort();
  run(`${bin}/initdb`, ["-D", data, "-U", superuser, "--auth=trust", "--encoding=UTF8", "--locale=C"]);
  const server = start(`${bin}/postgres`, [
    "-D",
    data,
    "-p",
    String(port),
    "-k",
    folder,
    // To compile each plan costs more than it saves with tables as small as a test's.
    ...["listen_addresses=127.0.0.1", "jit=off", "fsync=off", ...settings].flatMap((name) => ["-c", name]),
  ]);
  const admin = `postgres://${superuser}@127.0.0.1:${port}/postgres`;
  await answering(admin, server);
  const client = new pg.Client(admin);
  await client.connect();
  await client.query("create database daybook");
  await client.end();
  return {
    url: `postgres://${superuser}@127.0.0.1:${port}/daybook`,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      // A fast shutdown does not wait for clients.
      server.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const isRoot = () => process.getuid?.() === 0;

/** A server must not run as root: root hands it to the user postgres. */
const command = (program: string, options: string[]): [string, string[]] =>
  isRoot()
    ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, ...options]]
    : [program, options];

function run(program: string, options: string[]): void {
  const [file, args] = command(program, options);
  execFileSync(file, args, { stdio: "ignore", cwd: tmpdir() });
}

function start(program: string, options: string[]): ChildProcess {
  const [file, args] = command(program, options);
  return spawn(file, args, { stdio: "ignore", cwd: tmpdir() });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  while (server.exitCode === null) {
    const client = new pg.Client(url);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error("Debian's PostgreSQL did not start.");
}
