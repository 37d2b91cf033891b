import { createHmac, hkdfSync } from "node:crypto";
import { env } from "#lib/http/environment.ts";

let key: Buffer | undefined;

/**
 * How an address whose visits are not counted is kept: HMAC-SHA256 in hex over the owner and the address, under a key
 * of its own derived from the secret key. Whoever reads the table cannot try all addresses without that key.
 */
export function addressHash(userCode: string, address: string): string {
  key ??= Buffer.from(hkdfSync("sha256", env().secretKey, "", "daybook excluded addresses", 32));
  return createHmac("sha256", key).update([userCode, address].join("|")).digest("hex");
}
