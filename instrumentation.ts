/** Next calls this once when the server starts: a wrong setting ends the start instead of failing at the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startIngest } = await import("#lib/operations/services.ts");
  startIngest();
}
