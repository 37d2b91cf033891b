import { createHash, createHmac, type KeyObject } from "node:crypto";

/**
 * The pseudonym of a visitor for one day: the first 8 bytes of HMAC-SHA256(salt of the day, user_code | IP | user
 * agent) as a signed integer in decimal digits. Once the day's salt is deleted nobody can link it to its inputs.
 */
export function visitorOfDay(salt: KeyObject, userCode: string, address: string, userAgent: string): string {
  return firstBytes(createHmac("sha256", salt).update([userCode, address, userAgent].join("|")).digest());
}

/** The visitor of a session whose day has no salt any more: the session itself. */
export function visitorOfSession(userCode: string, sessionId: string): string {
  return firstBytes(createHash("sha256").update([userCode, sessionId].join("|")).digest());
}

function firstBytes(digest: Buffer): string {
  return digest.readBigInt64BE(0).toString();
}
