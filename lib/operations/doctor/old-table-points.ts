import { readFileSync } from "node:fs";
import { type TableCheck, tableCheck } from "#lib/legacy/dual-write.ts";
import { LEGACY_MAPPING } from "#lib/legacy/mapping.ts";
import { type Point, point } from "#lib/operations/doctor/point.ts";
import { DatabaseFault, type FunctionCaller } from "#lib/supabase/call-as-operator.ts";

const CHECK = "analytics_check_legacy_table";

/** What the check is made of, in its order: before the migrations it is tried out from its sources. */
const SOURCES = [
  "legacy_object",
  "legacy_path",
  "legacy_column",
  "legacy_value",
  "legacy_field",
  "legacy_source",
  "legacy_code",
  "legacy_moment",
  "legacy_new_id",
  "legacy_places",
  "legacy_data",
  "legacy_insert",
  "write_legacy_rows",
  "legacy_faults",
  "unfilled_columns",
  CHECK,
];

const HOW = "see columns, fields and constants in lib/legacy/mapping.ts";

/** Does the old table fit lib/legacy/mapping.ts, and can the dual write write to it? Rows are tried and taken back. */
export async function oldTablePoints(database: FunctionCaller): Promise<Point[]> {
  let found: TableCheck | null;
  try {
    found = await check(database);
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error;
    return [{ name: "old table", todo: `it could not be looked at: ${error.message}` }];
  }
  if (found === null) {
    return [{ name: "old table: found; its columns and the dual write are looked at after the migration" }];
  }
  if (!found.exists) return [{ name: "no old table analytics_events: nothing to import" }];
  const { faults, dual_write } = found;
  return [
    ...(faults.length === 0 ? [{ name: "old table: every column fits the mapping" }] : []),
    ...faults.map(({ column, fault }) => ({
      name: `old table: column ${column}`,
      todo: `${fault} (${HOW})`,
    })),
    point(
      "dual write: rows were added to the old table and taken back",
      dual_write?.ok === true,
      `${dual_write?.message} (${dual_write?.code}; ${HOW})`,
    ),
  ];
}

async function check(database: FunctionCaller): Promise<TableCheck | null> {
  const args = { p_mapping: LEGACY_MAPPING };
  try {
    return tableCheck.parse(await database.call(CHECK, args));
  } catch (error) {
    const isMissing = error instanceof DatabaseFault && ["PGRST202", "42883"].includes(error.code);
    if (!isMissing) throw error;
  }
  const answer = await database.tryOut(`create schema if not exists daybook; ${sources()}`, CHECK, args);
  return answer === null ? null : tableCheck.parse(answer);
}

function sources(): string {
  const folder = new URL("../../../supabase/schemas/legacy/", import.meta.url);
  return SOURCES.map((name) => readFileSync(new URL(`${name}.sql`, folder), "utf8")).join("\n");
}
