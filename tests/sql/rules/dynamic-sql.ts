import type { Node } from "libpg-query";
import { as, lastName, nameParts, spelled, stringOf } from "#tests/sql/rules/syntax-tree.ts";

/** What a variable of a function can hold, where a loop over constants tells it. */
export type Constants = ReadonlyMap<string, readonly string[]>;

const MOST_TEXTS = 400;
const UNKNOWN = "unknown_part";

/**
 * The statements that `execute <expression>` may run, as far as they are written out: constants, `||`, `format` and the
 * values of loops over constants. Every other part becomes a name, so that the rest can be parsed. Nothing when no
 * part is written out.
 */
export function statementsOf(expression: Node, constants: Constants): string[] {
  const texts = textsOf(expression, constants);
  return texts.length === 1 && texts[0] === UNKNOWN ? [] : texts;
}

function textsOf(node: Node | undefined, constants: Constants): string[] {
  const text = stringOf(node);
  if (text !== undefined) {
    return [text];
  }
  const operation = as("A_Expr", node);
  if (operation && lastName(operation.name) === "||") {
    return combine(textsOf(operation.lexpr, constants), textsOf(operation.rexpr, constants));
  }
  const cast = as("TypeCast", node);
  if (cast) {
    return textsOf(cast.arg, constants);
  }
  const call = as("FuncCall", node);
  if (call && lastName(call.funcname) === "format") {
    return formatted(call.args ?? [], constants);
  }
  const column = as("ColumnRef", node);
  return (column && constants.get(nameParts(column.fields).join("."))?.slice()) || [UNKNOWN];
}

/** `format(pattern, …)` with %I, %L and %s, counted or numbered, for every combination of what its arguments can be. */
function formatted([pattern, ...args]: Node[], constants: Constants): string[] {
  const pieces = textsOf(pattern, constants)[0]?.split(/(%(?:\d+\$)?[ILs]|%%)/) ?? [];
  let combinations: string[][] = [[]];
  for (const arg of args) {
    const texts = argumentTexts(arg, constants);
    combinations = combinations
      .flatMap((values) => texts.map((text) => [...values, text]))
      .slice(0, MOST_TEXTS);
  }
  return combinations.map((values) => {
    let next = 0;
    return pieces
      .map((piece) => {
        const place = /^%(?:(\d+)\$)?([ILs])$/.exec(piece);
        if (!place) {
          return piece === "%%" ? "%" : piece;
        }
        next = place[1] ? Number(place[1]) : next + 1;
        return quoted(values[next - 1] ?? UNKNOWN, place[2]);
      })
      .join("");
  });
}

function argumentTexts(node: Node, constants: Constants): string[] {
  const texts = textsOf(node, constants);
  return texts.length === 1 && texts[0] === UNKNOWN ? [spelled(node)] : texts;
}

function quoted(value: string, style: string | undefined): string {
  switch (style) {
    case "I":
      return `"${value.replaceAll('"', '""')}"`;
    case "L":
      return `'${value.replaceAll("'", "''")}'`;
    default:
      return value.startsWith("{") ? UNKNOWN : value;
  }
}

function combine(heads: string[], tails: string[]): string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail)).slice(0, MOST_TEXTS);
}
