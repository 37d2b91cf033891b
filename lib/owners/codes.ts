/** Letters and digits that nobody confuses when they are read aloud or off paper. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
const LENGTH = 5;

/** A short random code that is not among `taken`. 31^5 of them: with ten thousand taken, 1 in 2,800 tries is repeated. */
export function newShareCode(taken: ReadonlySet<string>): string {
  for (;;) {
    const bytes = crypto.getRandomValues(new Uint8Array(LENGTH * 4));
    const code = [...bytes]
      // Bytes beyond the last whole round of the alphabet would favour its first letters.
      .filter((byte) => byte < 248)
      .slice(0, LENGTH)
      .map((byte) => ALPHABET[byte % ALPHABET.length])
      .join("");
    if (code.length === LENGTH && !taken.has(code)) return code;
  }
}

/** A group's code, made from its name: `Trade fairs` → `trade-fairs`, then `trade-fairs-2`. */
export function newGroupCode(name: string, taken: ReadonlySet<string>): string {
  const plain =
    name
      .normalize("NFKD")
      .replace(/\p{Diacritic}/gu, "")
      .toLowerCase()
      .replaceAll("ß", "ss")
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 48)
      .replace(/^-+|-+$/g, "") || "group";
  if (!taken.has(plain)) return plain;
  for (let number = 2; ; number++) if (!taken.has(`${plain}-${number}`)) return `${plain}-${number}`;
}
