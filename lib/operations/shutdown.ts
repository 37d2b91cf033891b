import { runningServices } from "#lib/operations/services.ts";

const KEY = Symbol.for("daybook.ingest.shutdown");
const home = globalThis as { [KEY]?: true };

/** Writes what waits. Nothing acknowledged depends on it: what is cut off here is still in its browser's queue. */
export async function drainIngest(): Promise<void> {
  await runningServices()?.coalescer.drain();
}

/** Once per process, however often modules are loaded again. The server itself ends the process. */
export function drainOnSignals(): void {
  if (home[KEY]) return;
  home[KEY] = true;
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void drainIngest());
}
