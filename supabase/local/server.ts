import { appendFileSync } from "node:fs";
import type { Server } from "node:http";
import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { listenFault } from "#lib/http/faults.ts";
import { refusedHost } from "#lib/http/loopback-host.ts";
import { isSecret } from "#lib/http/secrets.ts";
import { type DatabasePlace, type LocalDatabase, openDatabase } from "#supabase/local/database.ts";
import type { LocalKeys } from "#supabase/local/keys.ts";
import { migrate } from "#supabase/local/migrate.ts";

export type LocalSupabase = { url: string; applied: string[]; close(): Promise<void> };

/**
 * Starts the embedded Supabase on the loopback interface: database, migrations, REST and Auth.
 * Resolves when it answers.
 * @throws Error in one sentence: port in use, data folder unusable, or a migration that failed.
 */
export async function startLocalSupabase(options: {
  place: DatabasePlace;
  keys: LocalKeys;
  port: number;
  /** Where the app is served: Auth builds its links from it. */
  siteUrl: string;
  /** Where the mails of Auth go; absent: nowhere. */
  mail?: { send(mail: Mail): Promise<void> };
}): Promise<LocalSupabase> {
  const { place, keys, port, siteUrl, mail = mailbox(null, () => {}) } = options;
  const database = await openDatabase(place);
  try {
    const app = new App({
      connection: database.connection,
      auth: {
        enabled: true,
        jwt_secret: keys.SUPABASE_JWT_SECRET,
        publishable_key: keys.SUPABASE_PUBLISHABLE_KEY,
        secret_key: keys.SUPABASE_SECRET_KEY,
        site_url: siteUrl,
        minimum_password_length: 8,
        email: {
          // It mails one address only: the new one has to be proved.
          double_confirm_changes: false,
          template: {
            recovery: { subject: "Set a new password", content_path: template("recovery") },
            email_change: { subject: "Confirm your new address", content_path: template("email-change") },
          },
        },
      },
      options: { server: { admin: false }, drivers: { email: mail } },
    });
    await app.ensureSystemSchema();
    const applied = await migrate(database);
    await warmUp(app, database, keys);
    const server = await listen(app, port, keys.SUPABASE_SECRET_KEY, database);
    return {
      url: `http://127.0.0.1:${port}`,
      applied,
      close: async () => {
        server.closeAllConnections();
        await new Promise((done) => server.close(done));
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

function template(name: string): string {
  return new URL(`${name}.html`, import.meta.url).pathname;
}

/**
 * Sends the first request, before which the API grants its three roles everything on every schema and table, and puts
 * back the rights that the migrations had set.
 */
async function warmUp(app: App, database: LocalDatabase, keys: LocalKeys): Promise<void> {
  await database.run(`
    create temporary table rights as
    select c.oid, c.relacl as acl from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'daybook'::regnamespace)
    union all
    select n.oid, n.nspacl from pg_namespace n where n.nspname = 'daybook';
  `);
  await app.fetch(
    new Request("http://127.0.0.1/rest/v1/analytics_owners?limit=1", {
      headers: { apikey: keys.SUPABASE_SECRET_KEY },
    }),
  );
  await database.run(`
    update pg_class c set relacl = r.acl from rights r where r.oid = c.oid and c.relacl is distinct from r.acl;
    update pg_namespace n set nspacl = r.acl from rights r where r.oid = n.oid and n.nspacl is distinct from r.acl;
    drop table rights;
  `);
}

/** What an API key of its own guards. All else, `/_system` with its schema and settings, is for whoever holds the secret key. */
const OPEN = /^\/(rest|auth)\/v1\//;

/** The answer to a request that the embedded Supabase does not serve; null: it does. */
function refusal(request: Request, secretKey: string): Response | null {
  const foreign = refusedHost({ host: request.headers.get("host") ?? undefined });
  if (foreign) return new Response(foreign, { status: 403 });
  if (OPEN.test(new URL(request.url).pathname)) return null;
  if (isSecret(request.headers.get("apikey") ?? "", secretKey)) return null;
  return Response.json({ message: "This wants the secret key, as the header apikey." }, { status: 401 });
}

/** One user, for whoever holds the secret key: a Supabase project serves it, and the embedded one does not. */
const USER = /^\/auth\/v1\/admin\/users\/([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** The answer to a request to read or delete a user, whose sessions go too; null: it is another request. */
async function userAnswer(
  request: Request,
  secretKey: string,
  database: LocalDatabase,
): Promise<Response | null> {
  const [, id] = USER.exec(new URL(request.url).pathname) ?? [];
  if (!id || !isSecret(request.headers.get("apikey") ?? "", secretKey)) return null;
  const found = `auth.users where id = '${id}'`;
  const [user] =
    request.method === "DELETE"
      ? await database.rows(`delete from ${found} returning id, email`)
      : await database.rows(`select id, email from ${found}`);
  if (user) return Response.json(user);
  return Response.json({ code: 404, error_code: "user_not_found", msg: "User not found" }, { status: 404 });
}

function listen(app: App, port: number, secretKey: string, database: LocalDatabase): Promise<Server> {
  const host = "127.0.0.1";
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        port,
        hostname: host,
        fetch: async (request, env) =>
          refusal(request, secretKey) ??
          (await userAnswer(request, secretKey, database)) ??
          app.fetch(request, { peerAddress: env.incoming.socket.remoteAddress ?? null }),
      },
      () => resolve(server as Server),
    );
    server.once("error", (error) => reject(listenFault(error, { port, host, setting: "SUPABASE_PORT" })));
  });
}

/** What Auth asks to be sent. */
export type Mail = { to: string; subject: string; text?: string; html?: string };

/** The one link that a mail of Auth is about. */
const LINK = /href="([^"]+)"/;

/**
 * A mailbox in place of a mail server: each mail is printed in the terminal and added to a file. The file holds links
 * that sign people in, so it lies beside the keys in the data folder and is readable by its owner only.
 */
export function mailbox(file: string | null, print: (text: string) => void) {
  return {
    async send({ to, subject, html = "", text = "" }: Mail): Promise<void> {
      const link = LINK.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? text;
      if (file) appendFileSync(file, `To: ${to}\nSubject: ${subject}\n${link}\n\n`, { mode: 0o600 });
      print(`Mail to ${to} (printed here instead of sent): ${subject}\n  ${link}`);
    },
  };
}
