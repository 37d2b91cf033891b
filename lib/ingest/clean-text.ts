/** What text is made of that needs no cleaning: most of it. */
const PLAIN = /^(?:[!-~]+(?: [!-~]+)*)?$/;

/** White space of every kind, line breaks and tabs among it. */
const SPACE = /[\p{White_Space}\u2800]+/gu;

/**
 * What Postgres cannot keep (NUL, lone surrogates), what turns the text around it (bidi controls), and what nobody sees, so that
 * two values would look like one: other controls, zero-width spaces, soft hyphens.
 */
const UNFIT =
  /[\p{Cc}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]/gu;

/** Joiners, variation selectors and fillers are part of words and emoji, but nothing by themselves. */
const UNSEEN = /^[\p{Default_Ignorable_Code_Point} ]+|(?:\u200c|\u200d| )+$/gu;

/**
 * Text of a stranger as it can be stored, compared and shown: without what nobody sees, white space folded, accents composed,
 * at most `max` UTF-16 units. `""` for what is no text. Cleaning twice changes nothing.
 */
export function cleanText(value: unknown, max: number): string {
  if (typeof value !== "string") return "";
  if (value.length <= max && PLAIN.test(value)) return value;
  const clean = value
    .replace(SPACE, " ")
    .replace(UNFIT, "")
    .normalize("NFC")
    .replace(/ {2,}/g, " ")
    .replace(UNSEEN, "");
  return cut(clean, max).replace(UNSEEN, "");
}

/** At most `max` UTF-16 units of a text, never ending in half of a surrogate pair. */
export function cut(value: string, max: number): string {
  const short = value.slice(0, max);
  return short.isWellFormed() ? short : short.slice(0, -1);
}
