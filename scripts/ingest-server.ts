/** `npm run ingest-server`: `POST /api/ingest` alone, for a box of its own. Listens on HOST and PORT (0.0.0.0:3001). */
import pino from "pino";
import { type Environment, environment } from "#lib/http/environment.ts";
import { listenFault } from "#lib/http/faults.ts";
import { drainIngest, proveDualWrite } from "#lib/operations/services.ts";
import { standaloneServer } from "#lib/operations/standalone-server.ts";

const GRACE_MS = 20_000;
const log = pino({ base: null });

let settings: Environment;
try {
  settings = environment();
} catch (error) {
  log.fatal(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

const { port = 3001, host } = settings;
const server = standaloneServer();
void proveDualWrite();

server.on("error", (error) => {
  const { message } = listenFault(error, { port, host, setting: "PORT" });
  log.fatal({ port, host }, message);
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
    // From now on a connection ends with its answer.
    server.keepAliveTimeout = 1;
    await drainIngest();
    server.closeIdleConnections();
    await closed;
    log.info("Stopped");
    process.exit(0);
  });
}
