/** Runs once when the server starts: a wrong environment is said now, not at the first visitor. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { env } = await import("#lib/env.ts");
  const { parseIngestSettings } = await import("#lib/ingest/settings.ts");
  const { drainOnSignals } = await import("#lib/ingest/shutdown.ts");
  env();
  parseIngestSettings(process.env);
  drainOnSignals();
}
