import Papa from "papaparse";
import { z } from "zod";
import { fromCell } from "#lib/http/csv-cell.ts";
import { isShareCode, newGroupCode, newShareCode, SHARE_CODE } from "#lib/owners/codes.ts";
import type { FormState } from "#lib/owners/form-state.ts";
import type { Group, Share } from "#lib/owners/shares.ts";

/** The largest file and the most lines taken at once. */
export const IMPORT_LIMITS = { bytes: 512 * 1024, lines: 2_000 };

export const plannedShareSchema = z.object({
  line: z.number(),
  share_code: z.string().regex(SHARE_CODE),
  contact: z.string().max(120),
  group_code: z.string(),
});
export const plannedGroupSchema = z.object({
  group_code: z.string().regex(SHARE_CODE),
  name: z.string().min(1).max(120),
});

export type PlannedShare = z.infer<typeof plannedShareSchema>;
export type PlannedGroup = z.infer<typeof plannedGroupSchema>;

/** A line that will not be imported, as it stands in the file, and why. */
export type SkippedLine = { line: number; text: string; reason: string };

/** What an import will do: these groups and shares are made; skipped lines change nothing. */
export type ImportPlan = { groups: PlannedGroup[]; shares: PlannedShare[]; skipped: SkippedLine[] };

/** What the import form shows: the plan for what was last pasted or chosen. */
export type ImportState = FormState & { text: string; plan?: ImportPlan };

const COLUMNS = {
  contact: ["contact", "name"],
  group: ["group", "group_code"],
  code: ["code", "share_code", "share code"],
};
type Column = keyof typeof COLUMNS;

/**
 * Reads a CSV of contacts (`contact, group, code`; comma, semicolon or tab; the header may be missing or in another
 * order) and plans what it would make beside what exists. Changes nothing.
 */
export function planImport(text: string, existing: { groups: Group[]; shares: Share[] }): ImportPlan {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ""), { skipEmptyLines: false });
  const [first = []] = data;
  const header = readHeader(first);
  const columns = header ?? { contact: 0, group: 1, code: 2 };

  const plan: ImportPlan = { groups: [], shares: [], skipped: [] };
  const taken = new Set(existing.shares.map((share) => share.share_code));
  const groupCodes = new Map(
    existing.groups.map((group) => [group.name.trim().toLowerCase(), group.group_code]),
  );
  const takenGroups = new Set(existing.groups.map((group) => group.group_code));
  const lastLine = new Map<string, number>();

  for (const [index, cells] of data.entries()) {
    const line = index + 1;
    if ((header && index === 0) || cells.every((cell) => cell.trim() === "")) continue;
    const cell = (column: Column) => fromCell(cells[columns[column] ?? -1] ?? "").trim();
    const [contact, group, code] = [cell("contact"), cell("group"), cell("code")];
    const reason = faultOf(contact, group, code) ?? clash(code, taken, lastLine);
    if (reason) {
      plan.skipped.push({ line, text: cells.join(", ").slice(0, 120), reason });
      continue;
    }
    if (plan.shares.length >= IMPORT_LIMITS.lines) {
      plan.skipped.push({
        line,
        text: contact || code,
        reason: `Only ${IMPORT_LIMITS.lines} lines are taken at once.`,
      });
      continue;
    }
    const share_code = code || newShareCode(taken);
    taken.add(share_code);
    lastLine.set(share_code, line);
    plan.shares.push({
      line,
      share_code,
      contact,
      group_code: groupOf(group, plan, groupCodes, takenGroups),
    });
  }
  return plan;
}

/** Where each column stands, if the first line names any of them. */
function readHeader(cells: string[]): Partial<Record<Column, number>> | null {
  const found: Partial<Record<Column, number>> = {};
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim().toLowerCase();
    for (const column of Object.keys(COLUMNS) as Column[]) {
      if (COLUMNS[column].includes(name)) found[column] ??= index;
    }
  }
  return Object.keys(found).length > 0 ? found : null;
}

function faultOf(contact: string, group: string, code: string): string | null {
  if (contact === "" && code === "") return "It names neither a contact nor a code.";
  if (contact.length > 120) return "The contact is longer than 120 characters.";
  if (group.length > 120) return "The group is longer than 120 characters.";
  if (code !== "" && !isShareCode(code))
    return "The code may hold letters, digits, - and _ only (at most 64).";
  return null;
}

function clash(
  code: string,
  taken: ReadonlySet<string>,
  lastLine: ReadonlyMap<string, number>,
): string | null {
  if (code === "" || !taken.has(code)) return null;
  const line = lastLine.get(code);
  return line
    ? `The code stands in line ${line} already.`
    : "There is a share with this code already; it stays as it is.";
}

/** The code of the group with this name, new ones being added to the plan; `""` for none. */
function groupOf(name: string, plan: ImportPlan, codes: Map<string, string>, taken: Set<string>): string {
  if (name === "") return "";
  const known = codes.get(name.toLowerCase());
  if (known) return known;
  const group_code = newGroupCode(name, taken);
  taken.add(group_code);
  codes.set(name.toLowerCase(), group_code);
  plan.groups.push({ group_code, name });
  return group_code;
}
