/**
 * `npm run citus:start -- <folder of programs>`: a coordinator and two workers of Citus on free ports of this machine, with
 * empty data, until Ctrl-C. The folder is the `bin` of a PostgreSQL 15 into which Citus was installed (docs/scaling.md says how).
 * Prints the address that `npm run test:citus` and `npm run bench:citus` take as CITUS_URL.
 */
import { once } from "node:events";
import pg from "pg";
import { startDebianPostgres } from "#tests/support/debian-postgres.ts";

const SETTINGS = [
  "shared_preload_libraries=citus",
  // They speak on this machine only.
  "citus.node_conninfo=sslmode=disable",
  "max_prepared_transactions=100",
  "max_connections=200",
  "shared_buffers=512MB",
  "max_wal_size=4GB",
  // What a commit costs belongs to what a cluster costs.
  "fsync=on",
];

const [bin] = process.argv.slice(2);
if (!bin) {
  console.error("Say which programs: npm run citus:start -- <bin folder of a PostgreSQL 15 that has Citus>");
  process.exit(1);
}
const servers = [];
for (let node = 0; node < 3; node++) servers.push(await startDebianPostgres("postgres", SETTINGS, bin));
const [coordinator, ...workers] = servers.map(({ url }) => new URL(url));
for (const url of [coordinator!, ...workers]) await run(url, "create extension citus");
await run(coordinator!, `select citus_set_coordinator_host('127.0.0.1', ${coordinator!.port})`);
for (const { port } of workers) await run(coordinator!, `select citus_add_node('127.0.0.1', ${port})`);
console.log(`CITUS_URL=${coordinator!.href}`);

await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
for (const server of servers) await server.stop();

async function run(url: URL, sql: string): Promise<void> {
  const client = new pg.Client(url.href);
  await client.connect();
  await client.query(sql);
  await client.end();
}
