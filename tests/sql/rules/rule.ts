import type { ParsedSql, Query } from "#tests/sql/rules/parsed-sql.ts";
import { type Found, find, type Kind } from "#tests/sql/rules/syntax-tree.ts";

/** Where a rule is broken. */
export interface Breach {
  file: string;
  line: number;
  object: string;
  what: string;
}

/** One thing that our SQL keeps to. */
export interface Rule {
  name: string;
  why: string;
  /** SQL that breaks the rule, each of it alone, and SQL that comes close and keeps it. */
  breaks: string[];
  keeps: string[];
  breaches: (sql: ParsedSql) => Breach[];
}

/** The breach at a node of a query. */
export function breachAt(query: Query, node: unknown, what: string): Breach {
  const location = (node as { location?: number } | undefined)?.location;
  return { file: query.file, line: query.line(location), object: query.object, what };
}

/** Looks at all nodes of some kinds in all queries; `what` says what is wrong with one, if anything. */
export function forEach<K extends Kind>(
  kinds: readonly K[],
  what: (found: Found<K>, query: Query, sql: ParsedSql) => string | undefined | false,
): (sql: ParsedSql) => Breach[] {
  return (sql) =>
    sql.queries.flatMap((query) =>
      find(query.tree, ...kinds).flatMap((found) => {
        const wrong = what(found, query, sql);
        return wrong ? [breachAt(query, locatedIn(found.node), wrong)] : [];
      }),
    );
}

/** A statement has no place of its own in the tree: it stands where the first part of it does that has one. */
function locatedIn(node: unknown): unknown {
  const parts = find(node, "RangeVar", "ColumnRef", "FuncCall", "A_Const").map((part) => part.node);
  return [node, ...parts].find((part) => (part as { location?: number }).location !== undefined);
}
