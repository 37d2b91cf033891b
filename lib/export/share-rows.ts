import type { ExportRow } from "#lib/export/export-tables.ts";
import type { OwnerShares } from "#lib/owners/shares.ts";

/** Shares as a file has them, so that an import makes the same ones again, and their groups. */
export function shareRows({ shares, groups }: Pick<OwnerShares, "shares" | "groups">): ExportRow[] {
  const names = new Map(groups.map(({ group_code, name }) => [group_code, name]));
  return shares.map(({ archived, ...share }) => ({
    ...share,
    group: names.get(share.group_code) ?? "",
    archived: archived ? "yes" : "no",
  }));
}

/** Groups as a file has them. Without contacts and codes of shares in it, an import knows it for a list of groups. */
export function groupRows({ groups }: Pick<OwnerShares, "groups">): ExportRow[] {
  return groups.map(({ group_code, name, archived }) => ({
    group_code,
    group: name,
    archived: archived ? "yes" : "no",
  }));
}
