import { createClient } from "@supabase/supabase-js";
import type { Client } from "pg";
import { requireSettings, type Settings } from "#lib/http/environment.ts";
import { pastDeadlocks } from "#lib/http/faults.ts";

/** A database whose functions can be called: directly, or through the API with the secret key. */
export type FunctionCaller = {
  /** Calls a function with named arguments. @throws Error with the database's own sentence and `code`. */
  call(name: string, args?: Record<string, unknown>): Promise<unknown>;
  /** Runs statements, calls a function and takes everything back. Null over the API, which cannot. @throws as `call` */
  tryOut(statements: string, name: string, args: Record<string, unknown>): Promise<unknown>;
  /** The columns of a table in `public`; null without such a table, empty when only its rows could tell. */
  columnsOf(table: string): Promise<string[] | null>;
  /**
   * Which of these names are taken in `public`; null where Daybook itself is there. Over the API functions cannot be seen,
   * and tables only where the API serves them.
   */
  takenNames(tables: string[], functions: string[]): Promise<string[] | null>;
  /** True if nothing but the database itself ends a long statement; the API of a hosted project does after 8 s. */
  isDirect: boolean;
  close(): Promise<void>;
};

/** What went wrong in the database, with its SQLSTATE or PostgREST code. */
export class DatabaseFault extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** Opens DATABASE_URL when it is set, else the Supabase project. @throws Error that names what is not set. */
export async function openFunctionCaller(settings: Settings): Promise<FunctionCaller> {
  return settings.databaseUrl ? openDirect(settings.databaseUrl) : openApi(settings);
}

/** A connection to a Postgres. @throws DatabaseFault in one sentence when it cannot be reached. */
export async function connectDirectly(url: string): Promise<Client> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : cause;
    throw new DatabaseFault(`The database cannot be reached: ${reason}.`, "unreachable");
  }
  return client;
}

async function openDirect(url: string): Promise<FunctionCaller> {
  const client = await connectDirectly(url);
  const query = async (sql: string, values?: unknown[]) => {
    try {
      return await client.query(sql, values);
    } catch (cause) {
      const { message, code } = cause as Error & { code?: string };
      throw new DatabaseFault(message, code ?? "");
    }
  };
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const names = Object.keys(args);
    const list = names.map((key, place) => `${client.escapeIdentifier(key)} => $${place + 1}`).join(", ");
    const { rows } = await query(
      `select public.${client.escapeIdentifier(name)}(${list}) as answer`,
      names.map((key) => args[key]),
    );
    return rows[0]?.answer;
  };
  return {
    isDirect: true,
    call,
    async tryOut(statements, name, args) {
      await query("begin");
      try {
        await query(statements);
        return await call(name, args);
      } finally {
        await query("rollback");
      }
    },
    async columnsOf(table) {
      const { rows } = await client.query<{ name: string }>(
        `select a.attname as name from pg_catalog.pg_attribute a
         where a.attrelid = to_regclass('public.' || quote_ident($1)) and a.attnum > 0 and not a.attisdropped`,
        [table],
      );
      return rows.length > 0 ? rows.map(({ name }) => name) : null;
    },
    async takenNames(tables, functions) {
      const { rows } = await client.query<{ is_here: boolean; names: string[] }>(
        `select to_regnamespace('daybook') is not null as is_here, array(
           select c.relname::text from pg_catalog.pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relname = any ($1)
           union
           select p.proname || '()' from pg_catalog.pg_proc p
           where p.pronamespace = 'public'::regnamespace and p.proname = any ($2)
           order by 1
         ) as names`,
        [tables, functions],
      );
      return rows[0]?.is_here ? null : (rows[0]?.names ?? []);
    },
    close: () => client.end(),
  };
}

function openApi(settings: Settings): FunctionCaller {
  const { supabaseUrl, secretKey } = requireSettings(settings, ["supabaseUrl", "secretKey"]);
  const client = createClient(supabaseUrl, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
  return {
    isDirect: false,
    async call(name, args = {}) {
      const { data, error } = await pastDeadlocks(() => client.rpc(name, args));
      if (error) throw new DatabaseFault(error.message, error.code);
      return data;
    },
    tryOut: async () => null,
    async columnsOf(table) {
      const { data, error } = await client.from(table).select("*").limit(1);
      // No such relation: as PostgREST's schema cache and as Postgres say it.
      if (error?.code === "PGRST205" || error?.code === "42P01") return null;
      if (error) throw new DatabaseFault(error.message, error.code);
      return Object.keys((data?.[0] as object | undefined) ?? {});
    },
    async takenNames(tables) {
      const { error } = await client.rpc("analytics_doctor");
      if (!error) return null;
      const seen = await Promise.all(
        tables.map(async (table) => ({ table, columns: await this.columnsOf(table) })),
      );
      return seen.filter(({ columns }) => columns !== null).map(({ table }) => table);
    },
    close: async () => {},
  };
}
