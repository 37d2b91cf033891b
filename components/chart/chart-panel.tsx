"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { AnnotationList, AnnotationMarks } from "#components/chart/annotations.tsx";
import { ChartTable } from "#components/chart/chart-table.tsx";
import { loadLiveChart, TimeChart } from "#components/chart/time-chart.tsx";
import { TotalsRow } from "#components/chart/totals-row.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import { FilterLink } from "#components/filters/filter-context.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import { type Touch, weekendsOf } from "#lib/analytics/chart-geometry.ts";
import { isFairlyCompared } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRIC_KEYS, METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { isHourly, seriesOf } from "#lib/analytics/series.ts";
import { plusDays } from "#lib/owners/owner-day.ts";

const STEP_LABELS = { hour: "by the hour", day: "by the day", week: "by the week", month: "by the month" };

type ChartPanelProps = {
  dashboard: Dashboard;
  format: Format;
  /** The metrics that are shown. */
  metrics?: readonly MetricKey[];
};

/** The totals and, below them, the chosen one over time, as a chart and as a table. */
export function ChartPanel({ dashboard, format, metrics = METRIC_KEYS }: ChartPanelProps) {
  const [wanted, setMetric] = useState<MetricKey>("visitors");
  const metric = metrics.includes(wanted) ? wanted : (metrics[0] ?? "sessions");
  const figure = useRef<HTMLElement>(null);
  const [touch, setTouch] = useState<Touch | null>(null);
  const drawForImage = useCallback(() => {
    const { clientWidth: width = 0, clientHeight: height = 0 } =
      figure.current?.querySelector("[role=img]") ?? {};
    setTouch((touched) => touched ?? { place: null, byKeyboard: false, size: { width, height } });
  }, []);
  const series = useMemo(() => seriesOf(dashboard, metric), [dashboard, metric]);
  const { label, unit } = METRICS[metric];
  const isCount = unit === "count";
  const isDrawn = !dashboard.hours || isHourly(metric);
  const { previous, period, days, owner, filter } = dashboard;
  const [first, last] = [days[0]?.date ?? period.from, days.at(-1)?.date ?? period.to];
  return (
    <section
      aria-label="Totals over time"
      className="rounded-2xl border border-line bg-surface shadow-card"
      onPointerEnter={() => void loadLiveChart()}
    >
      <TotalsRow
        dashboard={dashboard}
        format={format}
        chosen={metric}
        onChoose={setMetric}
        metrics={metrics}
      />
      <figure ref={figure} className="border-line border-t px-3 pt-4 pb-3 sm:px-5">
        <figcaption className="mb-3 flex flex-wrap items-center gap-x-5 gap-y-1 px-1 text-muted text-sm">
          <span className="font-medium text-ink">
            {label} {STEP_LABELS[series.step]}
          </span>
          <Key mark={isCount ? "size-2.5 rounded-[3px] bg-chart-1" : "h-0.5 w-4 rounded-full bg-chart-1"}>
            {format.range(first, last)}
          </Key>
          {series.points.some((point) => point.previous !== null) && previous && (
            <Key mark="h-px w-4 bg-faint">{format.range(previous.from, previous.to)}</Key>
          )}
          {weekendsOf(series).length > 0 && (
            <Key mark="size-2.5 rounded-[3px] border border-line bg-sunken">Weekend</Key>
          )}
          {series.began > 0 && owner.first_date && (
            <Key mark="h-3 border-faint border-l border-dashed">
              {filter.gone_days > 0
                ? `Raw events are kept from ${format.dayAndYear(series.points[series.began]?.label ?? "")}`
                : `Counting began ${format.dayAndYear(owner.first_date)}`}
            </Key>
          )}
          <span className="ml-auto">
            <ExportButton
              table={series.step === "hour" ? "hours" : "days"}
              image={
                isDrawn
                  ? {
                      figure,
                      draw: drawForImage,
                      title: `${label} ${STEP_LABELS[series.step]}, ${format.range(first, last)}`,
                    }
                  : undefined
              }
            />
          </span>
        </figcaption>
        <div className="relative h-64 sm:h-72">
          {isDrawn ? (
            <>
              <TimeChart series={series} metric={metric} format={format} touch={touch} onTouch={setTouch} />
              <AnnotationMarks
                series={series}
                metric={metric}
                annotations={dashboard.annotations}
                format={format}
              />
            </>
          ) : (
            <WholeDaysOnly metric={metric} dashboard={dashboard} format={format} />
          )}
        </div>
        <ChartTable series={series} metric={metric} format={format} />
        <AnnotationList annotations={dashboard.annotations} period={period} format={format} />
      </figure>
      <p className="border-line border-t px-4 py-3 text-faint text-xs leading-relaxed sm:px-6">
        {period.days > 1 &&
          metrics.includes("visitors") &&
          "Visitors over several days are the sum of daily visitors: someone who comes on three days counts three times. "}
        {series.step === "hour" &&
          "Sessions, and their visitors, stand at the hour they began; page views and clicks at their own. "}
        {comparisonNote(dashboard, format)}
      </p>
    </section>
  );
}

/** Which days the changes are against, or why there is no comparison. */
function comparisonNote(dashboard: Dashboard, format: Format): string {
  const { previous, period, owner, compare, filter } = dashboard;
  if (compare === "none") return "";
  if (!previous) {
    if (!owner.first_date) return "";
    if (owner.first_date < period.from && filter.filters.length > 0)
      return "The days before cannot be compared: not all their raw events are kept. ";
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

/** What a mark in the chart stands for. */
function Key({ mark, children }: { mark: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-2 tabular-nums">
      <span aria-hidden="true" className={mark} />
      {children}
    </span>
  );
}
