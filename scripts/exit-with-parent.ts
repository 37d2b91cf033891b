/**
 * Preloaded into processes that scripts/start.ts starts and whose code is not ours: they end when it does, even when it
 * was killed and could not say so.
 */
process.once("disconnect", () => process.exit(1));
process.channel?.unref();
