import { analyse } from "chardet";

export type DecodedText = {
  text: string;
  /** What the bytes were read as, by its WHATWG name, such as `utf-8` or `windows-1252`. */
  encoding: string;
};

/** Fewer letters beyond ASCII tell nothing of an encoding, as in a short list with one accent. */
const FEWEST_LETTERS = 5;
/** So many times as confident as in Windows-1252 chardet has to be in another encoding. */
const MORE_CONFIDENT = 1.5;

/**
 * The text of a file that some spreadsheet saved. A byte order mark decides; without one what is valid UTF-8 is UTF-8,
 * and the rest is what chardet finds, or Windows-1252 where that is hardly less likely: what Excel saves in most of Europe and America.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = markedEncoding(bytes) ?? (isUtf8(bytes) ? "utf-8" : (utf16(bytes) ?? detected(bytes)));
  const decoder = new TextDecoder(encoding);
  return { text: decoder.decode(bytes), encoding: decoder.encoding };
}

function markedEncoding([first, second, third]: Uint8Array): string | null {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : null;
}

/** Valid UTF-8 that is no UTF-16 in disguise: half of that would be NULs. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return utf16(bytes) === null;
  } catch {
    return false;
  }
}

/** UTF-16 without a mark, which chardet does not look for: separators and line ends have a NUL before or behind them. */
function utf16(bytes: Uint8Array): string | null {
  const nulsAt = (parity: number) => bytes.filter((byte, place) => byte === 0 && place % 2 === parity).length;
  const [before, behind] = [nulsAt(0), nulsAt(1)];
  if (Math.max(before, behind) < bytes.length / 8) return null;
  return behind > before ? "utf-16le" : "utf-16be";
}

function detected(bytes: Uint8Array): string {
  const found = analyse(bytes);
  const best = found[0];
  const western = found.find(({ name }) => name === "windows-1252" || name === "ISO-8859-1");
  const letters = bytes.filter((byte) => byte > 0x7f).length;
  if (!best || letters < FEWEST_LETTERS) return "windows-1252";
  if (best.confidence < MORE_CONFIDENT * (western?.confidence ?? 0)) return "windows-1252";
  try {
    return new TextDecoder(best.name).encoding;
  } catch {
    return "windows-1252";
  }
}
