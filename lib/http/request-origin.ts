import "server-only";
import { headers } from "next/headers";

/** The origin this request came to, as the visitor sees it, such as `https://daybook.example`. */
export async function requestOrigin(): Promise<string> {
  const all = await headers();
  const host = first(all.get("x-forwarded-host")) ?? all.get("host") ?? "localhost:3000";
  const protocol = first(all.get("x-forwarded-proto")) ?? "http";
  return `${protocol}://${host}`;
}

/** Of the list that several proxies make of a header, what the first one saw. */
function first(list: string | null): string | undefined {
  return list?.split(",")[0]?.trim() || undefined;
}
