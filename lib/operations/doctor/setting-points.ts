import type { Catalog } from "#lib/operations/doctor/catalogue.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";

const JOB = "aggregate-analytics-daily";

/** The server's settings and the nightly job. */
export function settingPoints({ settings, cron }: Catalog): Point[] {
  const major = Math.floor(settings.server_version / 10_000);
  return [
    point("PostgreSQL 15 or newer", major >= 15, `the server is ${major}: upgrade it`),
    point(
      "encoding UTF8",
      settings.server_encoding === "UTF8",
      `the database is ${settings.server_encoding}: names and pages need UTF8`,
    ),
    point(
      "role service_role bypasses row level security",
      settings.service_role_bypasses_rls === true,
      "alter role service_role bypassrls",
    ),
    jobPoint(cron),
  ];
}

/** Where pg_cron is not installed, Vercel Cron or the GitHub workflow do the same, and only their effect can be seen. */
function jobPoint({ installed, jobs }: Catalog["cron"]): Point {
  if (!installed) return { name: "nightly job: no pg_cron here, so the cron route does the nightly run" };
  const name = `nightly job ${JOB}`;
  const job = jobs.find((candidate) => candidate.name === JOB);
  if (!job) return { name, todo: "missing: schedule it as the end of migration 004 does" };
  if (!job.active) return { name, todo: "not active: select cron.alter_job(jobid, active => true)" };
  return point(name, /aggregate_analytics/.test(job.command), `it runs something else: ${job.command}`);
}
