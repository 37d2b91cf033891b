import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { toCsv } from "#lib/analytics/csv.ts";
import { AnalyticsError } from "#lib/analytics/errors.ts";
import { EXPORT_TABLES, exportRows, isExportTable } from "#lib/analytics/export-tables.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import { analyticsRefusal, PRIVATE } from "#lib/analytics/refusal.ts";

/** One table of the dashboard, whole, as `format=csv` or `json`, with the filters of the dashboard's own address. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const table = searchParams.get("table");
    if (!isExportTable(table)) {
      throw new AnalyticsError("invalid_query", `table: must be one of ${EXPORT_TABLES.join(", ")}.`);
    }
    const parsed = parseQuery(searchParams);
    if (!parsed.ok) throw new AnalyticsError("invalid_query", parsed.message);
    const { userCode } = await params;
    const dashboard = await readDashboard(userCode, parsed.query, null);
    const { owner, period, filter, computed_at } = dashboard;
    const rows = exportRows(dashboard, table);
    const isCsv = searchParams.get("format") !== "json";
    const headers = {
      ...PRIVATE,
      "Content-Disposition": `attachment; filename="${owner.user_code}-${table}-${period.from}-${period.to}.${isCsv ? "csv" : "json"}"`,
    };
    if (!isCsv) {
      return Response.json(
        { owner, period, filter, row: parsed.query.row, computed_at, table, rows },
        { headers },
      );
    }
    return new Response(toCsv(rows), { headers: { ...headers, "Content-Type": "text/csv; charset=utf-8" } });
  } catch (cause) {
    return analyticsRefusal(cause);
  }
}
