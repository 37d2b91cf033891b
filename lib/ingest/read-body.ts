import { MAX_BODY_BYTES } from "#lib/contract.ts";
import type { Arrival } from "#lib/ingest/arrival.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";

const READ_MS = 10_000;

/** Step "size": reads the body, and never more of it than its limit, whatever `Content-Length` says or leaves out. */
export async function size({
  request,
  chunks,
}: Pick<Arrival, "request" | "chunks">): Promise<{ body: Uint8Array } | Refusal> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  // Compressed bodies are refused, since a kilobyte can unpack to a gigabyte.
  if (encoding !== "" && encoding !== "identity") {
    return refuse("invalid_json", { message: "Compressed bodies are not accepted." });
  }
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return refuse("too_large");
  const source = chunks ?? request.body;
  return source ? read(source[Symbol.asyncIterator]()) : { body: new Uint8Array() };
}

async function read(source: AsyncIterator<Uint8Array>): Promise<{ body: Uint8Array } | Refusal> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, READ_MS);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([source.next(), late]);
      if (done) return { body: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts) };
      bytes += value.byteLength;
      if (bytes > MAX_BODY_BYTES) return refuse("too_large");
      parts.push(value);
    }
  } catch {
    return refuse("invalid_json", { message: "The body did not arrive." });
  } finally {
    clearTimeout(timer);
    // The rest is not waited for: that could take as long as the sender likes.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}

/**
 * Step "parse": the body as JSON; its type (`text/plain` from a beacon) does not matter. A byte that is no UTF-8 costs its
 * character, not the batch.
 */
export function parse({ body }: { body: Uint8Array }): { json: unknown } | Refusal {
  try {
    return { json: JSON.parse(new TextDecoder().decode(body)) };
  } catch {
    return refuse("invalid_json");
  }
}
