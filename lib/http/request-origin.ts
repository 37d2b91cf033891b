import "server-only";
import { headers } from "next/headers";

/** The origin this request came to, as the visitor sees it, such as `https://daybook.example`. */
export async function requestOrigin(): Promise<string> {
  const all = await headers();
  const host = all.get("x-forwarded-host") ?? all.get("host") ?? "localhost:3000";
  const protocol = all.get("x-forwarded-proto")?.split(",")[0] ?? "http";
  return `${protocol}://${host}`;
}
