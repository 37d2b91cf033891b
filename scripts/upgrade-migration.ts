/**
 * The migration that takes a database from the last release to what supabase/schemas makes now. Functions and views that are
 * new, changed or gone are written from their sources. What cannot be told from a source (a table, a type, a block), and what
 * should happen in another way, stands in supabase/upgrade-by-hand.sql, under a line `-- <folder>/<source>: <why>` each.
 */
import { createHash } from "node:crypto";
import { loadModule, type Node, parseSync } from "libpg-query";

/** What was released last: supabase/released.json, which `npm run db:release` writes. Hashes are SHA-256. */
export type Release = {
  version: string;
  /** By file: these stay as they are for ever. */
  migrations: Record<string, string>;
  /** By the name of the object that a source makes: what it made. */
  sources: Record<string, string>;
};

/** A file of supabase/schemas; its name is `<folder>/<source>`, and the object that it makes is called like the file. */
export type Source = { name: string; text: string };

/** What an upgrade consists of, in its order, what it does in plain lines, and what is missing to write it. */
export type Upgrade = { parts: { title: string; sql: string }[]; effects: string[]; faults: string[] };

/** A function or view as the released files leave it. */
type Released = { kind: string; schema: string; signature: string; types: string };

export const BY_HAND = "supabase/upgrade-by-hand.sql";
const ROLES = "public, anon, authenticated, service_role";

await loadModule();

export const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** A source without the comments between its statements: they change nothing in a database. */
export const hashOfSource = ({ text }: Source) =>
  hashOf(text.replaceAll(/^--.*\n/gm, "").replaceAll(/\n{2,}/g, "\n"));

/** `007_upgrade_from_1_0_0.sql`: after the released files, named by the release that it begins from. */
export function upgradeFile({ version, migrations }: Release): string {
  const last = Math.max(...Object.keys(migrations).map((file) => Number.parseInt(file, 10)));
  return `${String(last + 1).padStart(3, "0")}_upgrade_from_${version.replaceAll(/\W/g, "_")}.sql`;
}

/**
 * What has changed since a release; null where nothing has.
 * @param sources all sources, in the order in which a new database takes them
 * @param released the texts of the released files in their order
 * @param byHand the text of supabase/upgrade-by-hand.sql, empty where there is none
 */
export function upgradeSince(
  release: Release,
  sources: Source[],
  released: string[],
  byHand: string,
): Upgrade | null {
  const objects = releasedObjects(released);
  const seenTo = new Set([...byHand.matchAll(/^-- \w+\/(\w+):/gm)].map(([, name = ""]) => name));
  const left = (name: string) => !seenTo.has(objectOf(name));
  const changed = sources.filter((source) => release.sources[objectOf(source.name)] !== hashOfSource(source));
  const there = new Set(sources.map(({ name }) => objectOf(name)));
  const gone = Object.keys(release.sources).filter((name) => !there.has(name));

  const parts: Upgrade["parts"] = [];
  const faults: string[] = [];
  const done = { replaces: [] as string[], makes: [] as string[], drops: [] as string[] };

  for (const name of gone.filter(left)) {
    const object = objects.get(name);
    if (!object) faults.push(needsHand(name, "is gone"));
    else {
      parts.push({ title: name, sql: drop(name, object) });
      done.drops.push(object.kind);
    }
  }
  for (const source of changed.filter(({ name }) => left(name))) {
    const { name } = source;
    const object = objects.get(objectOf(name));
    if (!(objectOf(name) in release.sources)) {
      parts.push({ title: name, sql: source.text.trimEnd() });
      done.makes.push(kindOf(source));
    } else if (!object) faults.push(needsHand(name, "changed"));
    else {
      parts.push({ title: name, sql: changedObject(source, object) });
      done.replaces.push(object.kind);
    }
  }
  for (const name of seenTo) {
    if (!changed.some((source) => objectOf(source.name) === name) && !gone.includes(name)) {
      faults.push(`${BY_HAND} names ${name}, which is as it was in ${release.version}`);
    }
  }
  if (byHand.trim() !== "") parts.unshift({ title: "by hand", sql: byHand.trim() });
  if (parts.length + faults.length === 0) return null;

  const summary = Object.entries(done)
    .filter(([, kinds]) => kinds.length > 0)
    .map(([verb, kinds]) => `${verb} ${counted(kinds)}`);
  return {
    parts,
    effects: [...(summary.length > 0 ? [summary.join(", ")] : []), ...effectsOf(byHand)],
    faults,
  };
}

