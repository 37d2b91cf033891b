import { z } from "zod";

export const UNSTORABLE = "must not contain NUL or lone surrogates";

/** False for what Postgres cannot keep: NUL and halves of surrogate pairs, which JSON can spell as \u0000 and \ud800. */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

/** A trimmed string of `min` to `max` UTF-16 units that Postgres can keep. */
export function text(min: number, max: number) {
  return z.string().trim().min(min).max(max).refine(isStorable, UNSTORABLE);
}

/** At most `max` UTF-16 units of a text, never ending in half of a surrogate pair. */
export function cut(value: string, max: number): string {
  const short = value.slice(0, max);
  return short.isWellFormed() ? short : short.slice(0, -1);
}
