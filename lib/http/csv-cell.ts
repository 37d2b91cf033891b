/** What spreadsheets take for a formula by its first character, in full width too. */
const FORMULA = "[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20]";
/** Where a cell begins: at the start of a text, or behind what some spreadsheet splits at, whatever the file's separator. */
const CELL = "(^|[;\\t\\r\\n|])( *)";
const BARE = new RegExp(`${CELL}('*${FORMULA})`, "g");
const ESCAPED = new RegExp(`${CELL}'('*${FORMULA})`, "g");

/** Text that no spreadsheet runs: one apostrophe before each character that could begin a formula. `fromCell` takes it back. */
export function toCell(text: string): string {
  return text.replace(BARE, "$1$2'$3");
}

/** The text of a cell that `toCell` made. */
export function fromCell(cell: string): string {
  return cell.replace(ESCAPED, "$1$2$3");
}
