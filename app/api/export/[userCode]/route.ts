import { parseQuery } from "#lib/analytics/parse-query.ts";
import { toCsv } from "#lib/export/csv.ts";
import { columnsOf } from "#lib/export/export-columns.ts";
import { EXPORT_TABLES, isExportTable, type Takeaway } from "#lib/export/export-tables.ts";
import { isOwnerTable, OWNER_TABLES } from "#lib/export/owner-table-names.ts";
import { takeOwnerTable } from "#lib/export/owner-tables.ts";
import { takeDashboardTable } from "#lib/export/read-export.ts";
import { AnalyticsError } from "#lib/supabase/member-errors.ts";
import { analyticsRefusal, PRIVATE } from "#lib/supabase/member-refusal.ts";

/** One table, whole, as `format=csv` or `json`, with the period and filters of the page it stands on. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const table = searchParams.get("table");
    const parsed = parseQuery(searchParams);
    if (!parsed.ok) throw new AnalyticsError("invalid_query", parsed.message);
    const { userCode } = await params;
    if (isExportTable(table))
      return file(await takeDashboardTable(userCode, table, parsed.query), searchParams);
    if (isOwnerTable(table)) return file(await takeOwnerTable(userCode, table, parsed.query), searchParams);
    const tables = [...EXPORT_TABLES, ...OWNER_TABLES].join(", ");
    throw new AnalyticsError("invalid_query", `table: must be one of ${tables}.`);
  } catch (cause) {
    return analyticsRefusal(cause);
  }
}

/** The table as a file whose name says owner, table, share and period. */
function file(taken: Takeaway, search: URLSearchParams): Response {
  const isCsv = search.get("format") !== "json";
  const { owner, table, contact, period } = taken;
  const days = period.from === period.to ? [period.from] : [period.from, period.to];
  const name = [owner.user_code, table, contact === "" ? "direct" : contact, ...days]
    .filter(Boolean)
    .join("-");
  const headers = {
    ...PRIVATE,
    "Content-Disposition": `attachment; filename="${name}.${isCsv ? "csv" : "json"}"`,
  };
  if (!isCsv) return Response.json(taken, { headers });
  return new Response(toCsv(taken.rows, columnsOf(table, taken.rows)), {
    headers: { ...headers, "Content-Type": "text/csv; charset=utf-8" },
  });
}
