/** `npm run ingest-server`: `POST /api/ingest` alone, for a box of its own. Listens on HOST and PORT (0.0.0.0:3001). */
import pino from "pino";
import { environment } from "#lib/http/environment.ts";
import { drainIngest } from "#lib/operations/services.ts";
import { standaloneServer } from "#lib/operations/standalone-server.ts";

const GRACE_MS = 20_000;
const log = pino({ base: null });

try {
  environment();
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const port = Number(process.env.PORT ?? 3001);
const host = process.env.HOST ?? "0.0.0.0";
const server = standaloneServer();

server.on("error", (error) => {
  log.fatal({ port, host }, `The ingest server cannot listen: ${error.message}`);
  process.exit(1);
});
server.listen(port, host, () => {
  const address = server.address();
  // Port 0 asks the system for a free one.
  const listening = typeof address === "object" && address ? address.port : port;
  log.info({ port: listening, host }, "The ingest server is listening");
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    log.info({ signal }, "Stopping: what waits is written, new batches are refused");
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    const closed = new Promise((resolve) => server.close(resolve));
    await drainIngest();
    server.closeIdleConnections();
    await closed;
    log.info("Stopped");
    process.exit(0);
  });
}
