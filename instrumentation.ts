/** Runs once when the server starts: a wrong environment is said now, not at the first visitor. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startIngest } = await import("#lib/operations/services.ts");
  startIngest();
}
