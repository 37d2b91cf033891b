import { setTimeout as sleep } from "node:timers/promises";
import { v7 } from "uuid";
import { batch, click, pageView, post } from "#tests/ingest/support/batch.ts";

/** What clients know afterwards: which events were acknowledged, and what they were told of them. */
export type Ledger = {
  acknowledged: Set<string>;
  accepted: number;
  duplicates: number;
  retries: number;
  /** Events that were sent and are not acknowledged yet. */
  underWay: number;
};

/** Clients, the owners whose visitors they are, and how long they rest at most after a batch was acknowledged. */
export type SenderCrowd = { clients: number; owners: string[]; restMs: number };

/**
 * Clients that do as the tracker does: a batch of 25 to 100 events is sent until a 2xx comes, always under the same ids, and
 * only then the next one. They go on until `enough` says so.
 */
export async function sendStubbornly(
  url: string,
  { clients, owners, restMs }: SenderCrowd,
  ledger: Ledger,
  enough: () => boolean,
): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      const user_code = owners[client % owners.length] ?? "";
      while (!enough()) {
        const size = 25 + Math.floor(Math.random() * 76);
        const events = Array.from({ length: size }, (_, index) => (index % 2 ? click() : pageView()));
        const one = batch({ user_code, events, session: { id: v7(), started_at: new Date().toISOString() } });
        ledger.underWay += events.length;
        for (;;) {
          const answer = await post(url, one).catch(() => null);
          if (answer?.status === 200) {
            ledger.underWay -= events.length;
            for (const { id } of events) ledger.acknowledged.add(id);
            ledger.accepted += answer.body.accepted;
            ledger.duplicates += answer.body.duplicates;
            await restUnless(enough, Math.random() * restMs);
            break;
          }
          if (answer && answer.status !== 503)
            throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
          ledger.retries += 1;
          await sleep(50 + Math.random() * 100);
        }
      }
    }),
  );
}

/** Rests for so long, or until there is nothing more to do. */
async function restUnless(enough: () => boolean, ms: number): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until && !enough(); ) await sleep(100);
}
