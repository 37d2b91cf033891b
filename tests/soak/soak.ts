/**
 * `npm run test:soak [minutes]` (60): ingest, dashboards and the nightly run for a long time, and nothing grows that should not. Clients
 * that retry send batches, dashboards are read and days rolled up meanwhile; every so often the server's memory and open files are
 * noted, and how much the bookkeeping tables hold. Ends with 1 when the last quarter of the time needs more than the second did.
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { startApi, startStandalone } from "#tests/bench/ingest-parts.ts";
import { type Ledger, sendStubbornly } from "#tests/crash/stubborn-clients.ts";

export type SoakPlan = { seconds: number; clients: number; noteEveryMs: number };

/** What was found at one moment. */
export type Note = {
  second: number;
  memoryMb: number;
  /** Files and connections that the server has open. */
  handles: number;
  /** Rows of the bookkeeping tables, dead ones too. */
  bookkeepingRows: number;
  deadRows: number;
  acknowledged: number;
  /** How long the last dashboard took. */
  dashboardMs: number;
};

export type SoakOutcome = {
  notes: Note[];
  acknowledged: number;
  lost: number;
  storedTwice: number;
  /** The server's open files once nobody sends any more. */
  handlesAtRest: number;
  /** Rows of the bookkeeping tables after a last nightly run. */
  bookkeepingAtRest: number;
};

const OWNERS = ["soak0", "soak1", "soak2", "soak3"];
const MEMBER = "00000000-0000-4000-8000-000000000001";
/** What fills with every flush, and is emptied by refreshes and the nightly run. */
const BOOKKEEPING = ["analytics_dirty_days", "analytics_ingest_log"];

/** Runs for so long, and says what it noted. */
export async function soakTest({ seconds, clients, noteEveryMs }: SoakPlan): Promise<SoakOutcome> {
  const postgres = await startNativePostgres();
  const sql = new pg.Client(postgres.url);
  await sql.connect();
  const api = await startApi(postgres.url);
  await addOwners(sql);
  const server = await startStandalone(api.url, { INGEST_PACE_MS: "1000" });
  const ledger: Ledger = { acknowledged: new Set(), accepted: 0, duplicates: 0, retries: 0, underWay: 0 };
  const notes: Note[] = [];
  const started = performance.now();
  const isOver = () => performance.now() - started > seconds * 1000;
  try {
    const crowd = sendStubbornly(server.url, { clients, owners: OWNERS, restMs: 2_000 }, ledger, isOver);
    for (let turn = 0; !isOver(); turn++) {
      await sleep(noteEveryMs);
      const dashboardMs = await lookAt(sql, OWNERS[turn % OWNERS.length] ?? "");
      if (turn % 4 === 3) await sql.query("call daybook.aggregate_nightly()");
      notes.push({
        second: Math.round((performance.now() - started) / 1000),
        ...processNote(server.pid),
        ...(await bookkeeping(sql)),
        acknowledged: ledger.acknowledged.size,
        dashboardMs,
      });
    }
    await crowd;
    return { notes, ...(await atRest(sql, server.pid, ledger)) };
  } finally {
    await server.stop();
    await api.stop();
    await sql.end();
    await postgres.stop();
  }
}

