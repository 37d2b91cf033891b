/** What can be taken along from the data, shares and contact screens, beside the dashboard's own tables. */
export const OWNER_TABLES = [
  "data_days",
  "accounting",
  "revisions",
  "verifications",
  "volume",
  "table_sizes",
  "visits",
  "previews",
  "shares",
  "share_groups",
  "legacy",
] as const;
export type OwnerTable = (typeof OWNER_TABLES)[number];

export function isOwnerTable(name: string | null): name is OwnerTable {
  return OWNER_TABLES.some((table) => table === name);
}
