import type { RefObject } from "react";
import { createPortal } from "react-dom";
import {
  useActiveTooltipCoordinate,
  useActiveTooltipDataPoints,
  useIsTooltipActive,
  usePlotArea,
} from "recharts";
import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { pointLabel } from "#components/filters/labels.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Step } from "#lib/analytics/series.ts";

type ChartTooltipProps = {
  step: Step;
  metric: MetricKey;
  format: Format;
  /** The box that the chart fills; the tooltip is placed in it. */
  box: RefObject<HTMLElement | null>;
};

/** Pixels between the tooltip and the pointer, and between its middle and the upper and lower end of the chart. */
const GAP = 14;
const MARGIN = 40;

/** Marks the point that the pointer, a finger or the arrow keys are at, and shows its numbers beside it. */
export function ChartTooltip({ step, metric, format, box }: ChartTooltipProps) {
  const active = useIsTooltipActive();
  const [point] = useActiveTooltipDataPoints<Point>() ?? [];
  const at = useActiveTooltipCoordinate();
  const plot = usePlotArea();
  if (!active || !point || !at || !plot || !box.current) return null;
  const width = box.current.clientWidth;
  const isLeft = at.x < plot.x + plot.width / 2;
  const top = Math.min(Math.max(at.y, plot.y + MARGIN), plot.y + plot.height - MARGIN);
  const side = `min(${(isLeft ? at.x : width - at.x) + GAP}px, 100% - 13rem)`;
  return (
    <>
      <line
        x1={at.x}
        x2={at.x}
        y1={plot.y}
        y2={plot.y + plot.height}
        stroke="var(--line-strong)"
        pointerEvents="none"
      />
      {createPortal(
        <div
          role="status"
          className="-translate-y-1/2 pointer-events-none absolute z-10 w-52"
          style={isLeft ? { top, left: side } : { top, right: side }}
        >
          <PointNumbers point={point} step={step} metric={metric} format={format} />
        </div>,
        box.current,
      )}
    </>
  );
}

type PointNumbersProps = { point: Point; step: Step; metric: MetricKey; format: Format };

/** A point's number, and the one it is compared with. */
function PointNumbers({ point, step, metric, format }: PointNumbersProps) {
  const { label, write, better } = METRICS[metric];
  return (
    <div className="rounded-xl border border-line bg-surface px-3.5 py-2.5 text-sm shadow-lg">
      <p className="text-muted text-xs">
        {pointLabel(point.label, step, format)}
        {point.partial && `, ${point.partial}`}
      </p>
      <p className="mt-1 flex items-baseline gap-2">
        <span className="font-medium text-ink tabular-nums">{write(point.value, format)}</span>
        <span className="text-muted">{label.toLowerCase()}</span>
        <ChangeBadge change={point.change} format={format} better={better} />
      </p>
      {point.previousLabel && (
        <p className="mt-0.5 text-faint text-xs tabular-nums">
          {write(point.previous, format)} on {pointLabel(point.previousLabel, step, format)}
        </p>
      )}
    </div>
  );
}
