/**
 * Session ids in one form, for the tracker's module and for ingest alike. A site may call its visits what it likes
 * (`order-4711`); the database keeps UUIDs. Both sides map with this function, so it does not matter which of them did.
 */

/** The namespace of session ids that are no UUID. It must never change: a repeat would be a second visit. */
const SESSIONS = "6f2c3d5e-8b1a-4c7f-9e42-d0a5b7c81e93";

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** The UUID of a session: the id itself if it is one, in lower case, else the UUIDv5 of its text. */
export function sessionUuid(id: string): string {
  return UUID.test(id) ? id.toLowerCase() : uuidv5(id, SESSIONS);
}

/** The UUID that a name has in a namespace, which is a UUID itself (RFC 9562, version 5). */
export function uuidv5(name: string, namespace: string): string {
  const space = namespace.replaceAll("-", "").match(/../g) ?? [];
  const bytes = [...space.map((hex) => Number.parseInt(hex, 16)), ...new TextEncoder().encode(name)];
  return sha1(bytes)
    .slice(0, 32)
    .replace(/^(.{12}).(.{3})(.)/, (_, before, between, variant) => {
      return `${before}5${between}${"89ab"[Number.parseInt(variant, 16) & 3]}`;
    })
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** SHA-1 (RFC 3174) in hexadecimal digits. Browsers have it only asynchronously, and only on secure pages. */
function sha1(message: number[]): string {
  // A bit that is 1, zeros until eight bytes are left of a block of 64, and the message's length in bits.
  const padded = new DataView(new ArrayBuffer(Math.ceil((message.length + 9) / 64) * 64));
  [...message, 0x80].forEach((byte, place) => {
    padded.setUint8(place, byte);
  });
  padded.setUint32(padded.byteLength - 4, message.length * 8);

  const hash = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
  const words = new Int32Array(80);
  const word = (place: number) => words[place] ?? 0;
  for (let block = 0; block < padded.byteLength; block += 64) {
    for (let t = 0; t < 80; t++) {
      words[t] =
        t < 16
          ? padded.getInt32(block + t * 4)
          : rotated(word(t - 3) ^ word(t - 8) ^ word(t - 14) ^ word(t - 16), 1);
    }
    let [a, b, c, d, e] = hash as unknown as [number, number, number, number, number];
    for (let t = 0; t < 80; t++) {
      const next = (rotated(a, 5) + mixed(t, b, c, d) + e + word(t)) | 0;
      [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, place) => {
      hash[place] = (hash[place] ?? 0) + value;
    });
  }
  return [...hash].map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
}

/** What a round makes of three words, with its constant: another one for each twenty rounds. */
function mixed(round: number, b: number, c: number, d: number): number {
  if (round < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (round < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (round < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotated(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
