import type { Card, CardTarget } from "#lib/card/card.ts";

type VcardSource = Pick<Card, "name"> & Partial<Pick<Card, "role" | "line" | "methods">>;

/** vCard 3.0 (RFC 2426), the version that every address book reads. */
export function vcard(card: VcardSource): string {
  const [firstName = "", ...rest] = card.name.split(" ");
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${escapeText(rest.join(" "))};${escapeText(firstName)};;;`,
    `FN:${escapeText(card.name)}`,
    ...property("TITLE", card.role),
    ...property("TEL;TYPE=CELL", value(card, "phone")?.replace("tel:", "")),
    ...property("EMAIL;TYPE=INTERNET", value(card, "email")?.replace("mailto:", "")),
    ...property("URL", value(card, "website")),
    ...property("NOTE", card.line),
    "END:VCARD",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function value(card: VcardSource, target: CardTarget): string | undefined {
  return card.methods?.find((method) => method.target === target)?.href;
}

function property(name: string, content: string | undefined): string[] {
  return content === undefined ? [] : [`${name}:${escapeText(content)}`];
}

function escapeText(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n?|\n/g, "\\n");
}

/** Lines over 75 octets continue on the next one after a space; a character is never cut in two. */
function fold(line: string): string {
  const encoder = new TextEncoder();
  let folded = "";
  let length = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (length + size > 75) {
      folded += "\r\n ";
      length = 1;
    }
    folded += character;
    length += size;
  }
  return folded;
}
