import { createHash } from "node:crypto";

/** What a token opens. A token of one kind opens nothing of another: its hash has the kind in it. */
export type TokenKind = "invitation" | "claim" | "link" | "key";

/** How a token is kept: SHA-256 in hexadecimal over its kind and its text. `daybook.token_hash` says the same in SQL. */
export function tokenHash(kind: TokenKind, token: string): string {
  return createHash("sha256").update(`${kind}|${token}`).digest("hex");
}
