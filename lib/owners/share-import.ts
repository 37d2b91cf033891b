import { z } from "zod";
import { fromCell } from "#lib/http/csv-cell.ts";
import { groupKey, isShareCode, newGroupCode, newShareCode, SHARE_CODE } from "#lib/owners/codes.ts";
import type { FormState } from "#lib/owners/form-state.ts";
import { readRows } from "#lib/owners/read-rows.ts";
import type { Group, Share } from "#lib/owners/shares.ts";

/** The largest file and the most lines taken at once. No import makes more groups than it has lines. */
export const IMPORT_LIMITS = { bytes: 2 * 1024 * 1024, lines: 10_000 };

export const plannedShareSchema = z.object({
  line: z.number(),
  share_code: z.string().regex(SHARE_CODE),
  contact: z.string().max(120),
  group_code: z.string(),
  archived: z.boolean(),
  /** When it was made, where the file says so. */
  created_at: z.string().max(40).nullable(),
});
export const plannedGroupSchema = z.object({
  group_code: z.string().regex(SHARE_CODE),
  name: z.string().min(1).max(120),
  archived: z.boolean(),
});

export type PlannedShare = z.infer<typeof plannedShareSchema>;
export type PlannedGroup = z.infer<typeof plannedGroupSchema>;

/** A line that will not be imported, as it stands in the file, and why. */
export type SkippedLine = { line: number; text: string; reason: string };

/**
 * What an import will do: these groups and shares are made; skipped lines change nothing. `notes` say what the reader may
 * not expect. With `broken`, a sentence, nothing can be made before the file is mended.
 */
export type ImportPlan = {
  groups: PlannedGroup[];
  shares: PlannedShare[];
  skipped: SkippedLine[];
  notes: string[];
  broken: string | null;
};

/** What the import form shows: the plan for what was last pasted or chosen. */
export type ImportState = FormState & { text: string; encoding?: string; plan?: ImportPlan };

const COLUMNS = {
  contact: ["contact", "name"],
  group: ["group"],
  group_code: ["group_code"],
  code: ["code", "share_code", "share code"],
  archived: ["archived"],
  created_at: ["created_at"],
};
type Column = keyof typeof COLUMNS;
type Columns = Partial<Record<Column, number>>;

const NAMES = Object.values(COLUMNS).flat();

/** In Daybook's own files, counted from visits: not missed when they are not read. */
const COUNTED = ["last_seen", "last_preview"];

/**
 * Reads a list of contacts, or of groups where it names no contacts and no codes, and plans what it would make beside
 * what exists. Changes nothing. What Daybook exports comes out as the same shares and groups.
 */
export function planImport(text: string, existing: { groups: Group[]; shares: Share[] }): ImportPlan {
  const { rows, isBroken } = readRows(text, NAMES);
  const header = readHeader(rows[0]?.cells ?? []);
  const columns: Columns = header?.columns ?? { contact: 0, group: 1, code: 2 };
  const width = rows[0] && header ? rows[0].cells.length : 3;
  const isOfGroups = columns.contact === undefined && columns.code === undefined;

  const plan: ImportPlan = {
    groups: [],
    shares: [],
    skipped: [],
    notes: header?.notes ?? [],
    broken: isBroken
      ? "A quotation mark is never closed, so nobody can tell what was meant behind it. Mend the line named below first."
      : null,
  };
  const groups = new GroupPlan(existing.groups, plan.groups);
  const taken = new Set(existing.shares.map((share) => share.share_code));
  const lastLine = new Map<string, number>();
  const seen = new ContactNotes(existing.shares);
  const wide: number[] = [];

  for (const [index, { line, cells, fault }] of rows.entries()) {
    if (fault === null && ((header && index === 0) || cells.every((cell) => cell.trim() === ""))) continue;
    const cell = (column: Column) => fromCell(cells[columns[column] ?? -1] ?? "").trim();
    const group = { code: cell("group_code"), name: cell("group"), archived: isYes(cell("archived")) };
    const [contact, code] = [cell("contact"), cell("code")];
    const reason =
      fault ??
      faultOfGroup(group) ??
      (isOfGroups ? groups.clash(group) : (faultOfShare(contact, code) ?? clash(code, taken, lastLine))) ??
      (plan.shares.length + plan.groups.length >= 2 * IMPORT_LIMITS.lines ||
      plan.shares.length >= IMPORT_LIMITS.lines ||
      plan.groups.length >= IMPORT_LIMITS.lines
        ? `Only ${IMPORT_LIMITS.lines} lines are taken at once.`
        : null);
    if (reason) {
      plan.skipped.push({ line, text: shown(cells), reason });
      continue;
    }
    if (cells.slice(width).some((text) => text.trim() !== "")) wide.push(line);
    if (isOfGroups) {
      groups.add(group);
      continue;
    }
    const share_code = code || newShareCode(taken);
    taken.add(share_code);
    lastLine.set(share_code, line);
    seen.add(contact, line);
    plan.shares.push({
      line,
      share_code,
      contact,
      group_code: groups.codeOf({ ...group, archived: false }, line),
      archived: group.archived,
      created_at: momentOf(cell("created_at")),
    });
  }
  if (wide.length > 0)
    plan.notes.push(`More cells than columns, and the last ones are not read: ${lineList(wide)}.`);
  plan.notes.push(...seen.notes(), ...groups.notes());
  return plan;
}

