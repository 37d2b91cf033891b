import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { migrateNative } from "#supabase/local/native-postgres.ts";
import type { Caller } from "#tests/support/owners.ts";

/** The address of a coordinator, whose database has Citus and its workers: `npm run citus:start` prints one. */
export const CITUS_URL = process.env.CITUS_URL;

const SCALE_OUT = new URL("../../supabase/scale-out/citus.sql", import.meta.url);
const JSON_TYPES = [114, 3802];

/** A migrated database and its connection. Everything but JSON comes as text, as both servers write it. */
export type Side = Caller & { url: string; client: pg.Client };

/** A plain database and a distributed one on the same servers: what differs between them is Citus. */
export type Pair = {
  plain: Side;
  cluster: Side;
  /** The addresses of the cluster's databases on its workers. */
  workers: string[];
  /** Distributes the cluster's database as an operator would. */
  distribute(): Promise<void>;
  close(): Promise<void>;
};

/** Makes both databases, migrated and empty; nothing is distributed yet. */
export async function openPair(coordinatorUrl: string): Promise<Pair> {
  const name = `daybook_${randomUUID().slice(0, 8)}`;
  const admin = await connect(coordinatorUrl);
  const { rows: nodes } = await admin.query<{ host: string; port: string; is_coordinator: string }>(
    `select nodename as host, nodeport as port, (groupid = 0)::text as is_coordinator
     from pg_dist_node where noderole = 'primary' order by groupid`,
  );
  const at = ({ host, port }: { host: string; port: string }, database: string) => {
    const url = new URL(coordinatorUrl);
    url.hostname = host;
    url.port = port;
    url.pathname = database;
    return url.href;
  };
  const coordinator = nodes.find((node) => node.is_coordinator === "true");
  const workers = nodes.filter((node) => node !== coordinator);
  if (!coordinator || workers.length === 0)
    throw new Error("CITUS_URL leads to no coordinator with workers.");

  await admin.query(`create database ${name}_plain`);
  for (const node of nodes) {
    await inside(at(node, "postgres"), `create database ${name}`);
    await inside(at(node, name), "create extension citus");
    // Which functions were called at all is counted.
    await inside(at(node, "postgres"), `alter database ${name} set track_functions = 'all'`);
  }
  const clusterUrl = at(coordinator, name);
  await inside(
    clusterUrl,
    `select citus_set_coordinator_host('${coordinator.host}', ${coordinator.port})`,
    ...workers.map(({ host, port }) => `select citus_add_node('${host}', ${port})`),
    // Citus connects to workers as whoever asks.
    ...["anon", "authenticated", "service_role"].map(
      (role) => `do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then
          create role ${role} noinherit ${role === "service_role" ? "bypassrls" : ""};
        end if;
      end $$`,
    ),
    "alter role anon login",
    "alter role authenticated login",
    "alter role service_role login",
  );
  const plainUrl = at(coordinator, `${name}_plain`);
  for (const url of [plainUrl, clusterUrl]) await migrateNative(url);
  const [plain, cluster] = [await openSide(plainUrl), await openSide(clusterUrl)];
  return {
    plain,
    cluster,
    workers: workers.map((node) => at(node, name)),
    distribute: async () => {
      await cluster.run(`begin; ${readFileSync(SCALE_OUT, "utf8")}; commit;`);
      // What the database is set to holds for new connections.
      await cluster.client.end();
      Object.assign(cluster, await openSide(clusterUrl));
    },
    close: async () => {
      await plain.client.end();
      await cluster.client.end();
      await admin.query(`drop database ${name}_plain with (force)`);
      for (const node of [coordinator, ...workers]) {
        await inside(at(node, "postgres"), `drop database ${name} with (force)`);
      }
      await admin.end();
    },
  };
}

/** Opens one more connection to a database of the pair. */
export async function openSide(url: string): Promise<Side> {
  const client = await connect(url);
  return {
    url,
    client,
    rows: async <Row>(sql: string, parameters?: unknown[]) =>
      (await client.query(sql, parameters)).rows as Row[],
    run: async (sql) => void (await client.query(sql)),
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    types: {
      getTypeParser: (oid: number) => (text: string) => (JSON_TYPES.includes(oid) ? JSON.parse(text) : text),
    } as pg.CustomTypesConfig,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function inside(url: string, ...statements: string[]): Promise<void> {
  const client = await connect(url);
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** Makes a worker's database unreachable: every connection to it is cut, and none is taken until the returned function is called. */
export async function cutWorker(workerUrl: string): Promise<() => Promise<void>> {
  const name = new URL(workerUrl).pathname.slice(1);
  const admin = new URL(workerUrl);
  admin.pathname = "postgres";
  const client = await connect(admin.href);
  await client.query(`alter database ${name} allow_connections false`);
  const cut = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
  while (((await client.query(cut, [name])).rowCount ?? 0) > 0) await wait(20);
  return async () => {
    await client.query(`alter database ${name} allow_connections true`);
    await client.end();
  };
}
