import { v7 } from "uuid";
import type { Batch, BatchError, BatchEvent, BatchResult } from "#lib/contract.ts";

export const CHROME =
  "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

export function pageView(over: Partial<BatchEvent> = {}): BatchEvent {
  return { id: v7(), type: "page_view", at: new Date().toISOString(), page: "home", ...over } as BatchEvent;
}

export function click(over: Partial<BatchEvent> = {}): BatchEvent {
  return {
    id: v7(),
    type: "click",
    at: new Date().toISOString(),
    page: "home",
    target: "whatsapp",
    ...over,
  } as BatchEvent;
}

/** A batch by the contract, from a session that has just begun. */
export function batch(over: Partial<Batch> = {}): Batch {
  const now = new Date().toISOString();
  return {
    v: 1,
    user_code: "myclik",
    share_code: "k7f2",
    sent_at: now,
    session: { id: v7(), started_at: now, referrer: "", language: "de-DE", screen: "390x844" },
    events: [pageView(), click()],
    ...over,
  };
}

export type Answer = { status: number; headers: Headers; body: BatchResult & BatchError };

/** Posts whatever it is given: text and bytes as they are, anything else as JSON. */
export async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const raw = typeof body === "string" || body instanceof Uint8Array || body instanceof ReadableStream;
  const response = await fetch(`${url}/api/ingest`, {
    method: "POST",
    headers: { "User-Agent": CHROME, "Content-Type": "text/plain;charset=UTF-8", ...headers },
    body: raw ? (body as BodyInit) : JSON.stringify(body),
    duplex: "half",
    signal,
  } as RequestInit);
  return { status: response.status, headers: response.headers, body: await response.json() } as Answer;
}
