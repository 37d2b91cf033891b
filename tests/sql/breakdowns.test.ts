import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

type Counts = Record<string, number>;
type Answer = {
  totals: Counts;
  targets: { rows: Counts[] };
  pages: { rows: Counts[] };
};

describe.each(ENGINES)("what the lists of a dashboard add up to on %s", (engine) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const ingest = (...batches: StoredBatch[]) =>
    database.rows("select analytics_ingest_events($1)", [
      JSON.stringify({ batches: batches.map((batch, place) => ({ ...batch, batch: place })) }),
    ]);
  const ask = (owner: string, from: string, to = from) =>
    as(database, "authenticated", MEMBER, async () => {
      const [row] = await database.rows<{ answer: Answer }>(
        `select analytics_dashboard($1, $2, $3) as answer`,
        [owner, from, to],
      );
      return row!.answer;
    });

  test.each(["live", "closed"])(
    "what a visit does after midnight is counted with the visit: no share is over one hundred per cent, %s",
    async (state) => {
      const owner = `midnight-${state}`;
      await addOwner(database, owner);
      await ingest(
        visit(owner, {
          start: new Date("2026-03-01T23:59:50Z"),
          pages: ["home", "work"],
          targets: ["phone"],
          stepMs: 8_000,
        }),
      );
      if (state === "closed") await database.rows("select aggregate_analytics_daily()");
      const dayOf = async (date: string) => {
        const { totals, targets, pages } = await ask(owner, date);
        return { sessions: totals.sessions, targets: targets.rows, pages: pages.rows };
      };
      expect(await dayOf("2026-03-01")).toMatchObject({
        sessions: 1,
        targets: [{ target: "phone", visitors: 1, sessions: 1, clicks: 0 }],
        pages: [
          { page: "home", visitors: 1, sessions: 1, page_views: 1, clicks: 0 },
          { page: "work", visitors: 1, sessions: 1, page_views: 1, clicks: 0 },
        ],
      });
      expect(await dayOf("2026-03-02")).toMatchObject({
        sessions: 0,
        targets: [{ target: "phone", visitors: 0, sessions: 0, clicks: 1 }],
        pages: [{ page: "work", visitors: 0, sessions: 0, page_views: 0, clicks: 1 }],
      });
      expect((await ask(owner, "2026-03-01", "2026-03-02")).targets.rows).toMatchObject([
        { target: "phone", visitors: 1, sessions: 1, clicks: 1 },
      ]);
    },
  );
});
