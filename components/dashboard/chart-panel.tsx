"use client";

import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { ChartTable } from "#components/dashboard/chart-table.tsx";
import { TakeAlong } from "#components/dashboard/take-along.tsx";
import { TotalsRow } from "#components/dashboard/totals-row.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRIC_KEYS, METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { isHourly, isUnfinishedDay, seriesOf } from "#lib/analytics/series.ts";

// The chart library is as large as the rest of the page together, so it comes after everything else stands.
const TimeChart = dynamic(() => import("#components/dashboard/time-chart.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-full" />,
});

const STEP_LABELS = { hour: "by the hour", day: "by the day", week: "by the week", month: "by the month" };

type ChartPanelProps = {
  dashboard: Dashboard;
  format: Format;
  /** The metrics that can be told. */
  known?: readonly MetricKey[];
};

/** The totals and, below them, the chosen one over time: drawn, and as a table for whoever prefers to read. */
export function ChartPanel({ dashboard, format, known = METRIC_KEYS }: ChartPanelProps) {
  const [wanted, setMetric] = useState<MetricKey>("visitors");
  const metric = known.includes(wanted) ? wanted : "visitors";
  const figure = useRef<HTMLElement>(null);
  const series = seriesOf(dashboard, metric);
  const { label } = METRICS[metric];
  const { previous, period } = dashboard;
  return (
    <section aria-label="Totals over time" className="rounded-2xl border border-line bg-surface shadow-card">
      <TotalsRow dashboard={dashboard} format={format} chosen={metric} onChoose={setMetric} known={known} />
      <figure ref={figure} className="border-line border-t px-3 pt-4 pb-3 sm:px-5">
        <figcaption className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-1 px-1 text-muted text-sm">
          <span className="font-medium text-ink">
            {label} {STEP_LABELS[series.step]}
          </span>
          <Key line="bg-accent">{format.range(period.from, period.to)}</Key>
          {previous && series.step !== "hour" && (
            <Key line="bg-faint/75">{format.range(previous.from, previous.to)}</Key>
          )}
          <span className="ml-auto">
            <TakeAlong
              table={series.step === "hour" ? "hours" : "days"}
              image={{
                figure,
                title: `${label} ${STEP_LABELS[series.step]}, ${format.range(period.from, period.to)}`,
              }}
            />
          </span>
        </figcaption>
        <div className="h-64 sm:h-72">
          {dashboard.hours && !isHourly(metric) ? (
            <p className="grid h-full place-items-center rounded-xl bg-sunken px-6 text-center text-muted text-sm">
              {label} belongs to whole sessions, which can last longer than an hour: it is counted by the day
              only.
            </p>
          ) : (
            <TimeChart series={series} metric={metric} format={format} />
          )}
        </div>
        <ChartTable series={series} metric={metric} format={format} />
      </figure>
      <p className="border-line border-t px-4 py-3 text-faint text-xs leading-relaxed sm:px-6">
        {period.days > 1 &&
          "Visitors over several days are the sum of daily visitors: someone who comes on three days counts three times. "}
        {comparedWith(dashboard, format)}
      </p>
    </section>
  );
}

function comparedWith(dashboard: Dashboard, format: Format): string {
  const { previous, period, owner, compare } = dashboard;
  if (compare === "none") return "";
  if (!previous) {
    const began = owner.first_date && format.dayAndYear(owner.first_date);
    return `Counting began on ${began}, too late for a fair comparison.`;
  }
  const unfinished = isUnfinishedDay(dashboard)
    ? ", a whole day; today is still being counted"
    : period.to === period.today
      ? "; today is still being counted"
      : "";
  return `Changes are against ${format.range(previous.from, previous.to)}${unfinished}.`;
}

function Key({ line, children }: { line: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-2 tabular-nums">
      <span aria-hidden="true" className={`h-0.5 w-4 rounded-full ${line}`} />
      {children}
    </span>
  );
}
