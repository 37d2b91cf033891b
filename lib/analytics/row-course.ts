import type { Dashboard, RowCourse, RowTotals, Totals } from "#lib/analytics/dashboard.ts";
import type { MetricKey } from "#lib/analytics/metrics.ts";

/** A dashboard that tells of one row, and which of its metrics are true of that row. */
export type RowDashboard = { dashboard: Dashboard; known: MetricKey[] };

/**
 * The dashboard with the totals and days of its row in place of all visits'. What the daily tables do not keep for a
 * row (bounces, time) is 0 there and left out of `known`: nobody may show it.
 */
export function ofRow(dashboard: Dashboard, row: RowCourse): RowDashboard {
  const { previous } = dashboard;
  const before = row.previous;
  const known: MetricKey[] = ["visitors", "sessions"];
  if (row.totals.page_views !== null) known.push("page_views");
  known.push("clicks");
  if (row.totals.contacting_sessions !== null) known.push("contact_rate");
  return {
    known,
    dashboard: {
      ...dashboard,
      // The course of a day is kept for all visits only: a row's single day is drawn among those before it.
      hours: null,
      totals: whole(row.totals),
      days:
        row.around?.map((day) => ({
          ...whole(day),
          date: day.date,
          state: day.state,
          computed_at: null,
        })) ?? dashboard.days.map((day, index) => ({ ...day, ...whole(row.days[index]) })),
      previous:
        previous && before
          ? {
              ...previous,
              totals: whole(before.totals),
              hours: null,
              days: row.around
                ? []
                : previous.days.map((day, index) => ({ ...day, ...whole(before.days[index]) })),
            }
          : null,
    },
  };
}

function whole(row: RowTotals | undefined): Totals {
  return {
    visitors: row?.visitors ?? 0,
    sessions: row?.sessions ?? 0,
    page_views: row?.page_views ?? 0,
    clicks: row?.clicks ?? 0,
    contacting_sessions: row?.contacting_sessions ?? 0,
    bounces: 0,
    duration_seconds: 0,
  };
}
