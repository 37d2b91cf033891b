import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { pointLabel } from "#components/chart/point-label.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Step } from "#lib/analytics/series.ts";

type ChartTooltipProps = { point: Point; step: Step; metric: MetricKey; format: Format };

/** What stands at one point of the chart, beside what it is compared with. */
export function ChartTooltip({ point, step, metric, format }: ChartTooltipProps) {
  const { label, write, change, better } = METRICS[metric];
  return (
    <div className="rounded-xl border border-line bg-surface px-3.5 py-2.5 text-sm shadow-lg">
      <p className="text-muted text-xs">
        {pointLabel(point.label, step, format)}
        {point.partial && `, ${point.partial}`}
      </p>
      <p className="mt-1 flex items-baseline gap-2">
        <span className="font-medium text-ink tabular-nums">{write(point.value, format)}</span>
        <span className="text-muted">{label.toLowerCase()}</span>
        {point.previousLabel && !point.partial && (
          <ChangeBadge change={change(point.value, point.previous)} format={format} better={better} />
        )}
      </p>
      {point.previousLabel && (
        <p className="mt-0.5 text-faint text-xs tabular-nums">
          {write(point.previous, format)} on {pointLabel(point.previousLabel, step, format)}
        </p>
      )}
    </div>
  );
}
