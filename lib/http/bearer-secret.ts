import { createHash, timingSafeEqual } from "node:crypto";

/**
 * True if a request carries `Authorization: Bearer <secret>`. Without a secret nobody is let in.
 * Hashing both sides first makes them equally long, so that the comparison's time says nothing about the secret.
 */
export function bearerAllowed(request: Request, secret: string | undefined): boolean {
  if (!secret) return false;
  const [, token] = /^bearer (.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  return token !== undefined && timingSafeEqual(digest(token), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
