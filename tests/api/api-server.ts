import { serve } from "@hono/node-server";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { Ability } from "#lib/owners/api-keys.ts";
import { addOwner, type RealServer, startRealServer } from "#tests/ingest/support/real-server.ts";

export type ApiServer = Pick<RealServer, "client" | "stop"> & {
  url: string;
  /** The ingest server, where browsers send. */
  ingestUrl: string;
  /** The owner of `myclik`, signed in. */
  member: SupabaseClient;
  /** Makes a key, as the owner does. */
  makeKey: (...abilities: Ability[]) => Promise<string>;
  /** Revokes a key by its hash, as the owner does. */
  revokeKey: (key: string) => Promise<void>;
};

/** The routes below /api/v1 and /api/mcp over HTTP, on an embedded Supabase with the real migrations and the owner `myclik`. */
export async function startApiServer(env: Record<string, string> = {}): Promise<ApiServer> {
  const real = await startRealServer(env);
  await addOwner(real.client, "myclik");
  const member = await signedInOwner(real, "myclik");
  const v1 = await import("#app/api/v1/[[...path]]/route.ts");
  const document = await import("#app/api/v1/openapi.json/route.ts");
  const mcp = await import("#app/api/mcp/route.ts");
  const { tokenHash } = await import("#lib/owners/tokens.ts");

  function answer(request: Request): Response | Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/api/v1/openapi.json") return document.GET();
    const method = request.method as "GET";
    if (pathname === "/api/mcp") return mcp[method](request);
    const path = pathname.replace(/^\/api\/v1/, "").slice(1);
    const params = pathname === "/api/v1" ? {} : { path: path.split("/").map(decodeURIComponent) };
    return v1[method](request, { params: Promise.resolve(params) });
  }

  const { server, port } = await new Promise<{ server: ReturnType<typeof serve>; port: number }>(
    (resolve) => {
      const listening = serve({ fetch: answer, port: 0, hostname: "127.0.0.1" }, (info) =>
        resolve({ server: listening, port: info.port }),
      );
    },
  );
  return {
    client: real.client,
    member,
    url: `http://127.0.0.1:${port}`,
    ingestUrl: real.url,
    makeKey: async (...abilities) => {
      const { data, error } = await member.rpc("analytics_create_key", {
        p_user_code: "myclik",
        p_name: `May ${abilities.join(" and ")}`,
        p_abilities: abilities,
      });
      if (error) throw new Error(error.message);
      return data;
    },
    revokeKey: async (key) => {
      const p_key_hash = tokenHash("key", key.split("_").at(-1) ?? "");
      const { error } = await member.rpc("analytics_revoke_key", { p_user_code: "myclik", p_key_hash });
      if (error) throw new Error(error.message);
    },
    stop: async () => {
      if ("closeAllConnections" in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await real.stop();
    },
  };
}

async function signedInOwner({ client, supabase }: RealServer, userCode: string): Promise<SupabaseClient> {
  const person = { email: "owner@example.com", password: "correct horse battery" };
  const member = createClient(supabase.url, process.env.SUPABASE_PUBLISHABLE_KEY ?? "", {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data, error } = await member.auth.signUp(person);
  if (error || !data.user) throw new Error(error?.message ?? "Auth made no user.");
  const row = { user_code: userCode, user_id: data.user.id, role: "owner" };
  const added = await client.from("analytics_members").insert(row);
  if (added.error) throw new Error(added.error.message);
  return member;
}
