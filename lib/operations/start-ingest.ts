import { env } from "#lib/http/environment.ts";
import { parseIngestSettings } from "#lib/http/ingest-settings.ts";
import { drainOnSignals } from "#lib/operations/shutdown.ts";

/** Called once when a server starts: checks the environment, or ends the process with one sentence that says what is wrong. */
export function startIngest(): void {
  try {
    env();
    parseIngestSettings(process.env);
  } catch (error) {
    // Thrown on, Next.js would print it twice with its stack and go on without having started.
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  drainOnSignals();
}
