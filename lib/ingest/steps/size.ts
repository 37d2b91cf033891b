import { MAX_BODY_BYTES } from "#lib/contract.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";

const READ_MS = 10_000;

/** Reads the body, and never more than its limit of it, whatever `Content-Length` says or leaves out. */
export async function size({ request }: Arrival): Promise<{ body: Uint8Array } | Refusal> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  // A kilobyte can unpack to a gigabyte.
  if (encoding !== "" && encoding !== "identity") {
    return refuse("invalid_json", { message: "Compressed bodies are not accepted." });
  }
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return refuse("too_large");
  if (!request.body) return { body: new Uint8Array() };

  const reader = request.body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  const timer = setTimeout(cancel, READ_MS);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return { body: Buffer.concat(chunks) };
      bytes += value.byteLength;
      if (bytes > MAX_BODY_BYTES) return refuse("too_large");
      chunks.push(value);
    }
  } catch {
    return refuse("invalid_json", { message: "The body did not arrive." });
  } finally {
    clearTimeout(timer);
    if (bytes > MAX_BODY_BYTES) cancel();
  }
}
