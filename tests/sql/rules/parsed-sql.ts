import {
  type CreateFunctionStmt,
  loadModule,
  type Node,
  parsePlPgSQLSync,
  parseSync,
  type SelectStmt,
} from "libpg-query";
import { statementsOf } from "#tests/sql/rules/dynamic-sql.ts";
import type { SqlFile } from "#tests/sql/rules/sql-files.ts";
import { as, find, lastName, nameParts, stringOf, tableName } from "#tests/sql/rules/syntax-tree.ts";

/** A table, with the declared types of its columns. */
export interface Table {
  name: string;
  columns: Map<string, string>;
}

/** A function, procedure or `do` block. */
export interface Routine {
  name: string;
  kind: "function" | "procedure" | "block";
  language: string;
  parameters: number;
  volatility: "volatile" | "stable" | "immutable";
  isDefiner: boolean;
  settings: Map<string, string>;
  /** Parameters and variables with their types. */
  variables: Map<string, string>;
  body: string;
  /** The PL/pgSQL tree, a `do` block's and a plpgsql function's. */
  plpgsql: unknown;
}

/** One SQL statement or expression, wherever it stands. */
export interface Query {
  file: string;
  /** The function, table or view it belongs to. */
  object: string;
  routine?: Routine;
  tree: Node;
  /** An expression's tree is a select of it. */
  form: "statement" | "expression" | "dynamic";
  /** The line of a node of the tree. */
  line: (location?: number) => number;
}

/** All that the rules look at. */
export interface ParsedSql {
  tables: Map<string, Table>;
  routines: Map<string, Routine>;
  /** In the order in which they stand; a routine's before the statement that makes it. */
  queries: Query[];
}

await loadModule();

/** Parses files with PostgreSQL's own grammar, the bodies of functions and the constants that they execute as well. */
export function parsedSql(files: readonly SqlFile[]): ParsedSql {
  const parsed: ParsedSql = { tables: new Map(), routines: new Map(), queries: [] };
  for (const file of files) {
    const bytes = Buffer.from(file.text);
    for (const statement of tryTo(file.path, () => parseSync(file.text)).stmts ?? []) {
      if (statement.stmt) {
        const start = statement.stmt_location ?? 0;
        const end = statement.stmt_len ? start + statement.stmt_len : bytes.length;
        readStatement(parsed, file, statement.stmt, bytes.toString("utf8", start, end), start);
      }
    }
  }
  return parsed;
}

function readStatement(parsed: ParsedSql, file: SqlFile, tree: Node, text: string, start: number): void {
  const bytes = Buffer.from(file.text);
  const lineAt = (offset: number) => bytes.toString("utf8", 0, offset).split("\n").length;
  const leading = text.length - text.replace(/^(\s|--.*\n)*/, "").length;
  const object = objectName(tree);
  const routine = routineOf(tree, text);
  if (routine) {
    const bodyLine = lineAt(
      start + Buffer.byteLength(text.slice(0, Math.max(text.indexOf(routine.body), 0))),
    );
    parsed.queries.push(...bodyQueries(file.path, routine, bodyLine));
    if (routine.kind !== "block") {
      parsed.routines.set(routine.name, routine);
    }
  }
  for (const { node } of find(tree, "CreateStmt")) {
    const name = tableName(node.relation);
    const columns = find(node.tableElts, "ColumnDef").map(
      ({ node: column }) => [column.colname ?? "", typeOf(column.typeName?.names)] as const,
    );
    parsed.tables.set(name, { name, columns: new Map(columns) });
  }
  const moved = as("AlterObjectSchemaStmt", tree);
  if (moved) {
    const table = parsed.tables.get(tableName(moved.relation));
    const routine = parsed.routines.get(nameParts(as("ObjectWithArgs", moved.object)?.objname).join("."));
    for (const [things, thing] of [
      [parsed.tables, table],
      [parsed.routines, routine],
    ] as const) {
      if (thing) {
        const home = `${moved.newschema}.${thing.name.split(".").at(-1)}`;
        things.delete(thing.name);
        thing.name = home;
        (things as Map<string, typeof thing>).set(home, thing);
      }
    }
  }
  for (const { node } of find(tree, "AlterTableStmt")) {
    for (const { node: column } of find(node.cmds, "ColumnDef")) {
      parsed.tables
        .get(tableName(node.relation))
        ?.columns.set(column.colname ?? "", typeOf(column.typeName?.names));
    }
  }
  parsed.queries.push({
    file: file.path,
    object,
    ...(routine ? { routine } : {}),
    tree,
    form: "statement",
    line: (location) => lineAt(location ?? start + leading),
  });
}

