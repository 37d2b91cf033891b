import { type Catalog, MONTH, type Routine, type Table } from "#lib/operations/doctor/catalogue.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";

const MIGRATE =
  "run npm run db:migrate; if its migration is recorded already, take it from supabase/migrations";

/** The old table belongs to the old system: it may look different, or be archived. Months come and go. */
const isOurs = (table: string) => table !== "analytics_events" && !MONTH.test(table);

/** Compares what a database has with what the migrations make: a point for each table, index, policy and function. */
export function schemaPoints(expected: Catalog, found: Catalog): Point[] {
  const standing = (table: string) => isOurs(table) && table in found.tables;
  return [
    ...expected.settings.migrations.map((version) =>
      point(
        `migration ${version}`,
        found.settings.migrations.includes(version),
        "not recorded: run npm run db:migrate",
      ),
    ),
    ...Object.entries(expected.tables)
      .filter(([name]) => isOurs(name))
      .map(([name, wanted]) => tablePoint(name, wanted, found.tables[name])),
    ...Object.entries(expected.indexes)
      .filter(([, { table }]) => standing(table))
      .map(([name, { definition }]) => indexPoint(name, definition, found.indexes[name])),
    ...Object.entries(expected.policies)
      .filter(([name]) => standing(name.split(".")[0] ?? ""))
      .map(([name, wanted]) => {
        const fault = found.policies[name] ? "differs from the migrations" : "missing";
        return point(`policy ${name}`, isSame(found.policies[name], wanted), `${fault}: ${MIGRATE}`);
      }),
    ...Object.entries(expected.functions).map(([name, wanted]) =>
      functionPoint(name, wanted, found.functions[name]),
    ),
  ];
}

function tablePoint(name: string, wanted: Table, has: Table | undefined): Point {
  const title = `${wanted.kind === "v" ? "view" : "table"} ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  for (const [column, type] of Object.entries(wanted.columns)) {
    if (has.columns[column] === type) continue;
    const fault = column in has.columns ? `is ${has.columns[column]}, not ${type}` : `(${type}) is missing`;
    return { name: title, todo: `column ${column} ${fault}: ${MIGRATE}` };
  }
  if (wanted.row_level_security && !has.row_level_security) {
    return { name: title, todo: `alter table public.${name} enable row level security` };
  }
  const fault = rightsFault(wanted.rights, has.rights);
  return point(title, fault === "", fault);
}

function indexPoint(name: string, definition: string, has: Catalog["indexes"][string] | undefined): Point {
  if (!has) return { name: `index ${name}`, todo: `missing: ${definition}` };
  if (!has.valid) return { name: `index ${name}`, todo: `invalid: reindex index public.${name}` };
  return point(`index ${name}`, has.definition === definition, `defined otherwise: ${definition}`);
}

function functionPoint(name: string, wanted: Routine, has: Routine | undefined): Point {
  const title = `function ${name}`;
  if (!has) return { name: title, todo: `missing: ${MIGRATE}` };
  if (has.body !== wanted.body)
    return { name: title, todo: `its body is not that of the migrations: ${MIGRATE}` };
  if (has.definer !== wanted.definer) {
    return { name: title, todo: `alter function … security ${wanted.definer ? "definer" : "invoker"}` };
  }
  if (!isSame(has.settings, wanted.settings)) {
    return {
      name: title,
      todo: `its settings are ${has.settings ?? "none"}, not ${wanted.settings ?? "none"}`,
    };
  }
  const fault = rightsFault(wanted.rights, has.rights);
  return point(title, fault === "", fault);
}

function rightsFault(wanted: string[], has: string[]): string {
  const surplus = has.filter((right) => !wanted.includes(right));
  if (surplus.length > 0) return `revoke what must not be allowed: ${surplus.join(", ")}`;
  const missing = wanted.filter((right) => !has.includes(right));
  return missing.length > 0 ? `grant what is missing: ${missing.join(", ")}` : "";
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
