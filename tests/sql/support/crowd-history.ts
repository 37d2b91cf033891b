import type pg from "pg";
import { DAY_MS } from "#lib/contract.ts";
import type { Call } from "#tests/sql/support/crowd.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";

export const OWNERS = ["crowd0", "crowd1", "crowd2", "crowd3"];

/** Days of the last hundred, counted and closed, for cleanup to take. */
export async function storeOldDays(sql: pg.Client): Promise<void> {
  const call: Call = async (text, parameters) => (await sql.query(text, parameters)).rows;
  for (let daysAgo = 105; daysAgo > 12; daysAgo -= 3) {
    const start = new Date(Date.now() - daysAgo * DAY_MS);
    await ingest(
      call,
      OWNERS.map((owner) => visit(owner, { start, targets: ["phone"] })),
    );
  }
  await sql.query("select aggregate_analytics_daily()");
  await sql.query("delete from analytics_daily_ingest_stats");
  await sql.query(
    "insert into analytics_ingest_log (user_code, date, flush_id, kind, events) select user_code, current_date, gen_random_uuid(), 'stored', sum(page_views + clicks) from analytics_daily_user_stats group by user_code",
  );
}

/** Calls analytics_ingest_events; throws unless it accounts for every event. */
export async function ingest(call: Call, batches: StoredBatch[]): Promise<void> {
  const payload = JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) });
  const [row] = await call<{ answer: { batches: Record<"stored" | "duplicates" | "filtered", number>[] } }>(
    "select analytics_ingest_events($1) as answer",
    [payload],
  );
  row!.answer.batches.forEach(({ stored, duplicates, filtered }, place) => {
    const sent = idsOf(batches[place]!).length;
    if (stored + duplicates + filtered !== sent) {
      throw new Error(`${stored} + ${duplicates} + ${filtered} of ${sent} accounted for`);
    }
  });
}

/** Of the last three days, often across midnight; sessions go on from one batch to another. */
const sessions = OWNERS.map(() => [] as { id: string; start: Date }[]);
export function randomVisit(): StoredBatch {
  const owner = pick(OWNERS.length);
  const known = sessions[owner]!;
  const former = known[known.length - 1 - pick(20)];
  const start = former && pick(4) ? former.start : new Date(Date.now() - pick(3 * DAY_MS));
  const batch = visit(OWNERS[owner]!, {
    start,
    visitor: pick(50),
    pages: ["home", "work"].slice(pick(2)),
    targets: ["phone", "email"].slice(pick(3)),
    stepMs: pick(3_600_000),
    session: former && start === former.start ? { id: former.id } : {},
  });
  known.push({ id: batch.session.id!, start });
  return batch;
}

export const idsOf = (batch: StoredBatch) => [...batch.page_views, ...batch.clicks].map((event) => event.id);
export const pick = (below: number) => Math.floor(Math.random() * below);
export const shuffle = <T>(list: T[]) => list.sort(() => Math.random() - 0.5);
