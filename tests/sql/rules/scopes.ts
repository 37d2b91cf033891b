import type { Node, RangeVar } from "libpg-query";
import type { Query, Table } from "#tests/sql/rules/parsed-sql.ts";
import { as, find, lastName, nameParts, spelled, tableName } from "#tests/sql/rules/syntax-tree.ts";

/** The tables that hold nothing of an owner: on a distributed Postgres they are reference tables. */
export const WITHOUT_OWNER = [
  "analytics_visitor_salts",
  "migrations",
  "time_zones",
  "analytics_legacy_mapping",
  "analytics_legacy_archives",
  "analytics_legacy_dual_write",
];

/** The tables that every node of a distributed Postgres holds whole. */
export const EVERYWHERE = [
  ...WITHOUT_OWNER,
  "analytics_owners",
  "analytics_owner_time_zones",
  "analytics_members",
];

/** What a query reads from, by the name that its columns are called by. */
export interface Source {
  alias: string;
  node: Node;
  /** The table's name when it is one of ours; parts of a `with`, functions and sub-selects have none. */
  table?: string;
}

/** True for a table of ours: not the catalogue's, not a temporary one, not a part of a `with`. */
export function isOurs(table: RangeVar | undefined): boolean {
  return ["public", "daybook"].includes(table?.schemaname ?? "");
}

/** A table's name without its schema. */
export function bare(name: string): string {
  return name.split(".").at(-1) ?? "";
}

/** The sources of one query, without those of its sub-selects. */
export function sourcesOf(statement: unknown): Source[] {
  const { fromClause, usingClause, relation } = statement as {
    fromClause?: Node[];
    usingClause?: Node[];
    relation?: RangeVar;
  };
  const target: Node[] = relation ? [{ RangeVar: relation }] : [];
  return [...target, ...(fromClause ?? []), ...(usingClause ?? [])].flatMap(sourcesIn);
}

function sourcesIn(node: Node): Source[] {
  const join = as("JoinExpr", node);
  if (join) {
    return [join.larg, join.rarg].flatMap((side) => (side ? sourcesIn(side) : []));
  }
  const table = as("RangeVar", node);
  if (table) {
    const alias = table.alias?.aliasname ?? table.relname ?? "";
    return [isOurs(table) ? { alias, node, table: tableName(table) } : { alias, node }];
  }
  const alias = as("RangeSubselect", node)?.alias ?? as("RangeFunction", node)?.alias;
  return [{ alias: alias?.aliasname ?? "", node }];
}

/** The conditions that hold for every row of one query: its `where` and those of its inner joins, split at `and`. */
export function conditionsOf(statement: unknown): Node[] {
  const { whereClause, fromClause, usingClause } = statement as {
    whereClause?: Node;
    fromClause?: Node[];
    usingClause?: Node[];
  };
  return [
    ...conjuncts(whereClause),
    ...[...(fromClause ?? []), ...(usingClause ?? [])].flatMap(joinConditions),
  ];
}

function joinConditions(node: Node): Node[] {
  const join = as("JoinExpr", node);
  return join
    ? [
        ...conjuncts(join.quals),
        ...[join.larg, join.rarg].flatMap((side) => (side ? joinConditions(side) : [])),
      ]
    : [];
}

function conjuncts(node: Node | undefined): Node[] {
  const and = as("BoolExpr", node);
  if (and?.boolop === "AND_EXPR") {
    return (and.args ?? []).flatMap(conjuncts);
  }
  return node ? [node] : [];
}

/**
 * Which sources of a query are held to one owner, and which share theirs: the sets of terms that its conditions make
 * equal to a source's user_code. A term is `alias.user_code`, or what is given from outside: a parameter, a constant.
 */
