import "server-only";
import { ownerClock } from "#lib/analytics/api-analytics.ts";
import { resolveRangeNow } from "#lib/analytics/periods.ts";
import type { Query } from "#lib/analytics/query.ts";
import type { ExportRow, Takeaway } from "#lib/export/export-tables.ts";
import type { OwnerTable } from "#lib/export/owner-table-names.ts";
import type { LegacyComparison } from "#lib/legacy/legacy-comparison.ts";
import type { OwnerData, OwnerVolume, Revision } from "#lib/owners/owner-data.ts";
import type { OwnerShares } from "#lib/owners/shares.ts";
import { memberCall } from "#lib/supabase/call-as-member.ts";
import { AnalyticsError } from "#lib/supabase/member-errors.ts";

type Asked = { userCode: string; query: Query; from: string | null; to: string | null };
type Listed<Row> = { period: { from: string; to: string }; rows: Row[] };

/**
 * One table of the data, shares or contact screen, whole, read with the member's rights.
 * @throws AnalyticsError of any code
 */
export async function takeOwnerTable(userCode: string, table: OwnerTable, query: Query): Promise<Takeaway> {
  const { time_zone } = await ownerClock(userCode);
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
      const { period, days } = await ownerData(asked);
      return {
        period,
        rows: days.map(({ codes: _, differences, ...day }) => ({
          ...day,
          differences: differences?.length ?? null,
        })),
      };
    }
    case "table_sizes": {
      const { period, tables } = await ownerData(asked);
      return { period, rows: tables ?? [] };
    }
    case "volume": {
      const { tables } = await call<OwnerVolume>("analytics_owner_volume", { p_user_code: asked.userCode });
      return { period: allUpTo(timeZone), rows: tables };
    }
    case "accounting":
      return list(asked, table);
    case "verifications": {
      const { period, rows } = await list(asked, table);
      return { period, rows: rows.map(({ differences, ...row }) => ({ ...row, ...told(differences) })) };
    }
    case "revisions": {
      const { period, rows } = await list<Revision & Record<string, unknown>>(asked, table);
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
      if (contact === null)
        throw new AnalyticsError("invalid_query", `contact: ${table} are those of a share.`);
      return { ...(await list(asked, table)), contact };
    }
    case "shares":
    case "share_groups": {
      const known = await call<OwnerShares>("analytics_owner_shares", { p_user_code: asked.userCode });
      const period = { from: known.owner.today, to: known.owner.today };
      return { period, rows: table === "shares" ? known.shares.map(flat) : known.groups.map(flat) };
    }
    case "legacy": {
      const { from, to, differing } = await call<LegacyComparison>("analytics_legacy_comparison", {
        p_user_code: asked.userCode,
        p_limit: 100_000,
      });
      const today = allUpTo(timeZone).to;
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

async function call<Data>(name: string, parameters: Record<string, unknown>): Promise<Data> {
  const { data, fault } = await memberCall<Data>(name, parameters);
  switch (fault) {
    case undefined:
      return data as Data;
    case "signed_out":
      throw new AnalyticsError("signed_out");
    case "not_allowed":
      throw new AnalyticsError("not_a_member");
    case "invalid":
    case "not_found":
      throw new AnalyticsError("invalid_query", "This is too much for one file: choose a shorter period.");
    default:
      throw new AnalyticsError("unavailable");
  }
}

function ownerData({ userCode, from, to }: Asked): Promise<OwnerData> {
  return call<OwnerData>("analytics_owner_data", { p_user_code: userCode, p_from: from, p_to: to });
}

function list<Row = ExportRow>({ userCode, query, from, to }: Asked, table: OwnerTable) {
  return call<Listed<Row>>("analytics_owner_export", {
    p_user_code: userCode,
    p_list: table,
    p_from: from,
    p_to: to,
    p_contact: query.contact,
  });
}

/** What has no period is told as of today. */
function allUpTo(timeZone: string): { from: string; to: string } {
  const { to } = resolveRangeNow({ kind: "period", period: "today" }, timeZone);
  const today = to ?? "";
  return { from: today, to: today };
}

/** Totals under names of their own: `former_sessions`. */
function named(prefix: string, values: Record<string, number> | null): ExportRow {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [`${prefix}_${key}`, value]));
}

/** A file's cell holds no list: how many differences there are, and what they are as JSON. */
function told(differences: unknown): ExportRow {
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
