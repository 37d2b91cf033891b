import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { HostedDatabase } from "#tests/support/hosted/hosted-postgres.ts";

/** The REST API of a hosted project as far as supabase-js asks for it here: calls of functions, and rows of one table. */
export type HostedApi = {
  url: string;
  /** A key for `createClient`, of a role and, for a signed-in person, of a user. */
  keyOf(role: Role, userId?: string): string;
  stop(): Promise<void>;
};

type Role = "anon" | "authenticated" | "service_role";
type Question = { sql: string; parameters: unknown[] };

/** Serves a database as PostgREST does: each request one transaction as `authenticator` in the role that its key names. */
export async function startHostedApi(database: HostedDatabase): Promise<HostedApi> {
  const server = createServer(async (request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    try {
      const { role, sub = null } = claimsOf(request);
      const { sql, parameters } = await questionIn(request, database);
      const rows = await database.asRole<{ answer: unknown }>(role, sub, sql, parameters);
      send(200, rows[0]?.answer ?? null);
    } catch (error) {
      const { code = "", message } = error as Error & { code?: string };
      send(code === "42501" ? 403 : 400, { code, message, details: null, hint: null });
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keyOf: (role, userId) => keyFor({ role, sub: userId }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

type Claims = { role: Role; sub?: string };
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
/** A key in the form of a project's own. Nobody checks its signature: who asks is the test. */
const keyFor = (claims: Claims) => `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.unsigned`;

function claimsOf({ headers }: IncomingMessage): Claims {
  const [, claims = ""] = (headers.authorization ?? "").replace("Bearer ", "").split(".");
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}

async function questionIn(request: IncomingMessage, database: HostedDatabase): Promise<Question> {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://api");
  const name = pathname.split("/").at(-1) ?? "";
  if (pathname === `/rest/v1/rpc/${name}`) {
    return callOf(name, JSON.parse((await text(request)) || "{}"), database);
  }
  const conditions = [...searchParams].flatMap(([column, value]) => {
    const [, operator = "", operand = ""] = /^(eq|gte|lte)\.(.*)$/s.exec(value) ?? [];
    return operator ? [{ column, sign: SIGNS[operator], operand }] : [];
  });
  const where = conditions
    .map(({ column, sign }, place) => `"${column}" ${sign} $${place + 1}`)
    .join(" and ");
  return {
    sql: `
      select coalesce(jsonb_agg(found), '[]') as answer
      from (select ${searchParams.get("select") ?? "*"} from public."${name}" where ${where || "true"}) as found`,
    parameters: conditions.map(({ operand }) => operand),
  };
}

const SIGNS: Record<string, string> = { eq: "=", gte: ">=", lte: "<=" };

/** A call with named arguments, each of the type that the function declares. */
async function callOf(
  name: string,
  values: Record<string, unknown>,
  database: HostedDatabase,
): Promise<Question> {
  const [declared] = await database.rows<{ types: Record<string, string>; many: boolean }>(
    `select coalesce(jsonb_object_agg(a.name, a.type::regtype) filter (where a.name is not null), '{}') as types, bool_or(p.proretset) as many
     from pg_proc p left join lateral unnest(p.proargnames, p.proargtypes::oid[]) as a (name, type) on a.type is not null
     where p.pronamespace = 'public'::regnamespace and p.proname = $1`,
    [name],
  );
  const given = Object.entries(values);
  const types = declared?.types ?? {};
  const list = given.map(([key], place) => `"${key}" => $${place + 1}::${types[key] ?? "text"}`).join(", ");
  const call = `public."${name}"(${list})`;
  return {
    sql: declared?.many
      ? `select coalesce(jsonb_agg(found), '[]') as answer from ${call} as found`
      : `select to_jsonb(${call}) as answer`,
    parameters: given.map(([, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value,
    ),
  };
}
