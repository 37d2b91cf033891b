import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { DAY_MS } from "#lib/contract.ts";
import { migrateNative, type NativePostgres } from "#supabase/local/native-postgres.ts";
import { dailyRows } from "#tests/sql/support/numbers-of-owner.ts";
import { openDatabaseAt, openTestDatabase, type TestDatabase } from "#tests/support/databases.ts";
import { hasDebianPostgres } from "#tests/support/debian-postgres.ts";
import { visit } from "#tests/support/history.ts";
import { startHostedServer } from "#tests/support/hosted/hosted-postgres.ts";
import { addOwner, as, MEMBER } from "#tests/support/owners.ts";

const guide = readFileSync(new URL("../../docs/backup.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);
const [DUMP, DUMP_WITHOUT_RAW, RESTORE] = blocks("bash") as [string, string, string];
const CHECKS = blocks("sql")[0]!.trim().split("\n");
const OWNERS = ["berlin", "auckland"];

const isHere = hasDebianPostgres();
if (!isHere) console.log("Skipped: Debian's postgresql-15 is not installed.");

describe.skipIf(!isHere)("a backup of PostgreSQL 15, by the guide's commands", () => {
  let old: NativePostgres;
  let source: TestDatabase;
  let folder: string;
  const targets: TestDatabase[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "daybook-backup-"));
    old = await startHostedServer("PostgreSQL 15");
    await migrateNative(oldUrl());
    // Whoever a test calls as has no session.
    const auth = new pg.Client(old.url);
    await auth.connect();
    await auth.query("drop table auth.sessions");
    await auth.end();
    source = await openDatabaseAt(oldUrl());
    await live(source);
  });
  afterAll(async () => {
    for (const target of targets) await target.close();
    await source.close();
    await old.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const oldUrl = () => Object.assign(new URL(old.url), { username: "postgres", password: "postgres" }).href;
  const shell = async (commands: string, to?: string) => {
    const env = {
      ...process.env,
      OLD: oldUrl(),
      NEW: to,
      PATH: `/usr/lib/postgresql/15/bin:${process.env.PATH}`,
    };
    await promisify(execFile)("bash", ["-euc", commands], { cwd: folder, env });
  };
  /** A new project on PostgreSQL 18 with what the dump holds. */
  const restored = async (dump: string, commands = RESTORE) => {
    const target = await openTestDatabase("PostgreSQL");
    targets.push(target);
    const [{ name }] = (await target.rows<{ name: string }>("select current_database() as name")) as [
      { name: string },
    ];
    await shell(dump);
    await shell(commands, inject("nativeUrl").replace(/daybook$/, name));
    return target;
  };
  const rowsOf = async (database: TestDatabase) => {
    const rows: unknown[] = [];
    for (const owner of OWNERS) rows.push(await dailyRows(database, owner));
    return rows;
  };
  const shown = (database: TestDatabase) =>
    as(database, "authenticated", MEMBER, async () => {
      const answers: Record<string, unknown>[] = [];
      for (const owner of OWNERS) {
        const [row] = await database.rows<{ answer: Record<string, unknown> }>(
          "select analytics_dashboard($1, null, null, null, null, 'none', null) as answer",
          [owner],
        );
        const { totals, contacts, targets: clicked, pages, period } = row!.answer;
        answers.push({ totals, contacts, clicked, pages, period });
      }
      return answers;
    });

  test("with raw, on to PostgreSQL 18: the same numbers, every day recounts to them, each month in its partition", async () => {
    expect((await source.rows<{ v: string }>("select version() as v"))[0]!.v).toContain("PostgreSQL 15");
    const [firstCommand, ...rest] = RESTORE.trim().split("\n");
    const target = await restored(DUMP, firstCommand);
    expect((await target.rows<{ v: string }>("select version() as v"))[0]!.v).toContain("PostgreSQL 18");
    expect(await rowsOf(target)).toEqual(await rowsOf(source));
    expect(await shown(target)).toEqual(await shown(source));

    for (const command of rest) await shell(command, await urlOf(target));
    await source.run("call daybook.aggregate_nightly()");
    expect(await rowsOf(target)).toEqual(await rowsOf(source));
    const [verified, summary, health] = await checked(target);
    expect(verified).toMatchObject([{ analytics_verify: { differing: [] } }]);
    expect((verified as { analytics_verify: { days: number } }[])[0]!.analytics_verify.days).toBeGreaterThan(
      4,
    );
    expect(summary).toEqual((await checked(source))[1]);
    expect(health).toEqual([{ set_aside_days: 0, overdue_days: 0, default_partition_rows: 0 }]);
    const [again] = await target.rows<{ answer: object }>(
      "select backfill_aggregates(current_date - 400, current_date) as answer",
    );
    // Only what retention had removed before the dump is refused.
    expect(again!.answer).toMatchObject({
      failed: [],
      purged: [{ user_code: "auckland" }, { user_code: "auckland" }],
    });
    expect(await rowsOf(target)).toEqual(await rowsOf(source));
  });

  test("without raw: the daily rows are the same, no day is counted anew, and each is named", async () => {
    const target = await restored(DUMP_WITHOUT_RAW);
    expect(await target.rows("select 1 from analytics_sessions")).toEqual([]);
    expect(await rowsOf(target)).toEqual(await rowsOf(source));
    const [again] = await target.rows<{ answer: { purged: { date: string }[]; days: number } }>(
      "select backfill_aggregates(current_date - 400, current_date) as answer",
    );
    const [{ days }] = (await source.rows<{ days: number }>(
      "select count(*)::int as days from analytics_days where raw_events > 0",
    )) as [{ days: number }];
    expect(again!.answer).toMatchObject({ days: 0, failed: [] });
    expect(again!.answer.purged).toHaveLength(days);
    expect(await rowsOf(target)).toEqual(await rowsOf(source));

    await ingest(target, "berlin", new Date());
    await target.rows("select aggregate_analytics_daily(p_include_today => true)");
    expect(await shown(target)).not.toEqual(await shown(source));
    await ingest(source, "berlin", new Date());
    await source.rows("select aggregate_analytics_daily(p_include_today => true)");
    const views = (answers: unknown[]) =>
      answers.map((answer) => (answer as { totals: { page_views: number } }).totals.page_views);
    expect(views(await shown(target))).toEqual(views(await shown(source)));
  });

  const urlOf = async (database: TestDatabase) => {
    const [row] = await database.rows<{ name: string }>("select current_database() as name");
    return inject("nativeUrl").replace(/daybook$/, row!.name);
  };
  const checked = async (database: TestDatabase) => {
    const answers: Record<string, unknown>[][] = [];
    for (const check of CHECKS) answers.push(await database.rows(check));
    return answers;
  };
});

async function ingest(database: TestDatabase, owner: string, ...starts: Date[]): Promise<void> {
  const batches = starts.map((start, batch) =>
    visit(owner, {
      start,
      share: ["", "a1", "c3"][batch % 3],
      targets: ["phone"],
      visitor: batch % 4,
      batch,
    }),
  );
  await database.rows("select analytics_ingest_events($1)", [JSON.stringify({ batches })]);
}

/** Months of life: closed days, a purged one, late events that no run has seen, and what came today. */
async function live(database: TestDatabase): Promise<void> {
  const ago = (days: number) => new Date(Date.now() - days * DAY_MS);
  for (const [index, owner] of OWNERS.entries()) {
    await addOwner(database, owner, ["Europe/Berlin", "Pacific/Auckland"][index]);
    await ingest(database, owner, ...[240, 239, 100, 61, 60, 59, 20, 3, 2, 2].map(ago));
  }
  await database.rows("select aggregate_analytics_daily()");
  await database.rows("select cleanup_old_raw_events(200, 'auckland')");
  for (const owner of OWNERS) await ingest(database, owner, ago(3), ago(20));
}
