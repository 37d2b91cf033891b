import { FROM, TO } from "#tests/sql/support/random-history.ts";
import type { TestDatabase } from "#tests/support/databases.ts";
import { as, MEMBER } from "#tests/support/owners.ts";

/** The dashboard under every filter, without what tells live from closed. */
export async function dashboards(database: TestDatabase, userCode: string): Promise<unknown[]> {
  const filters = [
    [null, null],
    ["friends", null],
    ["", null],
    [null, "a1"],
    [null, ""],
  ];
  return as(database, "authenticated", MEMBER, async () => {
    const answers: unknown[] = [];
    for (const [group, contact] of filters) {
      const [row] = await database.rows<{
        answer: Record<string, unknown> & {
          days: Record<string, unknown>[];
          annotations: { kind: string }[];
        };
      }>(`select analytics_dashboard($1, '${FROM}', '${TO}', $2, $3, 'previous', null) as answer`, [
        userCode,
        group,
        contact,
      ]);
      const { computed_at: _, days, annotations, ...rest } = row!.answer;
      answers.push({
        ...rest,
        // That a closed day was counted anew is noted when it happens.
        annotations: annotations.filter(({ kind }) => kind !== "revision"),
        days: days.map(({ state: _state, computed_at: _at, ...totals }) => totals),
      });
    }
    return answers;
  });
}

/**
 * The same, with the sums of each breakdown instead of its rows: which values of a day are named is decided when the whole day
 * is counted, and may change with it.
 */
export function withoutNames(dashboards: unknown[]): unknown[] {
  type List = { rows: Record<string, number>[] };
  const sums = ({ rows }: List, ...names: string[]) =>
    names.map((name) => rows.reduce((sum, row) => sum + (row[name] ?? 0), 0));
  return (dashboards as { targets: List; pages: List; dimensions: Record<string, List> }[]).map(
    ({ targets, pages, dimensions, ...rest }) => ({
      ...rest,
      targets: sums(targets, "clicks", "opened", "stayed", "previous_clicks"),
      pages: sums(pages, "page_views", "clicks", "entries", "exits", "previous_page_views"),
      // A session has one value of an attribute, but may lead to several sites.
      dimensions: Object.entries(dimensions).map(([name, list]) =>
        name === "site"
          ? sums(list, "clicks")
          : sums(list, "sessions", "page_views", "clicks", "contacting_sessions"),
      ),
    }),
  );
}

type Rows = Record<string, Record<string, number>>;

/** What the daily tables hold of an owner, in the recount's shape: by `scope|code|date`, and `|value` in breakdowns. */
export type OwnerRows = { totals: Rows; targets: Rows; pages: Rows; dimensions: Rows };

const eachTable = (all: OwnerRows, change: (rows: Rows, table: keyof OwnerRows) => Rows): OwnerRows => ({
  totals: change(all.totals, "totals"),
  targets: change(all.targets, "targets"),
  pages: change(all.pages, "pages"),
  dimensions: change(all.dimensions, "dimensions"),
});
const dayOf = (key: string) => key.split("|")[2]!;

/** The rows of some days. */
export const rowsOfDays = (all: OwnerRows, isMeant: (date: string) => boolean): OwnerRows =>
  eachTable(all, (rows) => Object.fromEntries(Object.entries(rows).filter(([key]) => isMeant(dayOf(key)))));

/** On some days the sums of each breakdown instead of its rows; visitors and visits do not add up over its values. */
export const withoutNamesOnDays = (all: OwnerRows, isMeant: (date: string) => boolean): OwnerRows =>
  eachTable(all, (rows, table) => {
    if (table === "totals") return rows;
    const result: Rows = {};
    for (const [key, numbers] of Object.entries(rows)) {
      if (!isMeant(dayOf(key))) {
        result[key] = numbers;
        continue;
      }
      const [scope, code, date, dimension] = key.split("|");
      const sum = `${scope}|${code}|${date}|${table === "dimensions" ? dimension : ""}`;
      const sums = result[sum] ?? {};
      result[sum] = sums;
      for (const [name, number] of Object.entries(numbers)) {
        if (["visitors", "sessions", "contacting_sessions"].includes(name)) continue;
        sums[name] = (sums[name] ?? 0) + number;
      }
    }
    return result;
  });

/** What the daily tables hold of an owner. */
export async function dailyRows(database: TestDatabase, userCode: string): Promise<OwnerRows> {
  const totals = "visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds";
  const read = async (sql: string) =>
    Object.fromEntries(
      (await database.rows<{ key: string } & Record<string, number>>(sql, [userCode])).map(
        ({ key, ...numbers }) => [key, numbers],
      ),
    );
  return {
    totals: await read(`
      select 'owner||' || date as key, ${totals} from analytics_daily_user_stats where user_code = $1
      union all
      select 'group|' || group_code || '|' || date, ${totals} from analytics_daily_group_stats where user_code = $1
      union all
      select 'pair|' || group_code || '/' || share_code || '|' || date, ${totals}
      from daybook.group_contacts where user_code = $1
      union all
      select 'contact|' || share_code || '|' || date, ${totals} from analytics_daily_contact_stats where user_code = $1`),
    targets: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || target as key, visitors, sessions, clicks, opened, stayed
      from daybook.daily_targets where user_code = $1`),
    pages: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || page as key,
        visitors, sessions, page_views, clicks, entries, exits
      from daybook.daily_pages where user_code = $1`),
    dimensions: await read(`
      select scope || '|' || scope_code || '|' || date || '|' || dimension || '|' || value as key,
        visitors, sessions, page_views, clicks, contacting_sessions
      from analytics_daily_dimension_stats where user_code = $1 and dimension in ('country', 'device', 'referrer', 'language', 'site')`),
  };
}
