import type { Services } from "#lib/operations/services.ts";

/** What every step may read: the request as it came, when, and this process's services. */
export type Arrival = {
  request: Request;
  /** The body's bytes, where the server has them at hand in a cheaper form than `request.body`. */
  chunks?: AsyncIterable<Uint8Array>;
  /** Of the connection, where the server knows it. */
  socketAddress?: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  services: Services;
};
