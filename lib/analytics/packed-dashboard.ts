import type { Dashboard, Day } from "#lib/analytics/dashboard.ts";
import { plusDays } from "#lib/owners/owner-day.ts";

/**
 * A dashboard as a page carries it in its HTML: without the names of fields that every row of a list has again, and without when
 * each day was computed, which the overview does not show. They would weigh more than all numbers. Plain JSON, which
 * `unpackDashboard` reads.
 */
export type PackedDashboard = { packed: unknown };

/** Rows with the same fields: their names once, then the values of each row. */
type PackedRows = { fields: string[]; rows: unknown[][] };

/** Consecutive days: the first one, the states that rows mean by their places here, and each day's numbers without its date. */
type PackedDays = { from: string; states: Day["state"][]; rows: unknown };

export function packDashboard(dashboard: Dashboard): PackedDashboard {
  const { days, previous } = dashboard;
  return {
    packed: pack({
      ...dashboard,
      days: packDays(days),
      previous: previous && { ...previous, days: packDays(previous.days) },
    }),
  };
}

export function unpackDashboard({ packed }: PackedDashboard): Dashboard {
  // What packDashboard made of a dashboard, but for its days.
  const rest = unpack(packed) as Omit<Dashboard, "days" | "previous"> & {
    days: PackedDays;
    previous: (Omit<NonNullable<Dashboard["previous"]>, "days"> & { days: PackedDays }) | null;
  };
  const { days, previous } = rest;
  return {
    ...rest,
    days: unpackDays(days),
    previous: previous && { ...previous, days: unpackDays(previous.days) },
  };
}

function packDays(days: readonly Day[]): PackedDays {
  const states = [...new Set(days.map((day) => day.state))];
  const rows = days.map(({ date: _date, computed_at: _at, state, ...numbers }) => ({
    ...numbers,
    state: states.indexOf(state),
  }));
  return { from: days[0]?.date ?? "", states, rows };
}

function unpackDays({ from, states, rows }: PackedDays): Day[] {
  return (rows as (Omit<Day, "state"> & { state: number })[]).map((row, place) => ({
    ...row,
    date: plusDays(from, place),
    state: states[row.state] ?? "live",
    computed_at: null,
  }));
}

/** Packs every list of rows within a value. */
function pack(value: unknown): unknown {
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    const fields = isObject(list[0]) ? Object.keys(list[0]) : [];
    const alike = list.filter((row) => isObject(row)).filter((row) => hasFields(row, fields));
    if (fields.length === 0 || alike.length < list.length) return list.map(pack);
    return { fields, rows: alike.map((row) => fields.map((field) => pack(row[field]))) } satisfies PackedRows;
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, pack(v)])) : value;
}

function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (!isObject(value)) return value;
  if (isPackedRows(value)) {
    const { fields, rows } = value;
    return rows.map((row) => Object.fromEntries(fields.map((field, place) => [field, unpack(row[place])])));
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unpack(one)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasFields(row: Record<string, unknown>, fields: string[]): boolean {
  const own = Object.keys(row);
  return own.length === fields.length && fields.every((field) => field in row);
}

/** Nothing in a dashboard has these two fields by itself. */
function isPackedRows(value: Record<string, unknown>): value is PackedRows {
  return Array.isArray(value.fields) && Array.isArray(value.rows);
}
