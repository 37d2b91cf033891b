import { type Query, toSearch } from "#lib/analytics/query.ts";

/** Where a table of an owner can be taken from, whole, for a query's period and filters. `&format=json`: not as CSV. */
export function exportAddress(userCode: string, table: string, query?: Query): string {
  const search = query ? toSearch(query) : "";
  return `/api/export/${encodeURIComponent(userCode)}?table=${table}${search && `&${search}`}`;
}
