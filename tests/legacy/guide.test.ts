import { expect, test } from "vitest";
import { beyondTolerance, compareLegacy } from "#lib/legacy/compare.ts";
import { importLegacy } from "#lib/legacy/import.ts";
import { migrate } from "#supabase/local/migrate.ts";
import { fillOldSystem, OLD_OWNERS } from "#tests/legacy/old-system.ts";
import { callerOf, catalogOf, DOWN } from "#tests/legacy/support.ts";
import { openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { addOwner } from "#tests/support/owners.ts";

/** `ROWS=500000 npx vitest run tests/legacy/guide.test.ts` for a table of the old system's own size. */
const ROWS = Number(process.env.ROWS ?? 60_000);
const PERIOD = { from: "2026-03-01", to: "2026-05-01" };
/** The days that late events and other time zones move old rows to. */
const COMPARED = { from: "2026-02-20", to: "2026-05-03" };
const OPTIONS = { ...PERIOD, stepRows: ROWS / 25, createOwners: false };

test(`an old system of ${ROWS} awkward rows goes through the whole guide and back, and nothing is unexplained`, {
  timeout: 400_000,
}, async () => {
  const database = await openTestDatabase("PostgreSQL");
  const caller = callerOf(database);
  try {
    // Before: a database that has only the old system.
    await database.run(DOWN);
    await database.run("create policy old_clients on analytics_events for insert to anon with check (true)");
    await database.run("grant insert on analytics_events to anon");
    await fillOldSystem(database, ROWS);
    const old = await checksumOf(database);
    const oldCatalog = await catalogOf(database);

    // 1. Migrate.
    await migrate(database);
    expect(await checksumOf(database)).toEqual(old);
    await addOwners(database);

    // 2. Import: cut off after some steps, then finished; every row accounted for.
    let steps = 0;
    const cutOff = importLegacy(caller, OPTIONS, {
      imported: () => {
        steps += 1;
        if (steps === 3) throw new Error("cut off");
      },
    });
    await expect(cutOff).rejects.toThrow("cut off");
    const outcome = await importLegacy(caller, OPTIONS);
    expect(outcome.failed).toBe(0);
    const [accounted] = await database.rows<{ rows: number; late: number }>(
      `select count(*) as rows, count(*) filter (where reason = 'unknown_owner') as late from analytics_legacy_rows`,
    );
    expect(accounted?.rows).toBe(ROWS);
    expect(accounted?.late).toBeGreaterThan(ROWS / 1_250);

    // 3. Compare: each difference has its class.
    const comparison = await compareLegacy(caller, COMPARED.from, COMPARED.to);
    expect(comparison.not_imported).toBe(0);
    expect(beyondTolerance(comparison, 0)).toEqual([]);
    for (const { unexplained, old: was, new: now } of comparison.metrics) {
      expect(unexplained).toBe(0);
      expect(Math.min(was, now)).toBeGreaterThan(ROWS / 5);
    }
    const causes = new Set(comparison.metrics.flatMap(({ explained }) => Object.keys(explained)));
    expect([...causes].sort()).toEqual(EXPECTED_CAUSES);

    // 4. Archive, and drop in so many words.
    await expect(caller.call("analytics_archive_legacy_events", { p_confirm: "yes" })).rejects.toThrow(
      "say exactly: drop analytics_events",
    );
    expect(await caller.call("analytics_archive_legacy_events")).toMatchObject({
      matches: true,
      dropped: false,
    });
    expect(
      await caller.call("analytics_archive_legacy_events", { p_confirm: "drop analytics_events" }),
    ).toMatchObject({
      matches: true,
      dropped: true,
    });

    // Back: the old system is as it was, to the row, the policy and the grant.
    await database.run(DOWN);
    expect(await checksumOf(database)).toEqual(old);
    expect(await catalogOf(database)).toEqual(oldCatalog);
    await database.run("set role anon");
    await database.run(
      `insert into analytics_events (user_code, event_type, event_data, created_at)
       values ('myclik', 'page_view', '{"page": "home", "sessionId": "after"}', '2026-04-01T12:00:00Z')`,
    );
    await database.run("reset role");
    await database.run(DOWN);

    // And forward again: the migrations apply, and the import finds the row that came in between.
    await migrate(database);
    await addOwners(database);
    const small = { ...OPTIONS, from: "2026-04-01", to: "2026-04-01" };
    const again = await importLegacy(caller, small);
    const [there] = await database.rows<{ rows: number }>(
      `select count(*) as rows from analytics_events where created_at >= '2026-04-01' and created_at < '2026-04-02'`,
    );
    expect(again.rows).toBe(there?.rows);
  } finally {
    await database.close();
  }
});

const EXPECTED_CAUSES = [
  "bot",
  "click_without_target",
  "duplicate",
  "event_data_is_no_object",
  "folded_code",
  "invalid_owner",
  "late",
  "no_owner",
  "no_session",
  "renamed",
  "session_row",
  "session_share",
  "time_zone",
  "unknown_event_type",
  "unknown_owner",
];

async function addOwners(database: TestDatabase): Promise<void> {
  for (const [code, zone] of Object.entries(OLD_OWNERS)) await addOwner(database, code, zone);
}

async function checksumOf(database: TestDatabase): Promise<unknown> {
  const rows = await database.rows(
    "select count(*) as rows, sum(('x' || left(md5(e::text), 15))::bit(60)::bigint) as checksum from analytics_events e",
  );
  return rows[0];
}
