import type { Services } from "#lib/ingest/services.ts";

/** What every step may read: the request as it came, when, and this process's services. */
export type Arrival = {
  request: Request;
  /** Of the connection, where the server knows it. */
  socketAddress?: string;
  /** Milliseconds since 1970. */
  receivedAt: number;
  services: Services;
};
