import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";

/** What a crowd's clients met: calls that committed, calls cut off by a killed backend, and everything else. */
export type Meetings = { calls: Record<string, number>; cutOff: number; faults: string[] };

/** Calls one statement; resolves with its rows once it has committed, however often its backend is killed. */
export type Call = <Row>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

/** 57P01: killed by an administrator, it or one of its helpers; the others are how a killed connection looks to a client. */
const CUT_OFF =
  /terminating (connection|background worker)|Connection terminated|Client has encountered a connection error|not queryable|ECONNRESET|EPIPE/;

/** Clients of one database, each with a connection of its own that is opened again when its backend has been killed. */
export class Crowd {
  readonly meetings: Meetings = { calls: {}, cutOff: 0, faults: [] };
  readonly #url: string;
  readonly #triesPastDeadlocks: boolean;
  readonly #members: Promise<void>[] = [];
  #over = false;

  constructor(url: string, { triesPastDeadlocks = false } = {}) {
    this.#url = url;
    this.#triesPastDeadlocks = triesPastDeadlocks;
  }

  /** Lets a client repeat its work until the crowd is dismissed. */
  join(name: string, work: (call: Call, turn: number) => Promise<void>): void {
    this.#members.push(this.#repeat(name, work));
  }

  /** Kills the backend of a random client every `ms` milliseconds until the crowd is dismissed. */
  killEvery(ms: number): void {
    this.#members.push(
      (async () => {
        const killer = new pg.Client(this.#url);
        await killer.connect();
        while (!this.#over) {
          await wait(ms);
          await killer.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'crowd' and datname = current_database() order by random() limit 1`,
          );
        }
        await killer.end();
      })(),
    );
  }

  /** Resolves once enough has happened, however long this machine takes for it. */
  async until(isEnough: (meetings: Meetings) => boolean): Promise<void> {
    while (!isEnough(this.meetings) && this.meetings.faults.length === 0) await wait(20);
  }

  /** Every client finishes what it is at, and tries that until it has committed. */
  async dismiss(): Promise<Meetings> {
    this.#over = true;
    await Promise.all(this.#members);
    return this.meetings;
  }

  async #repeat(name: string, work: (call: Call, turn: number) => Promise<void>): Promise<void> {
    let client: pg.Client | undefined;
    const call: Call = async <Row>(sql: string, parameters?: unknown[]) => {
      for (;;) {
        try {
          client ??= await this.#connect();
          const { rows } = await client.query(sql, parameters);
          this.meetings.calls[name] = (this.meetings.calls[name] ?? 0) + 1;
          return rows as Row[];
        } catch (error) {
          const { code, message, detail, where } = error as {
            code?: string;
            message: string;
            detail?: string;
            where?: string;
          };
          if (code === "40P01" && this.#triesPastDeadlocks) continue;
          if (!CUT_OFF.test(message)) throw new Error(`${name}: ${code} ${message}\n${detail}\n${where}`);
          this.meetings.cutOff += 1;
          client = undefined;
        }
      }
    };
    for (let turn = 0; !this.#over; turn += 1) {
      await work(call, turn).catch((error: Error) => this.meetings.faults.push(error.message));
    }
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    // Who waits for 30 s has been forgotten by somebody: better a fault than a test that hangs.
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: "crowd",
      statement_timeout: 30_000,
    });
    client.on("error", () => {});
    await client.connect();
    return client;
  }
}
