import { type Point, point } from "#lib/operations/doctor/point.ts";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";
import { DatabaseFault } from "#lib/supabase/call-as-operator.ts";

const OLD_COLUMNS = ["id", "user_code", "event_type", "event_data", "created_at"];

/** Before anything is changed: can the database be reached, and is the old table such as the mapping says? */
export async function beforePoints(database: FunctionCaller): Promise<Point[]> {
  try {
    const columns = await database.columnsOf("analytics_events");
    const reached = { name: `database reached ${database.isDirect ? "directly" : "through the API"}` };
    if (columns === null) return [reached, { name: "no old table analytics_events: nothing to import" }];
    return [
      reached,
      ...OLD_COLUMNS.map((column) =>
        point(
          `old table: column ${column}`,
          columns.length === 0 || columns.includes(column),
          "not there: name the column it has in lib/legacy/mapping.ts",
        ),
      ),
    ];
  } catch (error) {
    const reason = error instanceof DatabaseFault ? error.message : String(error);
    return [
      { name: "database reached", todo: `${reason}: check DATABASE_URL, or SUPABASE_URL and the secret key` },
    ];
  }
}
