"use client";

import { useState } from "react";
import { pointLabel } from "#components/filters/labels.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Series } from "#lib/analytics/series.ts";

type ChartTableProps = { series: Series; metric: MetricKey; format: Format };

/** The chart's numbers as a table, rendered when it is opened. */
export function ChartTable(props: ChartTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className="mt-2 text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="inline-block cursor-pointer rounded px-1 text-muted text-xs hover:text-ink">
        Show as a table
      </summary>
      {open && <Table {...props} />}
    </details>
  );
}

function Table({ series, metric, format }: ChartTableProps) {
  const { label, write } = METRICS[metric];
  const compared = series.points.some((point) => point.previousLabel !== null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <div className="scrolls-x mt-2 max-h-72 rounded-lg border border-line" tabIndex={0}>
      <table className="w-full text-left tabular-nums">
        <caption className="sr-only">{label} over time</caption>
        <thead className="sticky top-0 bg-sunken text-muted text-xs">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium first-letter:uppercase">
              {series.step}
            </th>
            <th scope="col" className="px-3 py-2 text-right font-medium">
              {label}
            </th>
            {compared && (
              <>
                <th scope="col" className="px-3 py-2 text-right font-medium">
                  Compared with
                </th>
                <th scope="col" className="px-3 py-2 text-right font-medium">
                  {label} then
                </th>
              </>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {series.points.map((point) => (
            <tr key={point.label}>
              <th scope="row" className="px-3 py-1.5 font-normal text-ink">
                {pointLabel(point.label, series.step, format)}
                {point.partial && <span className="text-faint"> ({point.partial})</span>}
              </th>
              <td className="px-3 py-1.5 text-right text-ink">{write(point.value, format)}</td>
              {compared && (
                <>
                  <td className="px-3 py-1.5 text-right text-muted">
                    {point.previousLabel && pointLabel(point.previousLabel, series.step, format)}
                  </td>
                  <td className="px-3 py-1.5 text-right text-muted">
                    {point.previousLabel && write(point.previous, format)}
                  </td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
