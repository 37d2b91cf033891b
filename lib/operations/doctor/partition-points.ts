import { type Catalog, MONTH } from "#lib/operations/doctor/catalogue.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";

/** This month's and the next one's partitions exist, and every month has the walls of its table: one can be read by name. */
export function partitionPoints(expected: Catalog, { tables, settings }: Catalog): Point[] {
  const parents = Object.entries(expected.tables).flatMap(([name, { kind }]) => (kind === "p" ? [name] : []));
  const wanted = parents
    .filter((parent) => parent in tables)
    .flatMap((parent) => [settings.month, settings.next_month].map((month) => `${parent}_${month}`));
  const months = Object.entries(tables).filter(
    ([name, { partition_of }]) => partition_of !== null && MONTH.test(name),
  );
  const names = new Set([...wanted, ...months.map(([name]) => name)]);
  return [...names].sort().map((name) => {
    const has = tables[name];
    if (!has) return { name: `partition ${name}`, todo: "missing: select aggregate_analytics_daily()" };
    const isWalled = has.row_level_security && has.rights.every((right) => right.startsWith("service_role "));
    return point(
      `partition ${name}`,
      isWalled,
      `alter table public.${name} enable row level security; revoke all on public.${name} from anon, authenticated`,
    );
  });
}
