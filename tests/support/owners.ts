import type { TestDatabase } from "#tests/support/databases.ts";

/** What these need of a database. */
export type Caller = Pick<TestDatabase, "rows" | "run">;

/** The auth user that `addOwner` makes a member. */
export const MEMBER = "00000000-0000-4000-8000-000000000001";
export const STRANGER = "00000000-0000-4000-8000-000000000002";

/** Adds an owner with MEMBER as its owner, two groups and four shares. */
export async function addOwner(database: Caller, userCode: string, timeZone = "UTC"): Promise<void> {
  await database.rows("insert into analytics_owners (user_code, name, time_zone) values ($1, $1, $2)", [
    userCode,
    timeZone,
  ]);
  await database.rows(
    "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', $2)",
    [userCode, timeZone],
  );
  await database.rows("insert into analytics_members (user_code, user_id, role) values ($1, $2, 'owner')", [
    userCode,
    MEMBER,
  ]);
  await database.rows(
    `insert into analytics_groups (user_code, group_code, name)
     values ($1, 'friends', 'Friends'), ($1, 'business', 'Business')`,
    [userCode],
  );
  await database.rows(
    `insert into analytics_shares (user_code, share_code, group_code, contact)
     values ($1, 'a1', 'friends', 'Ana'), ($1, 'b2', 'friends', 'Ben'), ($1, 'c3', 'business', 'Cleo'), ($1, 'd4', null, 'Dora')`,
    [userCode],
  );
}

/**
 * Runs statements as an API role would: `authenticated` with a user's id, `anon` or `service_role` without.
 * @param sessionId what the token names as its session; these databases have no auth.sessions unless a test makes it
 */
export async function as<T>(
  database: Caller,
  role: "anon" | "authenticated" | "service_role",
  userId: string | null,
  work: () => Promise<T>,
  sessionId?: string,
): Promise<T> {
  const claims = JSON.stringify(userId ? { sub: userId, role, session_id: sessionId } : { role });
  await database.run(`select set_config('request.jwt.claims', '${claims}', false); set role ${role};`);
  try {
    return await work();
  } finally {
    await database.run("reset role; select set_config('request.jwt.claims', '', false);");
  }
}
