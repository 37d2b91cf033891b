const QUIET_MS = 10_000;
const last = new Map<string, number>();

/**
 * One line on stderr about a database call that failed: what, code and message, never its data. At most one line for
 * each call and code in ten seconds, or an outage would fill the disk.
 */
export function logFault(call: string, error: { code?: string; message: string }): void {
  const key = `${call} ${error.code ?? ""}`;
  const now = Date.now();
  if (now - (last.get(key) ?? 0) < QUIET_MS) return;
  last.set(key, now);
  console.error(
    `ingest: ${call} failed: ${error.code ? `${error.code} ` : ""}${error.message.slice(0, 300)}`,
  );
}
