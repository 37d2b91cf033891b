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

const DEADLOCK = "40P01";
const MOST_TRIES = 4;

/**
 * Asks the database, and again, a few times at most, where it has ended the call so that another one could go on: nothing of it was
 * done then, so to repeat it is safe.
 * @param ask one call, which is a transaction of its own
 */
export async function pastDeadlocks<Answer extends { error: { code?: string } | null }>(
  ask: () => PromiseLike<Answer>,
): Promise<Answer> {
  let answer = await ask();
  for (let tries = 1; tries < MOST_TRIES && answer.error?.code === DEADLOCK; tries++) {
    // Not at once and not together, or both would meet again.
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 100 * tries));
    answer = await ask();
  }
  return answer;
}

/** Why a server cannot listen, in one sentence that names the setting to change. */
export function listenFault(
  error: NodeJS.ErrnoException,
  { port, host, setting }: { port: number; host: string; setting: "PORT" | "SUPABASE_PORT" },
): Error {
  switch (error.code) {
    case "EADDRINUSE":
      return new Error(`Port ${port} is in use: stop what listens there, or set ${setting} to another.`);
    case "EACCES":
      return new Error(`Port ${port} is not open to this user: set ${setting} to one from 1024 on.`);
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new Error(`${host} is no address of this machine: set HOST to one, or to 0.0.0.0 for all.`);
    default:
      return error;
  }
}
