import { createHash, createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { environment } from "#lib/http/environment.ts";

/**
 * True if a request carries `Authorization: Bearer <secret>`. Without a secret nobody is let in.
 */
export function bearerAllowed(request: Request, secret: string | undefined): boolean {
  if (!secret) return false;
  const [, token] = /^bearer (.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return token !== undefined && isSecret(token, secret);
}

/** True if a text is the secret. Both are hashed first, which makes them equally long: the time taken says nothing about it. */
export function isSecret(text: string, secret: string): boolean {
  return timingSafeEqual(digest(text), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** What keyed hashes are made for. Each has a key of its own, so that hashes of one kind cannot be compared with those of another. */
type Purpose = "daybook excluded addresses" | "daybook rate limits" | "daybook link passwords";

const keys = new Map<Purpose, Buffer>();

/**
 * HMAC-SHA256 over some texts, joined by `|`, under a key derived from the secret key. Whoever reads where such hashes
 * are kept cannot try all addresses without that key.
 */
export function keyedHash(purpose: Purpose, texts: string[], encoding: "hex" | "base64url"): string {
  let key = keys.get(purpose);
  if (!key) {
    key = Buffer.from(hkdfSync("sha256", environment().secretKey, "", purpose, 32));
    keys.set(purpose, key);
  }
  return createHmac("sha256", key).update(texts.join("|")).digest(encoding);
}

/** How an address whose visits are not counted is kept: a keyed hash in hex over the owner and the address. */
export function addressHash(userCode: string, address: string): string {
  return keyedHash("daybook excluded addresses", [userCode, address], "hex");
}
