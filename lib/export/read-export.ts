import "server-only";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import type { Query } from "#lib/analytics/query.ts";
import { type ExportTable, exportRows, type Takeaway } from "#lib/export/export-tables.ts";

/**
 * One table of a dashboard, whole, read with the member's rights.
 * @throws AnalyticsError of any code
 */
export async function takeDashboardTable(
  userCode: string,
  table: ExportTable,
  query: Query,
): Promise<Takeaway> {
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
