import { z } from "zod";
import { requireQuery } from "#lib/analytics/api-analytics.ts";
import type { Query } from "#lib/analytics/query.ts";
import { exportFile } from "#lib/export/export-file.ts";
import {
  DASHBOARD_TABLES,
  type Export,
  isDashboardTable,
  isOwnerTable,
  OWNER_TABLES,
} from "#lib/export/export-tables.ts";
import { exportDashboardTable, exportOwnerTable } from "#lib/export/read-export.ts";
import { callAsMember, errorAnswer, PRIVATE } from "#lib/supabase/call-as-member.ts";
import { dataOf, MemberError } from "#lib/supabase/member-errors.ts";

/** One table, whole, as `format=csv` or `json`, with the period and filters of the page it stands on. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ userCode: string }> },
): Promise<Response> {
  try {
    const { searchParams } = new URL(request.url);
    const query = requireQuery(searchParams);
    const { userCode } = await params;
    const format = searchParams.get("format") === "json" ? "json" : "csv";
    const exported = await exportTable(userCode, searchParams.get("table"), query);
    dataOf(
      await callAsMember(
        "analytics_note_export",
        { p_user_code: userCode, p_table: exported.table, p_format: format },
        z.unknown(),
      ),
    );
    const answer = await exportFile(exported, format);
    for (const [name, value] of Object.entries(PRIVATE)) answer.headers.set(name, value);
    return answer;
  } catch (cause) {
    return errorAnswer(cause);
  }
}

function exportTable(userCode: string, table: string | null, query: Query): Promise<Export> {
  if (isDashboardTable(table)) return exportDashboardTable(userCode, table, query);
  if (isOwnerTable(table)) return exportOwnerTable(userCode, table, query);
  const tables = [...DASHBOARD_TABLES, ...OWNER_TABLES].join(", ");
  throw new MemberError("invalid_query", `table: must be one of ${tables}.`);
}
