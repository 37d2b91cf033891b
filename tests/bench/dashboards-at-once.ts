import pg from "pg";
import { MEMBER } from "#tests/bench/rollup-load.ts";

const AT_ONCE = 20;
const EACH = 20;

/** Twenty members who look at once, each at one random owner's 30 days after the other: every answer's time in ms, shortest first. */
export async function dashboardsAtOnce(url: string, owners: string[]): Promise<number[]> {
  const times: number[] = [];
  const look = async (member: number) => {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(`select set_config('request.jwt.claims', '{"sub": "${MEMBER}"}', false)`);
    const ask = (owner = "") =>
      client.query(
        "select analytics_dashboard($1, current_date - 30, current_date - 1, p_compare => 'previous')",
        [owner],
      );
    // A connection plans its first answer, which is told by itself.
    await ask(owners[0]);
    for (let question = 0; question < EACH; question++) {
      const owner = owners[(member * 7919 + question * 104_729) % owners.length];
      const started = performance.now();
      await ask(owner);
      times.push(performance.now() - started);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, member) => look(member)));
  return times.toSorted((a, b) => a - b);
}

/** An owner who has the daily rows of another's yesterday on each day of two years. */
export async function loadYears(client: pg.Client, owner: string, from: string): Promise<void> {
  const { rows } = await client.query<{ table: string; columns: string }>(`
    select table_name as table, string_agg(quote_ident(column_name), ', ') as columns
    from information_schema.columns
    where table_schema = 'public' and column_name not in ('user_code', 'date') and table_name in (
      'analytics_days', 'analytics_daily_user_stats', 'analytics_daily_group_stats', 'analytics_daily_contact_stats',
      'analytics_daily_click_targets', 'analytics_daily_page_stats', 'analytics_daily_breakdowns'
    )
    group by table_name`);
  await client.query("insert into analytics_owners (user_code, name) values ($1, 'Bench')", [owner]);
  await client.query(
    "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ($1, '-infinity', 'UTC')",
    [owner],
  );
  await client.query("insert into analytics_members (user_code, user_id, role) values ($1, $2, 'owner')", [
    owner,
    MEMBER,
  ]);
  for (const { table, columns } of rows) {
    await client.query(
      `insert into ${table} (user_code, date, ${columns})
       select $1, current_date - day, ${columns} from ${table} cross join generate_series(1, 730) as day
       where user_code = $2 and date = current_date - 1`,
      [owner, from],
    );
  }
}

/** All columns of a year's daily rows that a dashboard reads: what it cannot be faster than. */
export const plainYear = (owner: string) => `
  select
    (select count(t) from analytics_daily_user_stats t where t.user_code = '${owner}' and t.date between current_date - 365 and current_date - 1),
    (select count(t) from analytics_daily_group_stats t where t.user_code = '${owner}' and t.date between current_date - 365 and current_date - 1),
    (select count(t) from analytics_daily_contact_stats t where t.user_code = '${owner}' and t.date between current_date - 365 and current_date - 1),
    (select count(t) from analytics_daily_click_targets t where t.user_code = '${owner}' and t.date between current_date - 365 and current_date - 1),
    (select count(t) from analytics_daily_page_stats t where t.user_code = '${owner}' and t.date between current_date - 365 and current_date - 1),
    (
      select count(v)
      from analytics_daily_breakdowns b
      cross join lateral unnest(b.breakdown) as v
      where b.user_code = '${owner}' and b.scope = 'owner' and b.scope_code = '' and b.date between current_date - 365 and current_date - 1
    )`;

/** The same days as a dashboard. */
export const throughYear = (owner: string) =>
  `select analytics_dashboard('${owner}', current_date - 365, current_date - 1)`;
