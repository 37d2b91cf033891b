"use client";

import { memo, useRef } from "react";
import { Area, AreaChart, XAxis, YAxis } from "recharts";
import { ChartGround } from "#components/chart/chart-ground.tsx";
import { ChartHover } from "#components/chart/chart-hover.tsx";
import { tickLabel } from "#components/chart/point-label.ts";
import { useSize } from "#components/chart/use-size.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { axisLabels } from "#lib/analytics/axis-labels.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Series } from "#lib/analytics/series.ts";

type TimeChartProps = { series: Series; metric: MetricKey; format: Format };

// What does not change is made once: Recharts sets up anew what it gets anew.
const tick = { fill: "var(--faint)", fontSize: 12 };
const axisLine = { stroke: "var(--line-strong)" };
/** The last label reaches over the right end by half its length. */
const MARGIN = { top: 6, right: 26, bottom: 0, left: 0 };
const Y_AXIS = 52;

/**
 * One metric over time. What is not over yet is dashed; weekends lie on a darker ground. Grid, weekends and the point
 * under the pointer are drawn here: Recharts' own parts for them would cost a sixth more to load.
 */
function TimeChart({ series, metric, format }: TimeChartProps) {
  const { label, tick: writeTick } = METRICS[metric];
  const { points, step } = series;
  // One point makes no line: just after midnight, or on the first day ever.
  const dot = points.filter((point) => point.value !== null).length === 1;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  return (
    <div ref={box} className="relative size-full">
      {!size && <Skeleton className="h-full" />}
      {size && (
        <AreaChart
          {...size}
          data={points.map((point, index) => ({ ...point, ...strokes(points, index) }))}
          margin={MARGIN}
          desc={`${label} over time. The same numbers stand in the table below.`}
        >
          <defs>
            <linearGradient id="chart-fill" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="100%">
              <stop offset="0%" stopColor="var(--chart-1)" stopOpacity={0.16} />
              <stop offset="100%" stopColor="var(--chart-1)" stopOpacity={0.01} />
            </linearGradient>
          </defs>
          <ChartGround points={points} />
          <XAxis
            dataKey="label"
            tickFormatter={(value: string) => tickLabel(value, step, format)}
            tick={tick}
            tickLine={false}
            axisLine={axisLine}
            ticks={axisLabels(series, size.width - Y_AXIS - MARGIN.right)}
            interval={0}
            tickMargin={8}
            height={30}
          />
          <YAxis
            tickFormatter={(value: number) => writeTick(value, format)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            allowDecimals={metric === "contact_rate" || metric === "bounce_rate"}
            tickCount={5}
            interval={0}
            width={Y_AXIS}
          />
          <Area
            dataKey="previous"
            {...line}
            dot={false}
            stroke="var(--faint)"
            strokeOpacity={0.75}
            strokeWidth={1.25}
            fill="none"
          />
          <Area dataKey="whole" {...line} {...current} dot={dot} />
          <Area dataKey="partly" {...line} {...current} dot={dot} strokeDasharray="4 4" />
          <ChartHover step={step} metric={metric} format={format} box={box} />
        </AreaChart>
      )}
    </div>
  );
}

// Drawn anew only when its numbers are others. The default export, because it is loaded lazily.
export default memo(TimeChart);

// The numbers are renewed every few seconds: a line that moved each time would never let the eye rest.
const line = { type: "monotone", activeDot: { r: 4 }, isAnimationActive: false } as const;
const current = { stroke: "var(--chart-1)", strokeWidth: 2, fill: "url(#chart-fill)" };

/** The solid line ends where the dashed one begins, so both have that point. */
function strokes(points: Point[], index: number): { whole: number | null; partly: number | null } {
  const isPartial = (at: number) => (points[at]?.partial ?? null) !== null;
  const value = points[index]?.value ?? null;
  const dashed = isPartial(index) || isPartial(index - 1) || isPartial(index + 1);
  return { whole: isPartial(index) ? null : value, partly: dashed ? value : null };
}