const objectOf = (name: string) => name.replace(/^.*\//, "");

const needsHand = (name: string, what: string) =>
  `${name} ${what} since the release, and is no function or view: ${BY_HAND} has to say, under "-- <folder>/${objectOf(name)}: why", what is to be done to a database that has the former one`;

const kindOf = ({ text }: Source) => /^create (\w+)/m.exec(text)?.[1] ?? "block";

/** `2 functions and 1 table` */
function counted(kinds: string[]): string {
  return [...Map.groupBy(kinds, (kind) => kind)]
    .map(([kind, { length }]) => `${length} ${kind}${length === 1 ? "" : "s"}`)
    .join(" and ");
}

const DEFINITION =
  /^create (?:or replace )?(?<kind>function|procedure|view) (?<schema>daybook|public)\.(?<name>\w+)(?<signature>[\s\S]*?)(?=^(?:language|select)\b| with \()/;
const MOVE = /^alter (?:function|procedure|view)\s+daybook\.(?<name>\w+)(?:\([^)]*\))? set schema public;/;
const RIGHTS =
  /^revoke all on (?:function|procedure)\s+(?:daybook|public)\.(?<name>\w+)(?<types>\([^)]*\)) from public/;
const DROP = /^drop (?:function|procedure|view) (?:if exists )?(?:daybook|public)\.(?<name>\w+)/;

/** The functions and views that the released files make, by name, as the last file leaves them. */
function releasedObjects(texts: string[]): Map<string, Released> {
  const objects = new Map<string, Released>();
  for (const text of texts) {
    const found = [DEFINITION, MOVE, RIGHTS, DROP].flatMap((pattern) =>
      [...text.matchAll(new RegExp(pattern.source, "gm"))].map((match) => ({ pattern, match })),
    );
    for (const { pattern, match } of found.sort((one, other) => one.match.index - other.match.index)) {
      const { name = "", kind = "", schema = "", signature = "", types = "" } = match.groups ?? {};
      const object = objects.get(name);
      if (pattern === DEFINITION)
        objects.set(name, { kind, schema, signature: oneLine(signature), types: "" });
      else if (pattern === DROP) objects.delete(name);
      else if (object && pattern === MOVE) object.schema = "public";
      else if (object) object.types = types;
    }
  }
  return objects;
}

/** Without comments and line breaks. */
const oneLine = (sql: string) => sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ").trim();

const drop = (name: string, { kind, schema, types }: Released) =>
  `drop ${kind} if exists ${schema}.${objectOf(name)}${types};`;

/**
 * A function whose arguments and answer are the same is replaced in place, under rights that begin from none: calls that are
 * under way end as they began. What else changed is dropped and made again, which fails where something else is built on it.
 */
function changedObject(source: Source, object: Released): string {
  const made = releasedObjects([source.text]).get(objectOf(source.name));
  const isSame =
    object.kind !== "view" &&
    made?.kind === object.kind &&
    made.schema === object.schema &&
    made.signature === object.signature;
  if (!isSame) return `${drop(source.name, object)}\n\n${source.text.trimEnd()}`;
  return source.text
    .replace(/^create (function|procedure) daybook\./m, `create or replace $1 ${object.schema}.`)
    .replace(/^alter (?:function|procedure)\s+daybook\.\w+\([^)]*\) set schema public;$/m, "")
    .replace(/^(revoke all on (?:function|procedure)\s+\S[^;]*) from public;/gm, `$1 from ${ROLES};`)
    .replace(/^((?:revoke all|grant execute) on (?:function|procedure)\s+)daybook\./gm, `$1${object.schema}.`)
    .trimEnd();
}

