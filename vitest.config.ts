import { defineConfig } from "vitest/config";
import { hasDebianPostgres, IS_THINNED } from "#tests/support/debian-postgres.ts";

/** What a database must do whatever its engine: on PGlite, a PostgreSQL within the test's own process, and on a server. */
const ON_EVERY_ENGINE = [
  "tests/sql/*.test.ts",
  "tests/legacy/comparison.test.ts",
  "tests/legacy/import.test.ts",
];

/** What one engine answers like the other. */
const ON_PGLITE_ONLY = [
  "tests/owners/owners.test.ts",
  "tests/security/embedded-supabase.test.ts",
  "tests/security/matrix.test.ts",
  "tests/sql/answer-shapes.test.ts",
];

/**
 * What the newest server proves besides the oldest: plans, rights and random histories. Of all else nothing is proved a third
 * time: it runs on the oldest server, whose SQL is a part of the newest one's, and on PGlite, which is nearly as new.
 */
const ON_THE_NEWEST = ["tests/sql/{access,many-owners,plans,recount,statements,walls}.test.ts"];

/** What asks for plans and statistics of statements: those of servers count. */
const ON_SERVERS_ONLY = ["tests/sql/plans.test.ts"];

/** What starts processes, kills them, or needs a native PostgreSQL. */
const WITH_PROCESSES = [
  "tests/api/{answers,mcp,server-events}.test.ts",
  "tests/bench/load.test.ts",
  "tests/crash/**/*.test.ts",
  "tests/soak/**/*.test.ts",
  "tests/doctor/**/*.test.ts",
  "tests/http/command-settings.test.ts",
  "tests/ingest/fuzz/**/*.test.ts",
  "tests/ingest/ingest-server.test.ts",
  "tests/ingest/limits-postgres.test.ts",
  "tests/ingest/real-database.test.ts",
  "tests/legacy/awkward-tables.test.ts",
  "tests/legacy/commands.test.ts",
  "tests/legacy/dual-write.test.ts",
  "tests/legacy/guide.test.ts",
  "tests/sql/backup.test.ts",
  "tests/sql/concurrency.test.ts",
  "tests/sql/deploy.test.ts",
  "tests/sql/guest-guide.test.ts",
  "tests/sql/hosted.test.ts",
  "tests/sql/nightly-steps.test.ts",
  "tests/sql/types.test.ts",
  "tests/sql/upgrade.test.ts",
  "tests/sql/ways-in.test.ts",
  "tests/tracker/package.test.ts",
];

// A test file that is named nowhere here is a unit test: it can have no database but a fake one.
export default defineConfig({
  test: {
    // Long enough for a busy machine: a test that hangs fails, a slow one passes.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // One more than CI has cores: a file that waits, for a minute of pg_cron or a killed server, keeps no core busy.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["tests/**/*.test.ts"],
          exclude: [...ON_EVERY_ENGINE, ...ON_PGLITE_ONLY, ...WITH_PROCESSES, "tests/citus/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "database",
          // Threads share what V8 has made of PGlite's WebAssembly: half the work of a process for each file.
          pool: "threads",
          include: [...ON_EVERY_ENGINE, ...ON_PGLITE_ONLY],
          exclude: [...WITH_PROCESSES, ...ON_SERVERS_ONLY],
          globalSetup: ["tests/support/global-pglite.ts"],
          provide: { engines: ["PGlite"] },
        },
      },
      {
        extends: true,
        test: {
          name: "processes",
          include: [...(IS_THINNED ? ON_THE_NEWEST : ON_EVERY_ENGINE), ...WITH_PROCESSES],
          exclude: ON_PGLITE_ONLY,
          globalSetup: ["tests/support/global-postgres.ts"],
          provide: { engines: ["PostgreSQL"], nativeEngine: "PostgreSQL 18" },
        },
      },
      ...(hasDebianPostgres()
        ? [
            {
              extends: true as const,
              test: {
                name: "oldest",
                include: ON_EVERY_ENGINE,
                exclude: [...ON_PGLITE_ONLY, ...WITH_PROCESSES],
                globalSetup: ["tests/support/global-postgres.ts"],
                provide: { engines: ["PostgreSQL" as const], nativeEngine: "PostgreSQL 15" },
              },
            },
          ]
        : []),
    ],
  },
});
