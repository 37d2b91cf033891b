import { type Query, toSearch } from "#lib/analytics/query.ts";

/** Where a table of what a page for people without an account shows can be taken from. */
export function shownExportAddress(path: string, table: string, query: Query): string {
  const search = toSearch(query);
  return `${path}/export?table=${table}${search && `&${search}`}`;
}

/** Where a table of an owner can be taken from, whole, for a query's period and filters. `&format=json`: not as CSV. */
export function exportAddress(userCode: string, table: string, query?: Query): string {
  const search = query ? toSearch(query) : "";
  return `/api/export/${encodeURIComponent(userCode)}?table=${table}${search && `&${search}`}`;
}