/** Where each column stands, if the first line names any of them, and what is not read. */
function readHeader(cells: string[]): { columns: Columns; notes: string[] } | null {
  const columns: Columns = {};
  const [unknown, repeated]: [string[], string[]] = [[], []];
  for (const [index, cell] of cells.entries()) {
    const name = cell.trim().toLowerCase();
    const column = (Object.keys(COLUMNS) as Column[]).find((one) => COLUMNS[one].includes(name));
    if (column === undefined) {
      if (name !== "" && !COUNTED.includes(name)) unknown.push(cell.trim());
    } else if (columns[column] === undefined) columns[column] = index;
    else repeated.push(cell.trim());
  }
  if (Object.keys(columns).length === 0) return null;
  const quoted = (names: string[]) => names.map((name) => `“${name.slice(0, 60)}”`).join(", ");
  const notes: string[] = [];
  if (unknown.length > 0)
    notes.push(`Columns that Daybook does not know and does not read: ${quoted(unknown)}.`);
  if (repeated.length > 0)
    notes.push(`Columns that stand there twice, of which the first is read: ${quoted(repeated)}.`);
  return { columns, notes };
}

function faultOfShare(contact: string, code: string): string | null {
  if (contact === "" && code === "") return "It names neither a contact nor a code.";
  if (contact.length > 120) return "The contact is longer than 120 characters.";
  if (code !== "" && !isShareCode(code))
    return "The code may hold letters, digits, - and _ only (at most 64).";
  return null;
}

function faultOfGroup({ name, code }: NamedGroup): string | null {
  return name.length > 120 || code.length > 120 ? "The group is longer than 120 characters." : null;
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

/** A group as a line names it: by its code, its name, or both. */
type NamedGroup = { code: string; name: string; archived: boolean };

/** The groups that exist or are planned, by code and by name. */
class GroupPlan {
  #codes = new Set<string>();
  #byName = new Map<string, string>();
  #archived = new Map<string, { name: string; lines: number[] }>();
  readonly planned: PlannedGroup[];

  constructor(existing: readonly Group[], planned: PlannedGroup[]) {
    this.planned = planned;
    for (const { group_code, name, archived } of existing) {
      this.#codes.add(group_code);
      this.#byName.set(groupKey(name), group_code);
      if (archived) this.#archived.set(group_code, { name, lines: [] });
    }
  }

  /** The code of a group, a new one being planned; `""` for none. */
  codeOf(group: NamedGroup, line: number): string {
    const code = this.#known(group) ?? this.add(group);
    this.#archived.get(code)?.lines.push(line);
    return code;
  }

  clash(group: NamedGroup): string | null {
    if (group.code === "" && group.name === "") return "It names no group.";
    return this.#known(group) === null ? null : "There is this group already; it stays as it is.";
  }

  /** Plans a group that is not known yet. */
  add({ code, name, archived }: NamedGroup): string {
    const shownName = name || code;
    const group_code =
      isShareCode(code) && !this.#codes.has(code) ? code : newGroupCode(shownName, this.#codes);
    this.#codes.add(group_code);
    this.#byName.set(groupKey(shownName), group_code);
    this.planned.push({ group_code, name: shownName, archived });
    return group_code;
  }

  notes(): string[] {
    return [...this.#archived.values()]
      .filter(({ lines }) => lines.length > 0)
      .map(
        ({ name, lines }) =>
          `The group “${name}” is archived, and these would be put into it: ${lineList(lines)}.`,
      );
  }

  #known({ code, name }: NamedGroup): string | null {
    if (code === "" && name === "") return "";
    if (this.#codes.has(code)) return code;
    return this.#byName.get(groupKey(name || code)) ?? null;
  }
}

/** Which contacts stand in a file twice, or are among the shares already. They are made all the same: one may have two links. */
class ContactNotes {
  #existing: Set<string>;
  #lines = new Map<string, number[]>();

  constructor(shares: readonly Share[]) {
    this.#existing = new Set(shares.map(({ contact }) => groupKey(contact)));
  }

  add(contact: string, line: number): void {
    if (contact === "") return;
    const key = groupKey(contact);
    this.#lines.set(key, [...(this.#lines.get(key) ?? []), line]);
  }

  notes(): string[] {
    const all = [...this.#lines];
    const twice = all.filter(([, lines]) => lines.length > 1).flatMap(([, lines]) => lines);
    const known = all.filter(([key]) => this.#existing.has(key)).flatMap(([, lines]) => lines);
    const notes: string[] = [];
    if (twice.length > 0) notes.push(`The same contact stands in more than one line: ${lineList(twice)}.`);
    if (known.length > 0) notes.push(`You have a share for this contact already: ${lineList(known)}.`);
    return notes;
  }
}

/** `line 4`, `lines 4, 7 and 9`, or the first of many. */
function lineList(lines: readonly number[]): string {
  const sorted = lines.toSorted((a, b) => a - b);
  const named = sorted.slice(0, 12);
  const more = sorted.length - named.length;
  const last = more > 0 ? `${more} more` : String(named.pop());
  return `line${lines.length === 1 ? "" : "s"} ${named.length > 0 ? `${named.join(", ")} and ` : ""}${last}`;
}

/** A line as it is shown: short, and without what no screen can show. */
function shown(cells: readonly string[]): string {
  return cells
    .join(", ")
    .slice(0, 120)
    .replace(/\p{Cc}/gu, "\u00B7");
}

function isYes(text: string): boolean {
  return ["yes", "true", "1", "x"].includes(text.toLowerCase());
}

/** A moment that has been, as it is written; null for none. */
function momentOf(text: string): string | null {
  const isMoment = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  return isMoment && Date.parse(text) <= Date.now() ? text : null;
}