/** Memory and open files of a process of this machine. */
export function processNote(pid: number): Pick<Note, "memoryMb" | "handles"> {
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { memoryMb: Number(kilobytes) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

async function bookkeeping(sql: pg.Client): Promise<Pick<Note, "bookkeepingRows" | "deadRows">> {
  const { rows } = await sql.query<{ rows: number; dead: number }>(
    `select sum(n_live_tup)::int as rows, sum(n_dead_tup)::int as dead from pg_stat_user_tables where relname = any ($1)`,
    [BOOKKEEPING],
  );
  return { bookkeepingRows: rows[0]?.rows ?? 0, deadRows: rows[0]?.dead ?? 0 };
}

/** Asks for a dashboard as its member, in milliseconds. */
async function lookAt(sql: pg.Client, owner: string): Promise<number> {
  const asked = performance.now();
  await sql.query("select analytics_dashboard($1, current_date - 29, current_date)", [owner]);
  return performance.now() - asked;
}

async function atRest(sql: pg.Client, pid: number, ledger: Ledger): Promise<Omit<SoakOutcome, "notes">> {
  const raw = await sql.query<{ event_id: string }>(
    "select event_id from analytics_page_views union all select event_id from analytics_clicks",
  );
  const stored = new Set(raw.rows.map(({ event_id }) => event_id));
  await sql.query("select aggregate_analytics_daily(p_date => current_date)");
  await sql.query("call daybook.aggregate_nightly()");
  const counts = await Promise.all(
    BOOKKEEPING.map((table) => sql.query<{ rows: number }>(`select count(*)::int as rows from ${table}`)),
  );
  // Senders keep a connection for their next batch; the server closes what stays idle.
  const deadline = performance.now() + 30_000;
  let { handles } = processNote(pid);
  for (; handles > 60 && performance.now() < deadline; handles = processNote(pid).handles) await sleep(250);
  return {
    acknowledged: ledger.acknowledged.size,
    lost: [...ledger.acknowledged].filter((id) => !stored.has(id)).length,
    storedTwice: raw.rows.length - stored.size,
    handlesAtRest: handles,
    bookkeepingAtRest: counts.reduce((sum, { rows }) => sum + (rows[0]?.rows ?? 0), 0),
  };
}

async function addOwners(sql: pg.Client): Promise<void> {
  // A member who is signed in, as the API's Auth knows it.
  await sql.query("insert into auth.users (id, email) values ($1, 'soak@example.com')", [MEMBER]);
  await sql.query("insert into auth.sessions (id, user_id) values ($1, $1)", [MEMBER]);
  const claims = JSON.stringify({ sub: MEMBER, session_id: MEMBER });
  await sql.query(
    "select set_config('request.jwt.claims', $1, false), set_config('request.jwt.claim.sub', $2, false)",
    [claims, MEMBER],
  );
  for (const code of OWNERS) {
    await sql.query("insert into analytics_owners (user_code, name) values ($1, $1)", [code]);
    await sql.query(
      "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', 'UTC')",
      [code],
    );
    await sql.query("insert into analytics_members (user_code, user_id, role) values ($1, $2, 'owner')", [
      code,
      MEMBER,
    ]);
  }
}

/** What grew: the last quarter's middle beside the second quarter's, when everything is warm. */
function growth(
  notes: Note[],
): Record<"memoryMb" | "handles" | "deadRows" | "dashboardMs", [was: number, is: number]> {
  const quarter = Math.floor(notes.length / 4);
  const middle = (part: Note[], key: "memoryMb" | "handles" | "deadRows" | "dashboardMs") =>
    part.map((note) => note[key]).toSorted((a, b) => a - b)[Math.floor(part.length / 2)] ?? 0;
  const of = (key: "memoryMb" | "handles" | "deadRows" | "dashboardMs"): [number, number] => [
    middle(notes.slice(quarter, 2 * quarter), key),
    middle(notes.slice(3 * quarter), key),
  ];
  return {
    memoryMb: of("memoryMb"),
    handles: of("handles"),
    deadRows: of("deadRows"),
    dashboardMs: of("dashboardMs"),
  };
}

if (process.argv[1] === import.meta.filename) {
  const minutes = Number(process.argv[2] ?? 60);
  const { notes, ...rest } = await soakTest({ seconds: minutes * 60, clients: 60, noteEveryMs: 5_000 });
  const grown = growth(notes);
  console.table(notes.filter((_, index) => index % Math.ceil(notes.length / 30) === 0));
  console.log(rest, grown);
  const grew = (key: keyof typeof grown, times: number, more: number) => {
    const [was, is] = grown[key];
    return is > was * times + more;
  };
  const isWorse =
    grew("memoryMb", 1.25, 16) ||
    grew("handles", 1.1, 10) ||
    grew("deadRows", 2, 20_000) ||
    grew("dashboardMs", 2, 10);
  process.exitCode = rest.lost || rest.storedTwice || isWorse ? 1 : 0;
}