export function ownersOf(statement: unknown): Map<string, Set<string>> {
  const sources = sourcesOf(statement);
  const sets = new Map(sources.map(({ alias }) => [alias, new Set([`${alias}.user_code`])]));
  const own = (node: Node | undefined): string | undefined => {
    const parts = nameParts(as("ColumnRef", node)?.fields);
    if (parts.at(-1) !== "user_code") {
      return undefined;
    }
    const alias = parts.length > 1 ? parts[0] : sources[0]?.alias;
    return alias !== undefined && sets.has(alias) ? alias : undefined;
  };
  // Sources that are equal to the same term are equal to each other.
  const merge = (terms: Set<string>) => {
    const equal = [...sets].filter(([, set]) => [...set].some((term) => terms.has(term)));
    const all = new Set([...terms, ...equal.flatMap(([, set]) => [...set])]);
    for (const [alias] of equal) {
      sets.set(alias, all);
    }
  };
  for (const condition of conditionsOf(statement)) {
    const equal = as("A_Expr", condition);
    if (equal?.kind === "AEXPR_OP" && lastName(equal.name) === "=") {
      const sides = [equal.lexpr, equal.rexpr];
      if (sides.some(own)) {
        merge(new Set(sides.map((side) => (own(side) ? `${own(side)}.user_code` : spelled(side)))));
      }
    }
  }
  return sets;
}

/** True if every table of ours in the query is held to an owner who is given from outside it. */
export function keepsToOneOwner(statement: unknown): boolean {
  const aliases = sourcesOf(statement).map(({ alias }) => `${alias}.`);
  const isGiven = (term: string) => !aliases.some((alias) => term.startsWith(alias));
  const sets = ownersOf(statement);
  return sourcesOf(statement)
    .filter(({ table }) => table !== undefined && !WITHOUT_OWNER.includes(bare(table)))
    .every(({ alias }) => [...(sets.get(alias) ?? [])].some(isGiven));
}

/** The tables of ours that a tree reads or writes. */
export function tablesIn(tree: unknown): string[] {
  return find(tree, "RangeVar")
    .filter(({ node }) => isOurs(node))
    .map(({ node }) => tableName(node));
}

/** The types of expressions, as far as casts, columns and well-known functions tell them. */
export function typeIn(
  query: Query,
  tables: ReadonlyMap<string, Table>,
  node: Node | undefined,
): string | undefined {
  const typed = (inner: Node | undefined) => typeIn(query, tables, inner);
  const cast = as("TypeCast", node);
  if (cast) {
    return lastName(cast.typeName?.names);
  }
  const column = as("ColumnRef", node);
  if (column) {
    const name = lastName(column.fields);
    const variable = column.fields?.length === 1 ? query.routine?.variables.get(name) : undefined;
    const types = new Set([...tables.values()].flatMap((table) => table.columns.get(name) ?? []));
    return variable ? (VARIABLE_TYPES[variable] ?? variable) : types.size === 1 ? [...types][0] : undefined;
  }
  const operation = as("A_Expr", node);
  if (operation && ["+", "-"].includes(lastName(operation.name))) {
    const [left, right] = [typed(operation.lexpr), typed(operation.rexpr)];
    const isInterval =
      right === "interval" || lastName(as("FuncCall", operation.rexpr)?.funcname) === "make_interval";
    return left === "date" && isInterval ? "timestamp" : left;
  }
  const value = as("SQLValueFunction", node)?.op;
  if (value) {
    return value.startsWith("SVFOP_CURRENT_TIMESTAMP")
      ? "timestamptz"
      : value === "SVFOP_CURRENT_DATE"
        ? "date"
        : undefined;
  }
  const call = as("FuncCall", node);
  const name = lastName(call?.funcname);
  if (
    ["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "to_timestamp"].includes(name)
  ) {
    return "timestamptz";
  }
  if (name === "timezone") {
    const inner = typed(call?.args?.[1]);
    return inner === "timestamptz" ? "timestamp" : inner === "timestamp" ? "timestamptz" : undefined;
  }
  if (name === "date_trunc") {
    return typed(call?.args?.[1]) === "timestamp" ? "timestamp" : typed(call?.args?.[1]) && "timestamptz";
  }
  if (["min", "max"].includes(name)) {
    return typed(call?.args?.[0]);
  }
  return (
    as("CoalesceExpr", node)?.args?.map(typed).find(Boolean) ??
    as("MinMaxExpr", node)?.args?.map(typed).find(Boolean)
  );
}

const VARIABLE_TYPES: Record<string, string> = {
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
};