function routineOf(tree: Node, text: string): Routine | undefined {
  const made = as("CreateFunctionStmt", tree);
  const block = as("DoStmt", tree);
  const options = find(made?.options ?? block?.args, "DefElem").map(({ node }) => node);
  if (!made && !block) {
    return undefined;
  }
  const option = (name: string) => options.find((candidate) => candidate.defname === name)?.arg;
  const language = as("String", option("language"))?.sval ?? "plpgsql";
  // The parser knows no types but its own: an array of a row type is declared as one it knows.
  const known = text.replace(/\breturns\s+[\w.]+\[\]/, "returns text[]");
  const plpgsql = language === "plpgsql" ? tryTo(objectName(tree), () => parsePlPgSQLSync(known)) : undefined;
  const parameters = (made?.parameters ?? []).map((node) => as("FunctionParameter", node));
  const variables = new Map<string, string>();
  for (const datum of objectsOf(plpgsql, "PLpgSQL_var", "PLpgSQL_rec")) {
    variables.set(textOf(datum.refname), textOf(first(datum.datatype, "PLpgSQL_type")?.typname));
  }
  return {
    name: objectName(tree),
    kind: block ? "block" : made?.is_procedure ? "procedure" : "function",
    language,
    parameters: parameters.filter((parameter) => parameter?.mode !== "FUNC_PARAM_TABLE").length,
    volatility: (as("String", option("volatility"))?.sval as Routine["volatility"] | undefined) ?? "volatile",
    isDefiner: as("Boolean", option("security"))?.boolval === true,
    settings: settingsOf(made),
    variables,
    body: bodyOf(option("as")),
    plpgsql,
  };
}

function bodyOf(option: Node | undefined): string {
  return as("String", option)?.sval ?? as("String", as("List", option)?.items?.[0])?.sval ?? "";
}

function settingsOf(made: CreateFunctionStmt | undefined): Map<string, string> {
  return new Map(
    find(made?.options, "VariableSetStmt").map(({ node }) => [
      node.name ?? "",
      (node.args ?? []).map((arg) => stringOf(arg) ?? "").join(", "),
    ]),
  );
}

/** Everything in a body that is SQL: statements, expressions, and what it executes. */
function bodyQueries(file: string, routine: Routine, bodyLine: number): Query[] {
  if (routine.language === "sql") {
    const trees = tryTo(routine.name, () => parseSync(routine.body)).stmts ?? [];
    const line = (location = 0) => bodyLine + routine.body.slice(0, location).split("\n").length - 1;
    return trees.flatMap(({ stmt }) =>
      stmt ? [{ file, object: routine.name, routine, tree: stmt, form: "statement" as const, line }] : [],
    );
  }
  const lines = routine.body.split("\n");
  const queries: Query[] = [];
  const constants = new Map<string, readonly string[]>();
  const add = (text: string, mode: number, lineInBody: number, isDynamic: boolean) => {
    const { tree, prefix } = parsedExpression(routine.name, text, mode);
    const from = lines.slice(0, Math.max(lineInBody - 1, 0)).join("\n").length;
    const head = text
      .replace(/^SELECT /, "")
      .split("\n", 1)[0]
      ?.slice(0, 24);
    const at = Math.max(routine.body.indexOf(head ?? "", from), 0) - (/^SELECT /.test(text) ? 7 : 0);
    const base = { file, object: routine.name, routine };
    const line = (location = prefix) =>
      bodyLine + routine.body.slice(0, at + Math.max(location - prefix, 0)).split("\n").length - 1;
    queries.push({ ...base, tree, form: mode === 0 ? "statement" : "expression", line });
    if (isDynamic) {
      for (const statement of statementsOf(expressionOf(tree), constants)) {
        for (const { stmt } of tryTo(`${routine.name} executes: ${statement}`, () => parseSync(statement))
          .stmts ?? []) {
          if (stmt) {
            queries.push({ ...base, tree: stmt, form: "dynamic", line: () => line() });
          }
        }
      }
    }
  };
  readBody(routine.plpgsql, 1, constants, datumNames(routine.plpgsql), add);
  return queries;
}

