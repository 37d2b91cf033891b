import type { Node, RangeVar } from "libpg-query";

type NameOf<Union> = Union extends unknown ? keyof Union : never;
type ValueOf<Union, Name> = Union extends Record<Name & string, infer Value> ? Value : never;

/** The kinds of nodes in PostgreSQL's syntax tree: SelectStmt, FuncCall and so on. */
export type Kind = NameOf<Node> & string;
export type NodeOf<K extends Kind> = ValueOf<Node, K>;

/** A node of the tree and those it lies in, the nearest first. */
export interface Found<K extends Kind = Kind> {
  kind: K;
  node: NodeOf<K>;
  above: readonly Found[];
  /** Counts the nodes of a tree from its beginning. */
  place: number;
}

// Where the tree holds a node without naming its kind, the field tells it.
const KIND_OF_FIELD: Record<string, Kind> = {
  larg: "SelectStmt",
  rarg: "SelectStmt",
  relation: "RangeVar",
  onConflictClause: "OnConflictClause",
  withClause: "WithClause",
  typeName: "TypeName",
  returnType: "TypeName",
  over: "WindowDef",
};

/** All nodes below and including the given one, in the order in which they stand. */
function* everyNode(tree: unknown, above: readonly Found[] = [], counter = { next: 0 }): Generator<Found> {
  if (Array.isArray(tree)) {
    for (const item of tree) {
      yield* everyNode(item, above, counter);
    }
  } else if (tree !== null && typeof tree === "object") {
    for (const [field, value] of Object.entries(tree)) {
      const kind = kindOf(field, value);
      if (kind) {
        const found = { kind, node: value as NodeOf<Kind>, above, place: counter.next++ };
        yield found;
        yield* everyNode(value, [found, ...above], counter);
      } else {
        yield* everyNode(value, above, counter);
      }
    }
  }
}

/** All nodes of the given kinds, in the order in which they stand. */
export function find<K extends Kind>(tree: unknown, ...kinds: K[]): Found<K>[] {
  if (tree === null || typeof tree !== "object") {
    return [];
  }
  // Each tree is read once, since every rule asks it.
  const known = nodesOfTree.get(tree) ?? Map.groupBy(everyNode(tree), ({ kind }) => kind);
  nodesOfTree.set(tree, known);
  const found = kinds
    .flatMap((kind) => known.get(kind) ?? [])
    .sort((left, right) => left.place - right.place);
  return found as unknown[] as Found<K>[];
}

const nodesOfTree = new WeakMap<object, Map<Kind, Found[]>>();

/** The node's value if it is of this kind. */
export function as<K extends Kind>(kind: K, node: unknown): NodeOf<K> | undefined {
  return node !== null && typeof node === "object" ? (node as Record<K, NodeOf<K>>)[kind] : undefined;
}

function kindOf(field: string, value: unknown): Kind | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return undefined;
  }
  if (/^[A-Z]/.test(field)) {
    return field as Kind;
  }
  const isNamed = Object.keys(value).some((key) => /^[A-Z]/.test(key));
  return isNamed ? undefined : KIND_OF_FIELD[field];
}

/** The parts of a dotted name, `["public", "analytics_days"]`; a star is "*". */
export function nameParts(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => as("String", node)?.sval ?? (as("A_Star", node) ? "*" : ""));
}

/** The last part of a dotted name. */
export function lastName(nodes: readonly Node[] | undefined): string {
  return nameParts(nodes).at(-1) ?? "";
}

/** The name of a table as it is spelled: `public.analytics_days`, or `days` for a part of a `with`. */
export function tableName(table: RangeVar | undefined): string {
  return [table?.schemaname, table?.relname].filter(Boolean).join(".");
}

/** The text of a string constant. */
export function stringOf(node: unknown): string | undefined {
  return as("A_Const", node)?.sval?.sval ?? (as("A_Const", node)?.sval ? "" : undefined);
}

/** What an expression reads as, as far as names and constants go: for messages, and to tell whether two are the same. */
export function spelled(node: unknown): string {
  const column = as("ColumnRef", node);
  if (column) {
    return nameParts(column.fields).join(".");
  }
  const call = as("FuncCall", node);
  if (call) {
    return `${nameParts(call.funcname).join(".")}(${(call.args ?? []).map(spelled).join(", ")})`;
  }
  const cast = as("TypeCast", node);
  if (cast) {
    return `${spelled(cast.arg)}::${lastName(cast.typeName?.names)}`;
  }
  const text = stringOf(node);
  if (text !== undefined) {
    return `'${text}'`;
  }
  return JSON.stringify(node, (key, value) => (key === "location" ? undefined : value)) ?? "";
}
