/**
 * The embedded Supabase as a process of its own: `node supabase/local/process.ts <data folder> <port> <site URL>`.
 * Started by scripts/start.ts, to which it reports over the IPC channel and with which it ends.
 */
import { join } from "node:path";
import { localKeys } from "#supabase/local/keys.ts";
import { mailbox, startLocalSupabase } from "#supabase/local/server.ts";
import { type DemoSignIn, seedDemo } from "#supabase/seed/demo.ts";

const [dataFolder = "", port = "", siteUrl = ""] = process.argv.slice(2);

const tell = (message: LocalMessage) => process.send?.(message);

try {
  const keys = await localKeys(dataFolder);
  const supabase = await startLocalSupabase({
    place: { folder: join(dataFolder, "db") },
    keys,
    port: Number(port),
    siteUrl,
    mail: mailbox(join(dataFolder, "mails.log"), (text) => tell({ kind: "progress", text })),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await supabase.close();
    process.exit(0);
  };
  // Ctrl-C reaches the whole process group: the app is given the time to write its last events, then asks us to stop.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", stop);
  process.on("disconnect", stop);
  if (supabase.applied.length > 0) tell({ kind: "progress", text: `Applied ${supabase.applied.join(", ")}` });
  const signIn = await seedDemo(supabase.url, keys, (text) => tell({ kind: "progress", text }));
  tell({ kind: "ready", url: supabase.url, signIn });
} catch (error) {
  console.error(error);
  tell({ kind: "failed", reason: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
  process.disconnect?.();
}

/** What the process of the embedded Supabase tells the one that started it. */
export type LocalMessage =
  | { kind: "progress"; text: string }
  | { kind: "ready"; url: string; signIn: DemoSignIn | null }
  | { kind: "failed"; reason: string };
