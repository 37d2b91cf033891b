import type { RefObject } from "react";
import { createPortal } from "react-dom";
import {
  useActiveTooltipCoordinate,
  useActiveTooltipDataPoints,
  useIsTooltipActive,
  usePlotArea,
} from "recharts";
import { ChartTooltip } from "#components/chart/chart-tooltip.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Step } from "#lib/analytics/series.ts";

type ChartHoverProps = {
  step: Step;
  metric: MetricKey;
  format: Format;
  /** The box the chart fills; what is said of a point stands in it. */
  box: RefObject<HTMLElement | null>;
};

/** Keeps what is said of a point away from the pointer, and from the upper and lower end of the chart. */
const GAP = 14;
const MARGIN = 40;

/** The point that the pointer, a finger or the arrow keys are at. */
export function ChartHover({ step, metric, format, box }: ChartHoverProps) {
  const active = useIsTooltipActive();
  const [point] = useActiveTooltipDataPoints<Point>() ?? [];
  const at = useActiveTooltipCoordinate();
  const plot = usePlotArea();
  if (!active || !point || !at || !plot || !box.current) return null;
  const width = box.current.clientWidth;
  const isLeft = at.x < plot.x + plot.width / 2;
  const top = Math.min(Math.max(at.y, plot.y + MARGIN), plot.y + plot.height - MARGIN);
  const aside = `min(${(isLeft ? at.x : width - at.x) + GAP}px, 100% - 13rem)`;
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
          style={isLeft ? { top, left: aside } : { top, right: aside }}
        >
          <ChartTooltip point={point} step={step} metric={metric} format={format} />
        </div>,
        box.current,
      )}
    </>
  );
}
