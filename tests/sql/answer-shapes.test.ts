import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { contactHistory } from "#lib/analytics/contact-history.ts";
import { dashboard } from "#lib/analytics/dashboard.ts";
import { OWNER_LISTS } from "#lib/export/export-tables.ts";
import { legacyComparison } from "#lib/legacy/compare.ts";
import { ownerData, ownerVolume } from "#lib/owners/owner-data.ts";
import { ownerSettings } from "#lib/owners/owner-settings.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { visit } from "#tests/support/history.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase("PGlite");
  await addOwner(database, "myclik");
  const visits = ["2026-02-02", "2026-02-03"].map((day, batch) =>
    visit("myclik", { start: new Date(`${day}T08:00:00Z`), share: "a1", targets: ["phone"], batch }),
  );
  const batches = [...visits, { ...visits[0], page_views: [], clicks: [], filtered: { bot: 2 } }];
  const send = () => database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
  await send();
  await database.rows("select aggregate_analytics_daily()");
  await database.rows("select analytics_verify('2026-02-01', '2026-02-04')");
  const late = [visit("myclik", { start: new Date("2026-02-03T18:00:00Z"), share: "a1" })];
  await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches: late })]);
  await database.rows("select analytics_record_share_preview('myclik', 'a1', 'WhatsApp')");
  await database.rows("select backfill_aggregates('2026-02-03', '2026-02-03')");
});
afterAll(() => database.close());

const DAYS = "'2026-02-01', '2026-02-04'";
const list = (row: z.ZodType) =>
  z.object({
    period: z.object({ from: z.string(), to: z.string() }),
    rows: z.array(row),
    next: z.unknown(),
  });

test.each<[string, z.ZodType]>([
  [`analytics_dashboard('myclik', ${DAYS})`, dashboard],
  [`analytics_dashboard('myclik', '2026-02-03', '2026-02-03', 'friends', 'a1', 'year')`, dashboard],
  [
    `analytics_dashboard('myclik', '2026-02-03', '2026-02-03', p_filters => '[["is", "target", ["phone"]]]')`,
    dashboard,
  ],
  [`analytics_contact('myclik', 'a1', ${DAYS})`, contactHistory],
  [`analytics_contact('myclik', '', ${DAYS})`, contactHistory],
  [`analytics_owner_data('myclik', ${DAYS})`, ownerData],
  [`analytics_owner_volume('myclik')`, ownerVolume],
  [`analytics_owner_settings('myclik')`, ownerSettings],
  [`analytics_owner_shares('myclik')`, ownerShares],
  [`analytics_legacy_comparison('myclik')`, legacyComparison],
  ...Object.entries(OWNER_LISTS).map(([name, row]): [string, z.ZodType] => [
    `analytics_owner_export('myclik', '${name}', ${DAYS}, 'a1')`,
    list(row),
  ]),
])("the shape of %s takes what the database answers", async (call, shape) => {
  const [row] = await as(database, "authenticated", MEMBER, () =>
    database.rows<{ answer: unknown }>(`select ${call} as answer`),
  );
  const parsed = shape.parse(row?.answer);
  expect(row?.answer).toMatchObject(parsed as object);
  // A dashboard is passed on as JSON: its shape must drop nothing.
  if (shape === dashboard) expect(parsed).toEqual(row?.answer);
});