type Add = (text: string, mode: number, line: number, isDynamic: boolean) => void;

function readBody(
  value: unknown,
  line: number,
  constants: Map<string, readonly string[]>,
  names: readonly string[],
  add: Add,
): void {
  if (Array.isArray(value)) {
    for (const item of value) {
      readBody(item, line, constants, names, add);
    }
  } else if (value !== null && typeof value === "object") {
    for (const [field, part] of Object.entries(value)) {
      const inner = part as Record<string, unknown>;
      if (field === "PLpgSQL_expr") {
        add(textOf(inner.query), Number(inner.parseMode ?? 0), line, false);
        continue;
      }
      const lineHere = typeof inner?.lineno === "number" ? inner.lineno : line;
      const dynamic = DYNAMIC[field] && (inner[DYNAMIC[field]] as Record<string, unknown> | undefined);
      const executed = dynamic && first(dynamic, "PLpgSQL_expr");
      if (executed) {
        add(textOf(executed.query), Number(executed.parseMode ?? 0), lineHere, true);
      }
      if (field === "PLpgSQL_stmt_foreach_a") {
        bindConstants(inner, names, constants);
      }
      for (const [key, child] of Object.entries(inner ?? {})) {
        if (!executed || key !== DYNAMIC[field]) {
          readBody(isObject(child) ? { [key]: child } : child, lineHere, constants, names, add);
        }
      }
    }
  }
}

// The field of a statement that holds an expression whose value is executed.
const DYNAMIC: Record<string, string> = {
  PLpgSQL_stmt_dynexecute: "query",
  PLpgSQL_stmt_dynfors: "query",
  PLpgSQL_stmt_return_query: "dynquery",
  PLpgSQL_stmt_open: "dynquery",
};

function bindConstants(
  loop: Record<string, unknown>,
  names: readonly string[],
  constants: Map<string, readonly string[]>,
): void {
  const list = first(loop.expr, "PLpgSQL_expr");
  const elements = list && find(parseSync(`select ${textOf(list.query)}`), "A_ArrayExpr")[0]?.node.elements;
  const values = (elements ?? []).map(stringOf);
  if (values.length > 0 && values.every((value) => value !== undefined)) {
    constants.set(names[Number(loop.varno)] ?? "", values);
  }
}

function parsedExpression(object: string, text: string, mode: number): { tree: Node; prefix: number } {
  const target = mode >= 3 ? (/^[^:=]*:?=/.exec(text)?.[0] ?? "") : "";
  const select = mode === 0 ? "" : "select ";
  const statement = tryTo(`${object}: ${text}`, () => parseSync(select + text.slice(target.length)));
  return { tree: statement.stmts?.[0]?.stmt as Node, prefix: select.length - target.length };
}

/** The one value that an expression's select holds. */
function expressionOf(tree: Node): Node {
  const select = as("SelectStmt", tree) as SelectStmt | undefined;
  return as("ResTarget", select?.targetList?.[0])?.val ?? tree;
}

/** A type's name as one writes it: `timestamptz`, `text`. */
function typeOf(names: readonly Node[] | undefined): string {
  return lastName(names);
}

function objectName(tree: Node): string {
  const made = as("CreateFunctionStmt", tree);
  const table =
    as("CreateStmt", tree)?.relation ?? as("ViewStmt", tree)?.view ?? as("IndexStmt", tree)?.relation;
  return made ? nameParts(made.funcname).join(".") : table ? tableName(table) : (Object.keys(tree)[0] ?? "");
}

function datumNames(plpgsql: unknown): string[] {
  const list = first(plpgsql, "PLpgSQL_function")?.datums;
  return (Array.isArray(list) ? list : []).map((datum) => textOf(Object.values(datum as object)[0]?.refname));
}

/** All objects under these names in a PL/pgSQL tree. */
export function objectsOf(value: unknown, ...names: string[]): Record<string, unknown>[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => objectsOf(item, ...names));
  }
  if (!isObject(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, part]) => [
    ...(names.includes(name) && isObject(part) ? [part] : []),
    ...objectsOf(part, ...names),
  ]);
}

function first(value: unknown, name: string): Record<string, unknown> | undefined {
  return objectsOf(value, name)[0];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function tryTo<Result>(what: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    throw new Error(`${what} cannot be parsed: ${(error as Error).message}`);
  }
}
