import "server-only";
import { z } from "zod";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import type { Query } from "#lib/analytics/query.ts";
import { resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import {
  type DashboardTable,
  type Export,
  type ExportRow,
  exportRows,
  OWNER_LISTS,
  type OwnerTable,
} from "#lib/export/export-tables.ts";
import { legacyComparison } from "#lib/legacy/compare.ts";
import { type OwnerData, ownerData, ownerVolume } from "#lib/owners/owner-data.ts";
import { requireMember } from "#lib/owners/require-member.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { dataOf, MemberError } from "#lib/supabase/member-errors.ts";

/**
 * One table of a dashboard, whole, read with the member's rights.
 * @throws MemberError of any code
 */
export async function exportDashboardTable(
  userCode: string,
  table: DashboardTable,
  query: Query,
): Promise<Export> {
  const dashboard = await readDashboard(userCode, query, null);
  const { owner, period, filter, compare, computed_at } = dashboard;
  return {
    owner,
    table,
    period,
    filter,
    row: query.row,
    compare,
    ...(query.contact !== null && { contact: query.contact }),
    computed_at,
    rows: exportRows(dashboard, table),
  };
}

type Asked = { userCode: string; query: Query; from: string | null; to: string | null };
const period = z.object({ from: z.string(), to: z.string() });

/**
 * One table of the data, shares or contact screen, whole, read with the member's rights.
 * @throws MemberError of any code
 */
export async function exportOwnerTable(userCode: string, table: OwnerTable, query: Query): Promise<Export> {
  const { time_zone } = await requireMember(userCode);
  const { from, to } = resolveRangeNow(query.range, time_zone);
  const { period, rows, contact } = await read({ userCode, query, from, to }, table, time_zone);
  return {
    owner: { user_code: userCode, time_zone },
    table,
    period,
    ...(contact !== undefined && { contact }),
    computed_at: new Date().toISOString(),
    rows,
  };
}

type Read = { period: { from: string; to: string }; rows: ExportRow[]; contact?: string };

async function read(asked: Asked, table: OwnerTable, timeZone: string): Promise<Read> {
  switch (table) {
    case "data_days": {
      const { period, days } = await askOwnerData(asked);
      return {
        period,
        rows: days.map(({ codes: _, differences, ...day }) => ({
          ...day,
          differences: differences?.length ?? null,
        })),
      };
    }
    case "table_sizes": {
      const { period, tables } = await askOwnerData(asked);
      return { period, rows: tables ?? [] };
    }
    case "volume": {
      const { tables } = await ask("analytics_owner_volume", { p_user_code: asked.userCode }, ownerVolume);
      return { period: todayOnly(timeZone), rows: tables };
    }
    case "accounting":
      return list(asked, table, OWNER_LISTS[table]);
    case "verifications": {
      const { period, rows } = await list(asked, table, OWNER_LISTS[table]);
      return {
        period,
        rows: rows.map(({ differences, ...row }) => ({
          ...(row as ExportRow),
          ...differencesInCells(differences),
        })),
      };
    }
    case "revisions": {
      const { period, rows } = await list(asked, table, OWNER_LISTS[table]);
      return {
        period,
        rows: rows.map(({ former, present, ...row }) => ({
          ...(row as ExportRow),
          ...named("former", former),
          ...named("present", present),
        })),
      };
    }
    case "visits":
    case "previews": {
      const { contact } = asked.query;
      if (contact === null) throw new MemberError("invalid_query", `contact: ${table} are those of a share.`);
      return { ...(await list(asked, table, OWNER_LISTS[table])), contact };
    }
    case "shares":
    case "share_groups": {
      const known = await ask("analytics_owner_shares", { p_user_code: asked.userCode }, ownerShares);
      const period = { from: known.owner.today, to: known.owner.today };
      return { period, rows: table === "shares" ? known.shares.map(flat) : known.groups.map(flat) };
    }
    case "legacy": {
      const { from, to, differing } = await ask(
        "analytics_legacy_comparison",
        { p_user_code: asked.userCode, p_limit: 100_000 },
        legacyComparison,
      );
      const today = todayOnly(timeZone).to;
      return {
        period: { from: from ?? today, to: to ?? today },
        rows: differing.flatMap(({ date, metrics }) =>
          metrics.map(({ explained, ...cell }) => ({ date, ...cell, ...named("explained", explained) })),
        ),
      };
    }
    default:
      return table satisfies never;
  }
}

/** Asks as the member. A period that the database refuses is too long for one file. */
async function ask<Data>(
  name: string,
  parameters: Record<string, unknown>,
  shape: z.ZodType<Data>,
): Promise<Data> {
  const answer = await callAsMember(name, parameters, shape);
  if (answer.error?.code === "invalid_query" || answer.error?.code === "not_found") {
    throw new MemberError("invalid_query", "This is too much for one file: choose a shorter period.");
  }
  return dataOf(answer);
}

function askOwnerData({ userCode, from, to }: Asked): Promise<OwnerData> {
  return ask("analytics_owner_data", { p_user_code: userCode, p_from: from, p_to: to }, ownerData);
}

/** The rows of one list, whole, from the SQL function `analytics_owner_export`. */
function list<Row>({ userCode, query, from, to }: Asked, table: OwnerTable, row: z.ZodType<Row>) {
  return ask(
    "analytics_owner_export",
    { p_user_code: userCode, p_list: table, p_from: from, p_to: to, p_contact: query.contact },
    z.object({ period, rows: z.array(row) }),
  );
}

/** The period of a table that has none: today. */
function todayOnly(timeZone: string): { from: string; to: string } {
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

function flat(row: Record<string, string | boolean | null>): ExportRow {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      typeof value === "boolean" ? (value ? "yes" : "no") : value,
    ]),
  );
}
