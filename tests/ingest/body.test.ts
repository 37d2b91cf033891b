import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAX_BODY_BYTES } from "#lib/contract.ts";
import { batch, CHROME, post } from "#tests/ingest/support/batch.ts";
import { startServer } from "#tests/ingest/support/server.ts";

let url: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, stop } = await startServer());
});
afterAll(() => stop());

/** Bytes on a bare connection, for what no HTTP client would send; resolves with the first line of the answer. */
function raw(head: string[], parts: (string | Buffer)[] = [], end = false): Promise<string> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), "127.0.0.1", () => {
      socket.write(`${["POST /api/ingest HTTP/1.1", "Host: x", ...head].join("\r\n")}\r\n\r\n`);
      for (const part of parts) socket.write(part);
      if (end) socket.end();
    });
    socket.once("data", (data) => {
      resolve(data.toString().split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("end", () => resolve("closed"));
    socket.once("error", reject);
  });
}

/** A batch of exactly so many bytes. */
function batchOf(bytes: number): string {
  const empty = JSON.stringify({ ...batch(), padding: "" });
  return JSON.stringify({ ...batch(), padding: "x".repeat(bytes - empty.length) });
}

test("64 KiB are read and one byte more is refused", async () => {
  expect((await post(url, batchOf(MAX_BODY_BYTES))).status).toBe(200);
  expect(await post(url, batchOf(MAX_BODY_BYTES + 1))).toMatchObject({
    status: 413,
    body: { error: { code: "too_large" } },
  });
});

test("a chunked body without a length is refused as soon as it is too long, not when it ends", async () => {
  const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`;
  const line = await raw(["Transfer-Encoding: chunked"], Array(6).fill(chunk));
  expect(line).toBe("HTTP/1.1 413 Payload Too Large");
});

test("a declared length over the limit is refused before a byte of it has come", async () => {
  expect(await raw(["Content-Length: 100000000"])).toBe("HTTP/1.1 413 Payload Too Large");
});

test("a chunked body within the limit is stored", async () => {
  const body = JSON.stringify(batch());
  const chunks = [body.slice(0, 50), body.slice(50)].map(
    (part) => `${part.length.toString(16)}\r\n${part}\r\n`,
  );
  const line = await raw([`User-Agent: ${CHROME}`, "Transfer-Encoding: chunked"], [...chunks, "0\r\n\r\n"]);
  expect(line).toBe("HTTP/1.1 200 OK");
});

test("a body shorter than its length harms nobody when its sender leaves", async () => {
  await raw(["Content-Length: 500"], ["{"], true);
  expect((await post(url, batch())).status).toBe(200);
});

test("compressed bodies are refused unread, however small", async () => {
  const answer = await post(url, gzipSync(JSON.stringify(batch())), { "Content-Encoding": "gzip" });
  expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid_json" } } });
  expect(answer.body.error.message).toContain("Compressed");
});

test("nesting as deep as 64 KiB allow is refused without harm", async () => {
  const deep = "[".repeat(32_000) + "]".repeat(32_000);
  expect((await post(url, deep)).body.error.code).toBe("invalid_batch");
  expect((await post(url, `{"v":1,"events":${deep}}`)).body.error.code).toBe("invalid_batch");
});

test("only POST and OPTIONS are answered", async () => {
  for (const method of ["GET", "HEAD", "PUT", "DELETE"]) {
    expect((await fetch(`${url}/api/ingest`, { method })).status).toBe(405);
  }
});
