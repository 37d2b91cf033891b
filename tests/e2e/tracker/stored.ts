import { expect } from "@playwright/test";
import { underTest } from "#tests/e2e/environment.ts";
import { secretClient } from "#tests/support/daybook.ts";

const service = secretClient(underTest().supabaseUrl, underTest().secretKey);

/** The shares that each of these owners has; other codes are direct visits. */
const SHARES = ["k7f2", "other", "fair-26"];

let owners = 0;

/** An owner that no other test has. */
export async function newOwner(settings: { allowed_origins?: string[] } = {}): Promise<string> {
  const userCode = `t-${Date.now().toString(36)}-${process.pid.toString(36)}-${owners++}`;
  ok(
    await service.from("analytics_owners").insert({ user_code: userCode, name: "Tracker test", ...settings }),
  );
  ok(
    await service
      .from("analytics_owner_time_zones")
      .insert({ user_code: userCode, time_zone: "UTC", valid_from: "-infinity" }),
  );
  const shares = SHARES.map((share_code) => ({ user_code: userCode, share_code }));
  ok(await service.from("analytics_shares").insert(shares));
  return userCode;
}

type Session = Record<
  "session_id" | "share_code" | "referrer" | "utm_source" | "utm_campaign" | "language" | "started_at",
  string
>;
type StoredEvent = {
  event_id: string;
  session_id: string;
  at: string;
  page: string;
  target?: string;
  outcome?: string | null;
};

/** Everything that the database has of an owner, oldest first. */
export async function stored(userCode: string) {
  const [sessions, views, clicks, log] = await Promise.all([
    service.from("analytics_sessions").select().eq("user_code", userCode).order("started_at"),
    service.from("analytics_page_views").select().eq("user_code", userCode).order("at"),
    service.from("analytics_clicks").select().eq("user_code", userCode).order("at"),
    service.from("analytics_ingest_log").select("kind, code, events").eq("user_code", userCode),
  ]);
  const counted = (kind: string) =>
    (ok(log) as { kind: string; events: number }[])
      .filter((row) => row.kind === kind)
      .reduce((sum, row) => sum + row.events, 0);
  return {
    sessions: ok(sessions) as Session[],
    views: ok(views) as StoredEvent[],
    clicks: ok(clicks) as StoredEvent[],
    pages: (ok(views) as StoredEvent[]).map(({ page }) => page),
    targets: (ok(clicks) as StoredEvent[]).map(({ target }) => target),
    /** As the accounting has it: what was sent more than once, what was refused. */
    duplicates: counted("duplicate"),
    rejected: counted("rejected"),
  };
}

/** Waits until the database has exactly these pages, in any order. */
export async function expectPages(userCode: string, pages: string[]): Promise<void> {
  await expect.poll(async () => (await stored(userCode)).pages.sort()).toEqual([...pages].sort());
}

/** Waits until the database has exactly these targets, in any order. */
export async function expectTargets(userCode: string, targets: string[]): Promise<void> {
  await expect.poll(async () => (await stored(userCode)).targets.sort()).toEqual([...targets].sort());
}

function ok<T>({ data, error }: { data: T; error: { message: string } | null }): T {
  if (error) throw new Error(error.message);
  return data;
}
