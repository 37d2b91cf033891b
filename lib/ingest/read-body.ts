import { MAX_BODY_BYTES } from "#lib/contract.ts";
import { type Refusal, refuse } from "#lib/ingest/refusals.ts";
import type { Arrival } from "#lib/ingest/steps/arrival.ts";

const READ_MS = 10_000;

/** Reads the body, and never more than its limit of it, whatever `Content-Length` says or leaves out. */
export async function size({ request, chunks }: Arrival): Promise<{ body: Uint8Array } | Refusal> {
  const encoding = request.headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  // A kilobyte can unpack to a gigabyte.
  if (encoding !== "" && encoding !== "identity") {
    return refuse("invalid_json", { message: "Compressed bodies are not accepted." });
  }
  if (Number(request.headers.get("content-length")) > MAX_BODY_BYTES) return refuse("too_large");
  const source = chunks ?? request.body;
  return source ? read(source[Symbol.asyncIterator]()) : { body: new Uint8Array() };
}

async function read(source: AsyncIterator<Uint8Array>): Promise<{ body: Uint8Array } | Refusal> {
  const read: Uint8Array[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, READ_MS);
  });
  try {
    for (;;) {
      const { done, value } = await Promise.race([source.next(), late]);
      if (done) return { body: read.length === 1 && read[0] ? read[0] : Buffer.concat(read) };
      bytes += value.byteLength;
      if (bytes > MAX_BODY_BYTES) return refuse("too_large");
      read.push(value);
    }
  } catch {
    return refuse("invalid_json", { message: "The body did not arrive." });
  } finally {
    clearTimeout(timer);
    // Lets go of what is not read; waiting for it could take as long as the sender likes.
    void Promise.resolve(source.return?.()).catch(() => {});
  }
}
