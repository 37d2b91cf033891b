import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SupabaseClient } from "@supabase/supabase-js";
import { freePort } from "#supabase/local/free-port.ts";
import { localKeys } from "#supabase/local/keys.ts";
import { type LocalSupabase, startLocalSupabase } from "#supabase/local/server.ts";
import { startStandalone } from "#tests/ingest/support/standalone.ts";

export type RealServer = {
  url: string;
  client: SupabaseClient;
  supabase: LocalSupabase;
  stop: () => Promise<void>;
};

/**
 * The ingest server on an embedded Supabase with the real migrations, copied from the folder that `DAYBOOK_MIGRATED` names,
 * or made anew where none is named.
 */
export async function startRealServer(env: Record<string, string> = {}): Promise<RealServer> {
  const folder = await mkdtemp(join(tmpdir(), "daybook-ingest-"));
  const migrated = process.env.DAYBOOK_MIGRATED;
  if (migrated) await cp(migrated, folder, { recursive: true });
  const keys = await localKeys(folder);
  const supabase = await startLocalSupabase({
    place: { folder: join(folder, "db") },
    keys,
    port: await freePort(),
    siteUrl: "http://localhost:3000",
  });
  const server = await startStandalone({
    SUPABASE_URL: supabase.url,
    SUPABASE_PUBLISHABLE_KEY: keys.SUPABASE_PUBLISHABLE_KEY,
    SUPABASE_SECRET_KEY: keys.SUPABASE_SECRET_KEY,
    ...env,
  });
  const { serviceClient } = await import("#lib/supabase/service-client.ts");
  return {
    url: server.url,
    client: serviceClient(),
    supabase,
    stop: async () => {
      await server.stop();
      await supabase.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An owner with one share in one group, written as the service role. */
export async function addOwner(client: SupabaseClient, user_code: string, time_zone = "UTC"): Promise<void> {
  const rows: [string, object][] = [
    ["analytics_owners", { user_code, name: user_code, time_zone }],
    ["analytics_owner_time_zones", { user_code, time_zone, valid_from: "-infinity" }],
    ["analytics_groups", { user_code, group_code: "friends", name: "Friends" }],
    ["analytics_shares", { user_code, share_code: "k7f2", group_code: "friends", contact: "Ada" }],
  ];
  for (const [table, row] of rows) {
    const { error } = await client.from(table).insert(row);
    if (error) throw new Error(`${table}: ${error.message}`);
  }
}
