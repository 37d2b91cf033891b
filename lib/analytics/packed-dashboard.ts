import type { Dashboard, Day } from "#lib/analytics/dashboard.ts";
import { plusDays } from "#lib/owners/owner-day.ts";

/**
 * Consecutive days without the names of their fields, and without when each was computed, which the overview does not show:
 * a page carries its dashboard in its HTML, where these would weigh more for 730 days than all else.
 */
type PackedDays = {
  /** The first day. */
  from: string;
  rows: PackedDay[];
  /** The states that `rows` mean by their places here. */
  states: Day["state"][];
};

/** The totals in the order of `packDays`, then the place of the day's state. */
type PackedDay = [
  visitors: number | null,
  sessions: number | null,
  pageViews: number | null,
  clicks: number | null,
  contactingSessions: number | null,
  bounces: number | null,
  durationSeconds: number | null,
  state: number,
];

/** A dashboard as a page carries it. */
export type PackedDashboard = Omit<Dashboard, "days" | "previous"> & {
  days: PackedDays;
  previous: (Omit<NonNullable<Dashboard["previous"]>, "days"> & { days: PackedDays }) | null;
};

export function packDashboard(dashboard: Dashboard): PackedDashboard {
  const { days, previous } = dashboard;
  return {
    ...dashboard,
    days: packDays(days),
    previous: previous && { ...previous, days: packDays(previous.days) },
  };
}

export function unpackDashboard(packed: PackedDashboard): Dashboard {
  const { days, previous } = packed;
  return {
    ...packed,
    days: unpackDays(days),
    previous: previous && { ...previous, days: unpackDays(previous.days) },
  };
}

function packDays(days: readonly Day[]): PackedDays {
  const states = [...new Set(days.map((day) => day.state))];
  return {
    from: days[0]?.date ?? "",
    rows: days.map((day) => [
      day.visitors,
      day.sessions,
      day.page_views,
      day.clicks,
      day.contacting_sessions,
      day.bounces,
      day.duration_seconds,
      states.indexOf(day.state),
    ]),
    states,
  };
}

function unpackDays({ from, rows, states }: PackedDays): Day[] {
  return rows.map(
    (
      [visitors, sessions, pageViews, clicks, contactingSessions, bounces, durationSeconds, state],
      place,
    ) => ({
      visitors,
      sessions,
      page_views: pageViews,
      clicks,
      contacting_sessions: contactingSessions,
      bounces,
      duration_seconds: durationSeconds,
      date: plusDays(from, place),
      state: states[state] ?? "live",
      computed_at: null,
    }),
  );
}
