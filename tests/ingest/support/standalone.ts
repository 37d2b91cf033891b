import type { AddressInfo } from "node:net";

/** The ingest server over HTTP, on the project that its settings name. Once per test file: its state is the process's. */
export async function startStandalone(
  env: Record<string, string>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  Object.assign(process.env, { INGEST_CLIENT_RATE: "off", INGEST_PACE_MS: "0", ...env });
  const { standaloneServer } = await import("#lib/operations/standalone-server.ts");
  const server = standaloneServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
