import { appPoints, PROBE, sendProbe } from "#lib/operations/doctor/app-points.ts";
import { catalog, expectedCatalog } from "#lib/operations/doctor/catalogue.ts";
import {
  namesPoint,
  partitionPoints,
  schemaPoints,
  settingPoints,
} from "#lib/operations/doctor/catalogue-points.ts";
import {
  arrivalPoints,
  beforePoints,
  type DoctorData,
  dashboardPoints,
  doctorData,
  dualWritePoints,
} from "#lib/operations/doctor/data-points.ts";
import { type Phase, type Point, point } from "#lib/operations/doctor/point.ts";
import { upgradePoints } from "#lib/operations/doctor/upgrade-points.ts";
import { DatabaseFault, type FunctionCaller } from "#lib/supabase/call-as-operator.ts";

export type DoctorOptions = {
  phases: readonly Phase[];
  /** Where the app runs; null: its points are left out. */
  appUrl: string | null;
  cronSecret?: string;
};

/**
 * Looks at a database and an app, and yields each point as soon as it is known. Changes nothing but the accounting of the
 * events it sends as a bot.
 */
export async function* examine(database: FunctionCaller, options: DoctorOptions): AsyncGenerator<Point> {
  const { phases, appUrl, cronSecret } = options;
  if (phases.includes("before")) {
    const points = await beforePoints(database);
    yield* points;
    if (points[0]?.todo === undefined) yield* await upgradeOrNames(database);
  }
  if (phases.includes("migration")) yield* await migrationPoints(database);
  if (phases.includes("client")) {
    if (appUrl) yield* await appPoints(appUrl, cronSecret);
    yield* await withData(database, (data) => arrivalPoints(data));
    yield* await withData(database, (data) => dualWritePoints(database, data));
    if (appUrl) yield* await withData(database, (data) => batchingPoints(database, appUrl, data));
  }
  if (phases.includes("dashboard")) {
    yield* await withData(database, (data) => dashboardPoints(data, Date.now()));
  }
}

/** Where Daybook is: what an upgrade will do; elsewhere: whether its names are free. */
async function upgradeOrNames(database: FunctionCaller): Promise<Point[]> {
  const { tables, functions } = expectedCatalog();
  const inPublic = (name: string) => !name.startsWith("daybook.") && name !== "analytics_events";
  const names = Object.keys(functions).filter(inPublic);
  const taken = await database.takenNames(
    Object.keys(tables).filter(inPublic),
    names.map((name) => name.slice(0, name.indexOf("("))),
  );
  if (taken !== null) return [namesPoint(taken)];
  try {
    return upgradePoints(catalog.parse(await database.call("analytics_doctor")));
  } catch (error) {
    return [faultOf("function analytics_doctor()", error)];
  }
}

async function migrationPoints(database: FunctionCaller): Promise<Point[]> {
  try {
    const found = catalog.parse(await database.call("analytics_doctor"));
    const expected = expectedCatalog();
    return [...schemaPoints(expected, found), ...partitionPoints(expected, found), ...settingPoints(found)];
  } catch (error) {
    return [faultOf("function analytics_doctor()", error)];
  }
}

async function withData(
  database: FunctionCaller,
  see: (data: DoctorData) => Point[] | Promise<Point[]>,
): Promise<Point[]> {
  try {
    return await see(doctorData.parse(await database.call("analytics_doctor_data")));
  } catch (error) {
    return [faultOf("function analytics_doctor_data()", error)];
  }
}

/** What was sent at once arrives in the accounting, in no more writes than batches. */
async function batchingPoints(database: FunctionCaller, url: string, before: DoctorData): Promise<Point[]> {
  const sent = PROBE.batches * PROBE.events;
  const name = `batching seen: ${sent} events sent as a bot`;
  if (before.owner === null) return [{ name, todo: "there is no owner to send for" }];
  const { filtered, fault } = await sendProbe(url, before.owner);
  if (filtered !== sent) return [{ name, todo: `the app filtered ${filtered}: ${fault}` }];
  const after = doctorData.parse(await database.call("analytics_doctor_data"));
  const [events, flushes] = [after.flushed_events - before.flushed_events, after.flushes - before.flushes];
  return [
    point(
      name,
      events >= sent && flushes <= events / PROBE.events,
      `${events} events came in ${flushes} writes: do app and doctor use one database?`,
    ),
  ];
}

function faultOf(name: string, error: unknown): Point {
  if (error instanceof DatabaseFault) {
    const isMissing = error.code === "PGRST202" || error.code === "42883";
    return { name, todo: isMissing ? "missing: run npm run db:migrate" : error.message };
  }
  return {
    name,
    todo: `its answer cannot be read (${error instanceof Error ? error.message.slice(0, 200) : error})`,
  };
}
