/**
 * `npm run test:crash [events] [kills of the server] [kills of the database] [standalone|next] [pace in ms]`: nothing acknowledged
 * is lost, nothing is stored twice and every event is accounted for, although server and database are killed at random
 * moments. The default pace is the door's own default.
 */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "#supabase/local/free-port.ts";
import { benchEnv, NEXT_SERVER } from "#tests/bench/ingest-parts.ts";
import { KillablePostgres } from "#tests/crash/killable-postgres.ts";
import { type Ledger, sendStubbornly } from "#tests/crash/stubborn-clients.ts";
import { Supervised } from "#tests/crash/supervised.ts";

export type Plan = {
  events: number;
  serverKills: number;
  databaseKills: number;
  door: Door;
  paceMs: number;
};

/** The standalone server, or the route handler in a production build. */
export type Door = "standalone" | "next";

export type Outcome = {
  acknowledged: number;
  /** Acknowledged events that are not in the raw tables. */
  lost: number;
  /** Rows beyond the first of an event's id. */
  storedTwice: number;
  /** Events that the accounting calls stored, less the rows that there are. */
  unaccounted: number;
  duplicates: number;
  retries: number;
  serverKills: number;
  databaseKills: number;
  /** At each kill, how many events were sent and not yet acknowledged. */
  unacknowledged: number[];
};

/** Each waits for its answer, hence for the pace: so many send 200,000 events in some minutes, however long that is. */
const CLIENTS = 300;
/**
 * A client rests up to this part of the pace before its next batch. So some flushes begin because they are full, and others
 * because of the pace, and batches wait for theirs at any moment.
 */
const RESTS = 1.5;

const OWNERS = ["crash0", "crash1", "crash2"];

/** Runs a plan to its end: until so many events are acknowledged and so many processes killed. */
export async function crashTest(plan: Plan): Promise<Outcome> {
  const postgres = await KillablePostgres.start();
  await addOwners(postgres.url);
  const [apiPort, port] = [await freePort(), await freePort()];
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const api = new Supervised(["tests/bench/ingest-parts.ts", postgres.url, String(apiPort)], {});
  const server = new Supervised([plan.door === "next" ? NEXT_SERVER : "scripts/ingest-server.ts"], {
    ...benchEnv(apiUrl),
    HOST: "127.0.0.1",
    HOSTNAME: "127.0.0.1",
    PORT: String(port),
    INGEST_PACE_MS: String(plan.paceMs),
  });
  const ledger: Ledger = { acknowledged: new Set(), accepted: 0, duplicates: 0, retries: 0, underWay: 0 };
  const unacknowledged: number[] = [];
  try {
    let killing = true;
    const enough = () => !killing && ledger.acknowledged.size >= plan.events;
    const crowd = { clients: CLIENTS, owners: OWNERS, restMs: RESTS * plan.paceMs };
    const clients = sendStubbornly(`http://127.0.0.1:${port}`, crowd, ledger, enough);
    await Promise.race([clients, killAtRandom(plan, server, postgres, ledger, unacknowledged)]);
    killing = false;
    await clients;
    return {
      ...(await count(postgres.url, ledger)),
      serverKills: plan.serverKills,
      databaseKills: plan.databaseKills,
      unacknowledged,
    };
  } finally {
    await server.stop();
    await api.stop();
    await postgres.stop();
  }
}

/** Kills in random order, spread over all events, and each only after some have been acknowledged since the one before. */
async function killAtRandom(
  plan: Plan,
  server: Supervised,
  postgres: KillablePostgres,
  ledger: Ledger,
  unacknowledged: number[],
): Promise<void> {
  const kills = [...Array(plan.serverKills).fill("server"), ...Array(plan.databaseKills).fill("database")];
  for (let kill = 1, all = kills.length; kills.length > 0; kill += 1) {
    const enough = Math.max(ledger.acknowledged.size + 1, (plan.events * kill) / (all + 1));
    while (ledger.acknowledged.size < enough) await sleep(20);
    // Batches may wait for their flush at that moment, or be under way.
    await sleep(Math.random() * Math.min(2_000, Math.max(400, plan.paceMs)));
    const [victim] = kills.splice(Math.floor(Math.random() * kills.length), 1);
    unacknowledged.push(ledger.underWay);
    if (victim === "server") server.kill();
    else await postgres.killAndRestart();
  }
}

async function count(
  url: string,
  ledger: Ledger,
): Promise<Omit<Outcome, "serverKills" | "databaseKills" | "unacknowledged">> {
  const sql = new pg.Client(url);
  await sql.connect();
  const raw = await sql.query<{ event_id: string }>(
    "select event_id from analytics_page_views union all select event_id from analytics_clicks",
  );
  const log = await sql.query<{ stored: string }>(
    "select coalesce(sum(events), 0) as stored from analytics_ingest_log where kind = 'stored'",
  );
  await sql.end();
  const stored = new Set(raw.rows.map(({ event_id }) => event_id));
  return {
    acknowledged: ledger.acknowledged.size,
    lost: [...ledger.acknowledged].filter((id) => !stored.has(id)).length,
    storedTwice: raw.rows.length - stored.size,
    unaccounted: Number(log.rows[0]?.stored) - raw.rows.length,
    duplicates: ledger.duplicates,
    retries: ledger.retries,
  };
}

async function addOwners(url: string): Promise<void> {
  const sql = new pg.Client(url);
  await sql.connect();
  for (const code of OWNERS) {
    await sql.query("insert into analytics_owners (user_code, name) values ($1, $1)", [code]);
    await sql.query(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', 'UTC')",
      [code],
    );
  }
  await sql.end();
}

if (process.argv[1] === import.meta.filename) {
  const [events = 200_000, serverKills = 20, databaseKills = 10] = process.argv.slice(2, 5).map(Number);
  const door = process.argv[5] === "next" ? "next" : "standalone";
  const paceMs = Number(process.argv[6] ?? (door === "next" ? 1_000 : 25_000));
  const started = performance.now();
  const outcome = await crashTest({ events, serverKills, databaseKills, door, paceMs });
  console.log({ ...outcome, seconds: Math.round((performance.now() - started) / 1000) });
  process.exitCode = outcome.lost || outcome.storedTwice || outcome.unaccounted ? 1 : 0;
}
