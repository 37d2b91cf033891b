import { keyedHash } from "#lib/http/keyed-hash.ts";

/** How an address whose visits are not counted is kept: a keyed hash in hex over the owner and the address. */
export function addressHash(userCode: string, address: string): string {
  return keyedHash("daybook excluded addresses", [userCode, address], "hex");
}
