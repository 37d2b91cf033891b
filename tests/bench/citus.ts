/**
 * `npm run bench:citus`: the same calls on a plain database and on one that is distributed over the workers of the cluster at
 * CITUS_URL, both on the same machines with the same settings and data. For each call the shortest of several rounds on both
 * and how many times the plain one's time the cluster takes. `npm run bench:citus -- --shards=32`, more than the 8 that
 * citus.sql makes otherwise.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { loadDay, loadOwner, loadSmallOwners, markDays, prepare } from "#tests/bench/rollup-load.ts";
import { CITUS_URL, openPair, type Side } from "#tests/citus/databases-pair.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";

const { values: options } = parseArgs({ options: { shards: { type: "string", default: "8" } } });
const DAYS = 30;
const SESSIONS_A_DAY = 2_000;
const SMALL = 155;
const ROUNDS = 10;
/** How many owners the events of one flush belong to, and how many batches each sends. */
const FLUSHES = [
  [1, 100],
  [10, 10],
  [50, 2],
  [SMALL, 1],
] as const;

if (!CITUS_URL) {
  console.log("skipped: CITUS_URL names no cluster (npm run citus:start prints one)");
  process.exit();
}
const pair = await openPair(CITUS_URL);
try {
  for (const side of [pair.plain, pair.cluster]) await load(side);
  await pair.cluster.run(`set daybook.shards = '${options.shards}'`);
  await pair.distribute();
  for (const side of [pair.plain, pair.cluster]) {
    await side.run("vacuum analyze");
    await night(side);
    await side.run("vacuum analyze");
  }
  const { rows } = await pair.cluster.client.query("select citus_version() as version");
  console.log(
    `${rows[0].version}; ${pair.workers.length} workers, ${options.shards} shards; ${cpus().length} cores`,
  );
  await measure();
} finally {
  await pair.close();
}

async function load({ client }: Side): Promise<void> {
  await prepare(client);
  await loadOwner(client, "big");
  for (let daysAgo = DAYS; daysAgo >= 1; daysAgo--) await loadDay(client, "big", daysAgo, SESSIONS_A_DAY);
  await loadSmallOwners(client, SMALL, 1);
  await markDays(client);
}

async function night({ rows }: Side): Promise<void> {
  for (let remaining = 1; remaining > 0; ) {
    const [answer] = await rows<{ remaining: string }>(
      "select aggregate_analytics_daily(p_budget => '20 seconds') ->> 'remaining' as remaining",
    );
    remaining = Number(answer?.remaining);
  }
}

async function measure(): Promise<void> {
  const closed = "select analytics_dashboard('big', current_date - 30, current_date - 1)";
  const today = "select analytics_dashboard('big', current_date - 29, current_date, null, null, 'previous')";
  await compare("a dashboard of 30 closed days", ({ rows }) => rows(closed));
  for (const { rows } of [pair.plain, pair.cluster])
    await rows("select analytics_ingest_events($1)", [flush("big", 1, 25)]);
  await compare("  with today, 125 events of it live", ({ rows }) => rows(today));
  await compare(
    "a day of 10,000 events, rebuilt",
    ({ rows }) => rows("select daybook.rebuild_day('big', current_date - 1)"),
    3,
  );
  for (const [owners, batches] of FLUSHES) {
    await compare(`a flush of ${owners * batches * 5} events of ${owners} owners`, async ({ rows }) => {
      const payload = flush(owners === 1 ? "big" : "small", owners, batches);
      const began = performance.now();
      await rows("select analytics_ingest_events($1)", [payload]);
      return performance.now() - began;
    });
  }
  await compare(
    `a night of ${SMALL} small owners`,
    async (side) => {
      await side.run(`insert into analytics_dirty_days (user_code, date, flush_id)
      select 'small' || o, current_date - 1, gen_random_uuid() from generate_series(1, ${SMALL}) as o`);
      const began = performance.now();
      await night(side);
      return performance.now() - began;
    },
    3,
  );
}

/** @param work what is measured; it may return how much of its time counts. */
async function compare(name: string, work: (side: Side) => Promise<unknown>, rounds = ROUNDS): Promise<void> {
  const best = new Map([pair.plain, pair.cluster].map((side) => [side, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < rounds; round++) {
    for (const [side, shortest] of best) {
      const began = performance.now();
      const counted = await work(side);
      best.set(side, Math.min(shortest, typeof counted === "number" ? counted : performance.now() - began));
    }
  }
  const [plain, cluster] = [...best.values()] as [number, number];
  console.log(
    `${name.padEnd(44)}${plain.toFixed(1).padStart(9)} ms${cluster.toFixed(1).padStart(9)} ms${(cluster / plain).toFixed(1).padStart(7)} times`,
  );
}

function flush(owner: string, owners: number, batches: number): string {
  const visits: StoredBatch[] = [];
  for (let number = 0; number < owners * batches; number++) {
    visits.push(
      visit(owner === "big" ? owner : `small${1 + (number % owners)}`, {
        start: new Date(),
        pages: ["home", "about", "work", "contact"],
        targets: ["phone"],
        share: `s${1 + (number % 50)}`,
        visitor: Math.floor(Math.random() * Number.MAX_SAFE_INTEGER),
        batch: number,
        session: { country: "DE", device: "mobile", browser: "Safari", os: "iOS", language: "de" },
      }),
    );
  }
  return JSON.stringify({ batches: visits });
}
