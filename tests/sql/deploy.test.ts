import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NativePostgres } from "#supabase/local/native-postgres.ts";
import { hasDebianPostgres, startDebianPostgres } from "#tests/support/debian-postgres.ts";

const root = new URL("../..", import.meta.url).pathname;
const cli = createRequire(import.meta.url).resolve("supabase/dist/supabase.js");

const LEGACY = new Set(
  readdirSync(`${root}supabase/schemas/legacy`).map((file) => file.replace(/\.sql$/, "")),
);

const isHere = hasDebianPostgres("pg_cron");
if (!isHere) console.log("Skipped: Debian's postgresql-15 with postgresql-15-cron is not installed.");

describe.skipIf(!isHere)("a deployment to Debian's PostgreSQL 15 by the Supabase CLI", () => {
  let server: NativePostgres;
  let client: pg.Client;

  beforeAll(async () => {
    server = await startDebianPostgres();
    client = new pg.Client(server.url);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await server.stop();
  });

  const npmRun = () =>
    spawnSync(process.execPath, ["scripts/db-migrate.ts"], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, DATABASE_URL: server.url },
    });

  test("npm run db:migrate applies every migration, and a second time none", async () => {
    const first = npmRun();
    expect(`${first.stdout}${first.stderr}`).toContain(
      "Applying migration 004_analytics_scalable_schema.sql",
    );
    expect(first.status).toBe(0);
    const second = npmRun();
    expect(`${second.stdout}${second.stderr}`).toContain("up to date");
    expect(second.status).toBe(0);
  });

  test("the documented statements run", async () => {
    for (const statement of [
      "SELECT aggregate_analytics_daily();",
      "SELECT aggregate_analytics_daily('2025-01-15'::DATE);",
      "SELECT backfill_aggregates(CURRENT_DATE - INTERVAL '90 days', CURRENT_DATE - INTERVAL '1 day');",
      "SELECT cleanup_old_raw_events(90);",
      "SELECT * FROM analytics_summary;",
      "SELECT * FROM analytics_table_sizes;",
      "SELECT * FROM analytics_health;",
    ]) {
      await expect(client.query(statement)).resolves.toBeDefined();
    }
  });

  test("pg_cron has the one job, at 02:00, and is seen to run it", async () => {
    const { rows } = await client.query("select jobid, jobname, schedule, command from cron.job");
    expect(rows).toMatchObject([
      {
        jobname: "aggregate-analytics-daily",
        schedule: "0 2 * * *",
        command: "call daybook.aggregate_nightly()",
      },
    ]);
    await client.query("select cron.alter_job($1, schedule => '* * * * *')", [rows[0].jobid]);
    await expect
      .poll(
        async () =>
          (await client.query("select status from cron.job_run_details order by runid limit 1")).rows[0]
            ?.status,
        { timeout: 90_000, interval: 1_000 },
      )
      .toBe("succeeded");
  }, 100_000);

  test.skipIf(!hasDebianPostgres("plpgsql_check"))("supabase db lint finds nothing", () => {
    const lint = spawnSync(
      process.execPath,
      [cli, "db", "lint", "--remote", server.url, "--schema", "public,daybook"],
      {
        cwd: root,
        encoding: "utf8",
        env: { ...process.env, DO_NOT_TRACK: "1" },
      },
    );
    // What moves from the old system works on temporary tables and on a table that need not be there, as Auth's are not here.
    const list = lint.stdout.indexOf("[");
    const found: { function: string; issues: { message: string }[] }[] =
      list < 0 ? [] : JSON.parse(lint.stdout.slice(list));
    const isLegacy = ({ function: name, issues }: (typeof found)[number]) =>
      LEGACY.has(name.replace(/^\w+\./, "")) ||
      issues.every(({ message }) => /analytics_events|"auth\.\w+"/.test(message));
    expect(found.filter((entry) => !isLegacy(entry))).toEqual([]);
    expect(lint.status).toBe(0);
  });
});
