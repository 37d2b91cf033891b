import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENGINES, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { type StoredBatch, visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";
import { recount } from "#tests/support/recount.ts";

const GROUP_OF: Record<string, string> = { a1: "friends", b2: "friends", c3: "business" };
/** Around the end of October the zones of Europe and America change their clocks. */
const FIRST_MS = Date.parse("2025-10-24T00:00:00Z");
const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"];

const visits = fc.array(
  fc.record({
    startMinutes: fc.integer({ min: 0, max: 13 * 24 * 60 }),
    pages: fc.array(fc.constantFrom("home", "about", "work"), { maxLength: 4 }),
    targets: fc.array(fc.constantFrom("phone", "whatsapp", "custom:shop"), { maxLength: 3 }),
    share: fc.constantFrom("", "a1", "b2", "c3", "d4", "unknown"),
    visitor: fc.integer({ min: 1, max: 6 }),
    stepMs: fc.constantFrom(0, 900, 61_000, 3_600_000, 11 * 3_600_000),
    country: fc.constantFrom("DE", "US", ""),
    outcome: fc.constantFrom("opened" as const, "stayed" as const, undefined),
    resend: fc.boolean(),
    split: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);

/** What happens between the flushes: nothing, a recount of whole days, or rows brought up to date by what has changed. */
const pauses = fc.array(
  fc.constantFrom(null, "select aggregate_analytics_daily()", "select refresh_analytics_days('$owner')"),
  { maxLength: 4 },
);

/** `HISTORIES=500 npx vitest run tests/sql/recount` for a long run. */
const HISTORIES = Number(process.env.HISTORIES ?? 30);

describe.each(ENGINES)("counting on %s", (engine) => {
  let database: TestDatabase;
  let owners = 0;

  beforeAll(async () => {
    database = await openTestDatabase(engine);
  });
  afterAll(() => database.close());

  const numRuns = engine === "PGlite" ? 8 : HISTORIES;

  test(
    `daily rows equal an independent recount, live equals closed, and twice equals once (${numRuns} histories)`,
    async () => {
      await fc.assert(
        fc.asyncProperty(visits, fc.constantFrom(...ZONES), pauses, async (history, zone, between) => {
          const userCode = `owner${++owners}`;
          await addOwner(database, userCode, zone);
          const sent = send(userCode, history);
          const flushes = chunks(sent, between.length > 0 ? 1 : 4);
          for (const [place, batches] of flushes.entries()) {
            await database.rows("select ingest_events($1)", [
              JSON.stringify({ batches: batches.map((batch, number) => ({ ...batch, batch: number })) }),
            ]);
            const work = between[place % between.length];
            if (place < flushes.length - 1 && work) await database.rows(work.replace("$owner", userCode));
          }

          const live = await dashboards(database, userCode);
          await database.rows("select refresh_analytics_days($1)", [userCode]);
          const refreshed = await dashboards(database, userCode);
          expect(refreshed).toEqual(live);
          const [proof] = await database.rows<{ answer: { differing: unknown[] } }>(
            "select verify_analytics('2025-10-20', '2025-11-12', $1) as answer",
            [userCode],
          );
          expect(proof?.answer.differing).toEqual([]);

          await database.rows("select backfill_aggregates('2025-10-20'::date, '2025-11-12'::date)");
          const closed = await dashboards(database, userCode);
          expect(closed).toEqual(live);
          const rows = await dailyRows(database, userCode);
          expect(rows).toEqual(plain(recount(sent, zone, (share) => GROUP_OF[share] ?? "")));

          await database.rows("select backfill_aggregates('2025-10-20'::date, '2025-11-12'::date)");
          expect(await dailyRows(database, userCode)).toEqual(rows);
        }),
        { numRuns },
      );
    },
    180_000 + HISTORIES * 4_000,
  );
});

function send(
  userCode: string,
  history: typeof visits extends fc.Arbitrary<infer T> ? T : never,
): StoredBatch[] {
  return history.flatMap((one) => {
    const whole = visit(userCode, {
      start: new Date(FIRST_MS + one.startMinutes * 60_000),
      pages: one.pages,
      targets: one.targets,
      share: one.share,
      visitor: one.visitor,
      stepMs: one.stepMs,
      session: { country: one.country, device: "mobile" },
    });
    for (const click of whole.clicks) if (one.outcome) click.outcome = one.outcome;
    const parts = one.split
      ? [
          { ...whole, clicks: [] },
          { ...whole, page_views: [] },
        ]
      : [whole];
    return one.resend ? [...parts, whole] : parts;
  });
}

const chunks = <T>(items: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** The dashboard under every filter, without what tells live from closed. */
async function dashboards(database: TestDatabase, userCode: string): Promise<unknown[]> {
  const filters = [
    [null, null],
    ["friends", null],
    ["", null],
    [null, "a1"],
    [null, ""],
  ];
  return as(database, "authenticated", MEMBER, async () => {
    const answers: unknown[] = [];
    for (const [group, contact] of filters) {
      const [row] = await database.rows<{
        answer: Record<string, unknown> & { days: Record<string, unknown>[] };
      }>(`select analytics_dashboard($1, '2025-10-20', '2025-11-12', $2, $3, 'previous', null) as answer`, [
        userCode,
        group,
        contact,
      ]);
      const { computed_at: _, days, ...rest } = row!.answer;
      answers.push({ ...rest, days: days.map(({ state: _state, computed_at: _at, ...totals }) => totals) });
    }
    return answers;
  });
}

const plain = (counted: ReturnType<typeof recount>) => ({
  totals: Object.fromEntries(counted.totals),
  targets: Object.fromEntries(counted.targets),
  pages: Object.fromEntries(counted.pages),
  dimensions: Object.fromEntries(counted.dimensions),
});

/** What the daily tables hold of an owner, in the recount's shape. */
async function dailyRows(database: TestDatabase, userCode: string) {
  const totals = "visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds";
  const read = async (sql: string) =>
    Object.fromEntries(
      (await database.rows<{ key: string }>(sql, [userCode])).map(({ key, ...numbers }) => [key, numbers]),
    );
  return {
    totals: await read(`
      select 'owner||' || date as key, ${totals} from analytics_daily_user_stats where user_code = $1
      union all
      select 'group|' || group_code || '|' || date, ${totals} from analytics_daily_group_stats where user_code = $1
      union all
      select 'contact|' || share_code || '|' || date, ${totals} from analytics_daily_contact_stats where user_code = $1`),
    targets: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || target as key, visitors, sessions, clicks, opened, stayed
      from analytics_daily_click_targets where user_code = $1`),
    pages: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || page as key,
        visitors, sessions, page_views, clicks, entries, exits
      from analytics_daily_page_stats where user_code = $1`),
    dimensions: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || dimension || '|' || value as key,
        visitors, sessions, page_views, clicks, contacting_sessions
      from analytics_daily_dimension_stats where user_code = $1 and dimension in ('country', 'device')`),
  };
}
