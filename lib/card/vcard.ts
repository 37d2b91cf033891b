import type { Card } from "#lib/card/card.ts";

export type VcardSource = Pick<Card, "name" | "role" | "organisation" | "line" | "methods" | "links">;

/**
 * vCard 3.0 (RFC 2426), the version that every address book reads. What has no field of its own there is an address with a name, as
 * Apple's and Google's address books show it.
 * @param address of the card, by the share through which it was opened
 * @param photo a JPEG
 */
export function vcard(card: VcardSource, address: string, photo: Uint8Array | null = null): string {
  const [firstName = "", ...rest] = card.name.split(" ");
  const numbers = new Set<string>();
  let item = 0;
  const named = (label: string, href: string) => {
    item++;
    return [`item${item}.URL:${escapeText(href)}`, `item${item}.X-ABLabel:${escapeText(label)}`];
  };
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${escapeText(rest.join(" "))};${escapeText(firstName)};;;`,
    `FN:${escapeText(card.name)}`,
    ...property("ORG", card.organisation),
    ...property("TITLE", card.role),
    ...card.methods.flatMap(({ label, href }) => {
      const [, scheme, rest = ""] = /^(\w+):(.*)$/s.exec(href) ?? [];
      switch (scheme) {
        case "tel":
        case "sms": {
          if (numbers.has(rest)) return [];
          numbers.add(rest);
          return property("TEL;TYPE=CELL", rest);
        }
        case "mailto":
          return property("EMAIL;TYPE=INTERNET", decodeURIComponent(rest));
        default:
          return named(label, href);
      }
    }),
    ...card.links.flatMap(({ label, href }) => named(label, href)),
    ...named("Card", address),
    ...property("NOTE", card.line),
    ...(photo ? [`PHOTO;ENCODING=b;TYPE=JPEG:${Buffer.from(photo).toString("base64")}`] : []),
    "END:VCARD",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

function property(name: string, content: string): string[] {
  return content === "" ? [] : [`${name}:${escapeText(content)}`];
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
