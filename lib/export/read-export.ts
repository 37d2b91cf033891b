import "server-only";
import { z } from "zod";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { filter } from "#lib/analytics/dashboard.ts";
import { COMPARES, comparisonOf, type Query } from "#lib/analytics/query.ts";
import { resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import {
  type DashboardTable,
  type Export,
  type ExportRow,
  exportCells,
  groupRows,
  isSteps,
  listRows,
  OWNER_LISTS,
  type OwnerTable,
  onePage,
  shareRows,
  shownTable,
} from "#lib/export/export-tables.ts";
import { legacyComparison } from "#lib/legacy/compare.ts";
import { auditPage } from "#lib/owners/audit-log.ts";
import { ownerData, ownerVolume } from "#lib/owners/owner-data.ts";
import { requireMember } from "#lib/owners/require-member.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { callAsMember, type MemberAsker, memberAsker } from "#lib/supabase/call-as-member.ts";
import { dataOf, MemberError } from "#lib/supabase/member-errors.ts";

const period = z.object({ from: z.string(), to: z.string() });

/**
 * One table of a dashboard, whole, read with the member's rights.
 * @throws MemberError of any code
 */
export async function exportDashboardTable(
  userCode: string,
  table: DashboardTable,
  query: Query,
): Promise<Export> {
  const contact = query.contact !== null && { contact: query.contact };
  if (isSteps(table)) return shownTable(await readDashboard(userCode, query, 1), table);
  const { time_zone } = await requireMember(userCode);
  const { from, to } = resolveRangeNow(query.range, time_zone);
  const parameters = {
    p_user_code: userCode,
    p_from: from,
    p_to: to,
    p_group: query.group,
    p_contact: query.contact,
    p_compare: comparisonOf(query),
    p_filters: query.filters,
    p_list: table,
  };
  const { first, pages } = await paged("analytics_dashboard_list", parameters, listPage);
  return {
    owner: { user_code: userCode, time_zone },
    table,
    period: first.period,
    filter: first.filter,
    compare: first.compare,
    ...contact,
    computed_at: first.computed_at,
    pages: mapped(pages, (rows) => listRows(rows, table)),
  };
}

const listPage = z.object({
  period,
  filter,
  compare: z.enum(COMPARES),
  computed_at: z.string(),
  rows: z.array(exportCells),
  next: z.string().nullable(),
});

type Asked = { userCode: string; query: Query; from: string | null; to: string | null; timeZone: string };

/**
 * One table of the data, shares or contact screen, whole, read with the member's rights.
 * @throws MemberError of any code
 */
export async function exportOwnerTable(userCode: string, table: OwnerTable, query: Query): Promise<Export> {
  const { time_zone } = await requireMember(userCode);
  const { from, to } = resolveRangeNow(query.range, time_zone);
  const read = await readTable({ userCode, query, from, to, timeZone: time_zone }, table);
  return {
    owner: { user_code: userCode, time_zone },
    table,
    computed_at: new Date().toISOString(),
    ...read,
  };
}

type Read = Pick<Export, "period" | "pages" | "contact">;

async function readTable(asked: Asked, table: OwnerTable): Promise<Read> {
  switch (table) {
    case "data_days":
      return list(asked, table, OWNER_LISTS[table], ({ codes: _, differences, ...day }) => ({
        ...day,
        differences: differences?.length ?? null,
      }));
    case "accounting":
      return list(asked, table, OWNER_LISTS[table], (row) => row);
    case "verifications":
      return list(asked, table, OWNER_LISTS[table], ({ differences, ...row }) => ({
        ...(row as ExportRow),
        ...differencesInCells(differences),
      }));
    case "revisions":
      return list(asked, table, OWNER_LISTS[table], ({ former, present, ...row }) => ({
        ...(row as ExportRow),
        ...named("former", former),
        ...named("present", present),
      }));
    case "visits":
    case "previews": {
      const { contact } = asked.query;
      if (contact === null) throw new MemberError("invalid_query", `contact: ${table} are those of a share.`);
      return { ...(await list(asked, table, OWNER_LISTS[table], (row) => row)), contact };
    }
    case "table_sizes": {
      const { from, to } = todayOnly(asked);
      const parameters = { p_user_code: asked.userCode, p_from: from, p_to: to };
      const { tables } = dataOf(await callAsMember("analytics_owner_data", parameters, ownerData));
      return { period: { from, to }, pages: onePage(tables ?? []) };
    }
    case "volume": {
      const parameters = { p_user_code: asked.userCode };
      const { tables } = dataOf(await callAsMember("analytics_owner_volume", parameters, ownerVolume));
      return { period: todayOnly(asked), pages: onePage(tables) };
    }
    case "shares":
    case "share_groups": {
      const parameters = { p_user_code: asked.userCode };
      const known = dataOf(await callAsMember("analytics_owner_shares", parameters, ownerShares));
      const period = { from: known.owner.today, to: known.owner.today };
      return { period, pages: onePage(table === "shares" ? shareRows(known) : groupRows(known)) };
    }
    case "legacy": {
      const parameters = { p_user_code: asked.userCode, p_limit: 100_000 };
      const answer = await callAsMember("analytics_legacy_comparison", parameters, legacyComparison);
      const { from, to, differing } = dataOf(answer);
      const today = todayOnly(asked);
      const rows = differing.flatMap(({ date, metrics }) =>
        metrics.map(({ explained, ...cell }) => ({ date, ...cell, ...named("explained", explained) })),
      );
      return { period: { from: from ?? today.from, to: to ?? today.to }, pages: onePage(rows) };
    }
    case "activity": {
      const parameters = { p_user_code: asked.userCode, p_rows: 5000 };
      const { pages } = await paged("analytics_owner_audit", parameters, auditPage);
      return {
        period: todayOnly(asked),
        pages: mapped(pages, (rows) =>
          rows.map(({ act_id: _, about, ...act }) => ({ ...act, about: JSON.stringify(about) })),
        ),
      };
    }
    default:
      return table satisfies never;
  }
}

/** A list of the SQL function `analytics_owner_export`, each row as a file's cells. */
async function list<Row>(
  { userCode, query, from, to }: Asked,
  table: OwnerTable,
  row: z.ZodType<Row>,
  cells: (row: Row) => ExportRow,
): Promise<Read> {
  const { first, pages } = await paged(
    "analytics_owner_export",
    { p_user_code: userCode, p_list: table, p_from: from, p_to: to, p_contact: query.contact },
    z.object({ period, rows: z.array(row), next: z.unknown() }),
  );
  return { period: first.period, pages: mapped(pages, (rows) => rows.map(cells)) };
}

type Page<Row> = { rows: Row[]; next?: unknown };

/**
 * The pages of a SQL function that takes `p_after` and gives `next`: the first one is read at once, the others when they
 * are asked for.
 */
async function paged<Row, Answer extends Page<Row>>(
  name: string,
  parameters: Record<string, unknown>,
  shape: z.ZodType<Answer>,
): Promise<{ first: Answer; pages: AsyncIterable<Answer["rows"]> }> {
  const asker: MemberAsker = await memberAsker();
  const ask = async (after: unknown) =>
    dataOf(await asker(name, (client) => client.rpc(name, { ...parameters, p_after: after }), shape));
  const first = await ask(null);
  async function* rest(): AsyncGenerator<Answer["rows"]> {
    for (let page = first; ; page = await ask(page.next)) {
      yield page.rows;
      if (page.next === null) return;
    }
  }
  return { first, pages: rest() };
}

async function* mapped<Row>(
  pages: AsyncIterable<Row[]>,
  change: (rows: Row[]) => ExportRow[],
): AsyncGenerator<ExportRow[]> {
  for await (const rows of pages) yield change(rows);
}

/** The period of a table that has none: today. */
function todayOnly({ timeZone }: Asked): { from: string; to: string } {
  const { to } = resolveRangeNow({ kind: "period", period: "today" }, timeZone);
  const today = to ?? "";
  return { from: today, to: today };
}

/** Totals under names of their own: `former_sessions`. */
function named(prefix: string, values: Record<string, number> | null): ExportRow {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [`${prefix}_${key}`, value]));
}

/** Differences as a file's cells, which hold no list: how many there are, and what they are as JSON. */
function differencesInCells(differences: unknown): ExportRow {
  const list = Array.isArray(differences) ? differences : [];
  return { differences: list.length, details: list.length > 0 ? JSON.stringify(list) : "" };
}
