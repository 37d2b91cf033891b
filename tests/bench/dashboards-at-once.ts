import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { MEMBER } from "#tests/bench/rollup-load.ts";

/** Dashboards asked for by some members at once. */
export type AtOnce = {
  /** Every answer's time in milliseconds, shortest first. */
  times: number[];
  aSecond: number;
  /** Of the moments at which a server process answered: what part it was computing, and what else it waited for, by PostgreSQL's names. */
  doing: { computing: number; waiting: Record<string, number> };
};

/** Members who look at once, each at the 30 days of one random owner after the other. */
export async function dashboardsAtOnce(
  url: string,
  owners: string[],
  members: number,
  answersEach: number,
): Promise<AtOnce> {
  const times: number[] = [];
  const ask = (client: pg.Client, owner = "") =>
    client.query(
      "select analytics_dashboard($1, current_date - 30, current_date - 1, p_compare => 'previous')",
      [owner],
    );
  const clients = await Promise.all(
    Array.from({ length: members }, async () => {
      const client = await connected(url);
      await client.query(`select set_config('request.jwt.claims', '{"sub": "${MEMBER}"}', false)`);
      // A connection plans its first answer, which is told by itself.
      await ask(client, owners[0]);
      return client;
    }),
  );
  const watch = await watchedProcesses(url);
  const began = performance.now();
  await Promise.all(
    clients.map(async (client, member) => {
      for (let question = 0; question < answersEach; question++) {
        const started = performance.now();
        await ask(client, owners[(member * 7919 + question * 104_729) % owners.length]);
        times.push(performance.now() - started);
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const doing = await watch.stop();
  await Promise.all(clients.map((client) => client.end()));
  return { times: times.toSorted((a, b) => a - b), aSecond: times.length / seconds, doing };
}

/** Looks again and again at what the server's processes are doing, until it is stopped. */
async function watchedProcesses(url: string): Promise<{ stop: () => Promise<AtOnce["doing"]> }> {
  const client = await connected(url);
  const seen = new Map<string, number>();
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      const { rows } = await client.query<{ event: string; processes: number }>(`
        select coalesce(wait_event_type || ' ' || wait_event, 'computing') as event, count(*)::int as processes
        from pg_stat_activity
        where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'
        group by 1`);
      for (const { event, processes } of rows) seen.set(event, (seen.get(event) ?? 0) + processes);
      await setTimeout(20);
    }
    await client.end();
  })();
  return {
    stop: async () => {
      isOver = true;
      await looking;
      const all = Math.max(
        [...seen.values()].reduce((sum, processes) => sum + processes, 0),
        1,
      );
      const { computing = 0, ...waiting } = Object.fromEntries(
        [...seen].map(([event, processes]) => [event, processes / all]),
      );
      return { computing, waiting };
    },
  };
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  return client;
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
