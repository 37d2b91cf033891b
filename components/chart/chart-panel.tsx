"use client";

import { lazy, type ReactNode, Suspense, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ChartTable } from "#components/chart/chart-table.tsx";
import { TotalsRow } from "#components/chart/totals-row.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import { FilterLink } from "#components/filters/filter-context.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import { Skeleton } from "#components/ui/states.tsx";
import { isFairlyCompared } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRIC_KEYS, METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { isHourly, seriesOf } from "#lib/analytics/series.ts";
import { plusDays } from "#lib/owners/owner-day.ts";

// Loaded last: the chart library is as large as the rest of the page together.
const TimeChart = lazy(() => import("#components/chart/time-chart.tsx"));

const STEP_LABELS = { hour: "by the hour", day: "by the day", week: "by the week", month: "by the month" };

type ChartPanelProps = {
  dashboard: Dashboard;
  format: Format;
  /** The metrics whose numbers there are. */
  available?: readonly MetricKey[];
};

/** The totals and, below them, the chosen one over time, as a chart and as a table. */
export function ChartPanel({ dashboard, format, available = METRIC_KEYS }: ChartPanelProps) {
  const [wanted, setMetric] = useState<MetricKey>("visitors");
  const metric = available.includes(wanted) ? wanted : "visitors";
  const figure = useRef<HTMLElement>(null);
  const series = useMemo(() => seriesOf(dashboard, metric), [dashboard, metric]);
  const { label } = METRICS[metric];
  const { previous, period, days } = dashboard;
  // The days drawn, which for a drill-down into a single day are more than the period: those before it are drawn too.
  const [first, last] = [days[0]?.date ?? period.from, days.at(-1)?.date ?? period.to];
  return (
    <section aria-label="Totals over time" className="rounded-2xl border border-line bg-surface shadow-card">
      <TotalsRow
        dashboard={dashboard}
        format={format}
        chosen={metric}
        onChoose={setMetric}
        available={available}
      />
      <figure ref={figure} className="border-line border-t px-3 pt-4 pb-3 sm:px-5">
        <figcaption className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-1 px-1 text-muted text-sm">
          <span className="font-medium text-ink">
            {label} {STEP_LABELS[series.step]}
          </span>
          <LineKey line="bg-accent">{format.range(first, last)}</LineKey>
          {previous && previous.days.length > 0 && (
            <LineKey line="bg-faint/75">{format.range(previous.from, previous.to)}</LineKey>
          )}
          <span className="ml-auto">
            <ExportButton
              table={series.step === "hour" ? "hours" : "days"}
              image={{
                figure,
                title: `${label} ${STEP_LABELS[series.step]}, ${format.range(first, last)}`,
              }}
            />
          </span>
        </figcaption>
        <div className="h-64 sm:h-72">
          {dashboard.hours && !isHourly(metric) ? (
            <WholeDaysOnly metric={metric} dashboard={dashboard} format={format} />
          ) : (
            <InBrowser fallback={<Skeleton className="h-full" />}>
              <TimeChart series={series} metric={metric} format={format} />
            </InBrowser>
          )}
        </div>
        <ChartTable series={series} metric={metric} format={format} />
      </figure>
      <p className="border-line border-t px-4 py-3 text-faint text-xs leading-relaxed sm:px-6">
        {period.days > 1 &&
          "Visitors over several days are the sum of daily visitors: someone who comes on three days counts three times. "}
        {series.step === "hour" &&
          "Sessions, and their visitors, stand at the hour they began; page views and clicks at their own. "}
        {dashboard.row &&
          period.days === 1 &&
          "A row is counted by the day, not by the hour: here is its day with the thirteen before it. "}
        {comparisonNote(dashboard, format)}
      </p>
    </section>
  );
}

/** Content that needs to be measured. The server, and the browser's first rendering, show the fallback. */
function InBrowser({ fallback, children }: { fallback: ReactNode; children: ReactNode }) {
  const isBrowser = useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
  return isBrowser ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
}

const neverChanges = () => () => {};

/** Which days the changes are against, or why there is no comparison. */
function comparisonNote(dashboard: Dashboard, format: Format): string {
  const { previous, period, owner, compare } = dashboard;
  if (compare === "none") return "";
  if (!previous) {
    if (!owner.first_date) return "";
    return `Counting began on ${format.dayAndYear(owner.first_date)}, too late for a fair comparison.`;
  }
  const isYesterday = previous.from === previous.to && previous.to === plusDays(period.today, -1);
  const days = isYesterday ? "yesterday" : format.range(previous.from, previous.to);
  if (!isFairlyCompared(dashboard))
    return `No change is shown: ${isYesterday ? days : `what came on ${days}`} can only be told for the whole day, and today is still being counted.`;
  if (previous.until === null)
    return period.to === period.today
      ? `Changes are against ${days}, all of them whole; today is still being counted.`
      : `Changes are against ${days}.`;
  const until =
    previous.from === previous.to ? `until ${previous.until}` : `its last day until ${previous.until}`;
  return `Changes are against ${days}${isYesterday ? " " : ", "}${until}, as far as today has come.`;
}

/** In place of the chart by the hour, for a metric that is kept for whole days only. */
function WholeDaysOnly({
  metric,
  dashboard,
  format,
}: {
  metric: MetricKey;
  dashboard: Dashboard;
  format: Format;
}) {
  const { label, value, write } = METRICS[metric];
  const { previous, period, totals } = dashboard;
  const earlier = plusDays(period.to, -13);
  return (
    <div className="grid h-full content-center justify-items-center gap-3 rounded-xl bg-sunken px-6 text-center text-muted text-sm">
      <p className="max-w-md">
        {label} is kept for whole days, not by the hour: {write(value(totals), format)} on{" "}
        {format.day(period.from)}
        {previous && `, ${write(value(previous.totals), format)} on ${format.day(previous.from)}`}.
      </p>
      <FilterLink
        change={{ range: { kind: "custom", from: earlier, to: period.to } }}
        className={buttonStyle({ variant: "secondary", size: "sm" })}
      >
        Show 14 days
      </FilterLink>
    </div>
  );
}

/** What a line of the chart stands for. */
function LineKey({ line, children }: { line: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-2 tabular-nums">
      <span aria-hidden="true" className={`h-0.5 w-4 rounded-full ${line}`} />
      {children}
    </span>
  );
}