/** What statements do to tables that hold something, worst first: what they are called here, the doctor explains. */
const EFFECTS = ["rewrites", "indexes", "changes rows of", "reads all of", "locks"] as const;
type Effect = (typeof EFFECTS)[number];

/** A line for each table that statements touch, `locks analytics_owners`; of several effects on one table the worst. */
function effectsOf(sql: string): string[] {
  const worst = new Map<string, Effect>();
  const note = (effect: Effect, table = "") => {
    const before = worst.get(table);
    if (!before || EFFECTS.indexOf(effect) < EFFECTS.indexOf(before)) worst.set(table, effect);
  };
  let blocks = 0;
  const isEmpty = sql.replaceAll(/^--.*$/gm, "").trim() === "";
  for (const { stmt } of isEmpty ? [] : (parseSync(sql).stmts ?? [])) {
    if (!stmt) continue;
    if ("AlterTableStmt" in stmt) {
      const { relation, cmds = [] } = stmt.AlterTableStmt;
      note("locks", relation?.relname);
      for (const cmd of cmds) note(effectOfAlter(cmd), relation?.relname);
    } else if ("IndexStmt" in stmt) note("indexes", stmt.IndexStmt.relation?.relname);
    else if ("UpdateStmt" in stmt) note("changes rows of", stmt.UpdateStmt.relation?.relname);
    else if ("DeleteStmt" in stmt) note("changes rows of", stmt.DeleteStmt.relation?.relname);
    else if ("InsertStmt" in stmt) note("changes rows of", stmt.InsertStmt.relation?.relname);
    else if ("CreatePolicyStmt" in stmt) note("locks", stmt.CreatePolicyStmt.table?.relname);
    else if ("DoStmt" in stmt) blocks += 1;
  }
  const lines = [...worst].map(([table, effect]) => `${effect} ${table}`);
  return blocks > 0 ? [...lines, `runs ${counted(Array(blocks).fill("block"))}, to be read before`] : lines;
}

function effectOfAlter(node: Node): Effect {
  if (!("AlterTableCmd" in node)) return "locks";
  const { subtype, def } = node.AlterTableCmd;
  const constraint = def && "Constraint" in def ? def.Constraint : undefined;
  switch (subtype) {
    case "AT_AlterColumnType":
    case "AT_SetLogged":
    case "AT_SetUnLogged":
      return "rewrites";
    case "AT_AddColumn":
      return isFilledRowByRow(def) ? "rewrites" : "locks";
    case "AT_AddConstraint":
      if (constraint?.contype === "CONSTR_PRIMARY" || constraint?.contype === "CONSTR_UNIQUE") {
        return constraint.indexname ? "locks" : "indexes";
      }
      return constraint?.skip_validation ? "locks" : "reads all of";
    case "AT_SetNotNull":
    case "AT_ValidateConstraint":
      return "reads all of";
    default:
      return "locks";
  }
}

/** Whether a new column's value differs by row: made by a function, generated, or an identity. */
function isFilledRowByRow(def: Node | undefined): boolean {
  if (!def || !("ColumnDef" in def)) return false;
  return (def.ColumnDef.constraints ?? []).some((node) => {
    if (!("Constraint" in node)) return false;
    const { contype, raw_expr } = node.Constraint;
    if (contype === "CONSTR_GENERATED" || contype === "CONSTR_IDENTITY") return true;
    // now() is one moment for all rows, which the table keeps once.
    return contype === "CONSTR_DEFAULT" && /"FuncCall"/.test(JSON.stringify(raw_expr).replaceAll(NOW, ""));
  });
}

const NOW = /"FuncCall":\{"funcname":\[\{"String":\{"sval":"now"\}\}\]/g;
