import { parseQuery } from "#lib/analytics/parse-query.ts";
import { toCsv } from "#lib/export/csv.ts";
import {
  columnsOf,
  DASHBOARD_TABLES,
  type Export,
  isDashboardTable,
  isOwnerTable,
  OWNER_TABLES,
} from "#lib/export/export-tables.ts";
import { exportDashboardTable, exportOwnerTable } from "#lib/export/read-export.ts";
import { errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

/** One table, whole, as `format=csv` or `json`, with the period and filters of the page it stands on. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const table = searchParams.get("table");
    const parsed = parseQuery(searchParams);
    if (!parsed.ok) throw new MemberError("invalid_query", parsed.message);
    const { userCode } = await params;
    if (isDashboardTable(table))
      return file(await exportDashboardTable(userCode, table, parsed.query), searchParams);
    if (isOwnerTable(table)) return file(await exportOwnerTable(userCode, table, parsed.query), searchParams);
    const tables = [...DASHBOARD_TABLES, ...OWNER_TABLES].join(", ");
    throw new MemberError("invalid_query", `table: must be one of ${tables}.`);
  } catch (cause) {
    return errorAnswer(cause);
  }
}

/** The table as a file whose name says owner, table, share and period. */
function file(exported: Export, search: URLSearchParams): Response {
  const isCsv = search.get("format") !== "json";
  const { owner, table, contact, period } = exported;
  const days = period.from === period.to ? [period.from] : [period.from, period.to];
  const name = [owner.user_code, table, contact === "" ? "direct" : contact, ...days]
    .filter(Boolean)
    .join("-")
    // A header takes no other letters, and a quote would end the name.
    .replace(/[^\w.-]+/g, "_");
  const headers = {
    ...PRIVATE,
    "Content-Disposition": `attachment; filename="${name}.${isCsv ? "csv" : "json"}"`,
  };
  if (!isCsv) return Response.json(exported, { headers });
  return new Response(toCsv(exported.rows, columnsOf(table, exported.rows)), {
    headers: { ...headers, "Content-Type": "text/csv; charset=utf-8" },
  });
}
