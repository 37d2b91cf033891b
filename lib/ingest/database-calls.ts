import type { SupabaseClient } from "@supabase/supabase-js";
import type { Pool } from "pg";
import { logFault, pastDeadlocks } from "#lib/http/faults.ts";

/** What a function of the database returned, or why it did not. `code`: an SQLSTATE, where the database itself refused. */
type Returned = { data: unknown; error: { code?: string; message: string } | null };

/** Calls a function of the database by its name in `public`, with named parameters, for so many milliseconds at most. */
export type DatabaseCall = (
  name: string,
  parameters: Record<string, unknown>,
  timeoutMs: number,
) => PromiseLike<Returned>;

/** Calls over the project's API. */
export function callsOverApi(client: SupabaseClient): DatabaseCall {
  return (name, parameters, timeoutMs) => {
    const signal = AbortSignal.timeout(timeoutMs);
    return pastDeadlocks(() => client.rpc(name, parameters).abortSignal(signal));
  };
}

/** So many connections: two flushes, and look-ups beside them. */
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Calls the same functions past the API. Every call is one statement without a name and without a setting of its connection,
 * so that a pooler may give each of them another connection.
 */
export function directCalls(databaseUrl: string): DatabaseCall {
  let pool: Promise<Pool> | undefined;
  return async (name, parameters, timeoutMs) => {
    pool ??= connected(databaseUrl);
    const list = Object.keys(parameters).map((parameter, index) => `${parameter} => $${index + 1}`);
    // What takes longer loses its connection; it may still commit, as over the API.
    const statement = {
      text: `select public.${name}(${list.join(", ")}) as data`,
      values: Object.values(parameters),
      query_timeout: timeoutMs,
    };
    const connections = pool;
    return pastDeadlocks(async (): Promise<Returned> => {
      try {
        const { rows } = await (await connections).query<{ data: unknown }>(statement);
        return { data: rows[0]?.data, error: null };
      } catch (error) {
        const { code, message } = error as { code?: string; message: string };
        return { data: null, error: { code, message } };
      }
    });
  };
}

/** Loads the driver only where it is asked for. */
async function connected(connectionString: string): Promise<Pool> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
  });
  // An idle connection that breaks is replaced at the next use; without a listener it would end the process.
  pool.on("error", (error) => logFault("ingest database", error));
  return pool;
}
