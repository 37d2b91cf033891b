"use client";

import { memo, type RefObject, useEffect, useRef, useState } from "react";
import { Area, AreaChart, usePlotArea, useXAxisScale, useYAxisTicks, XAxis, YAxis } from "recharts";
import { ChartTooltip } from "#components/chart/chart-tooltip.tsx";
import { tickLabel } from "#components/filters/labels.ts";
import { Skeleton } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Series } from "#lib/analytics/series.ts";
import { axisLabels } from "#lib/analytics/series.ts";

type TimeChartProps = { series: Series; metric: MetricKey; format: Format };

// Objects that never change are made once: Recharts sets up anew whatever it is given as a new object.
const tick = { fill: "var(--faint)", fontSize: 12 };
const axisLine = { stroke: "var(--line-strong)" };
// Without animation: the numbers are renewed every few seconds, and the line would move each time.
const lineStyle = { type: "monotone", activeDot: { r: 4 }, isAnimationActive: false } as const;
const currentStyle = { stroke: "var(--chart-1)", strokeWidth: 2, fill: "url(#chart-fill)" };
/** On the right there is room for half of the last label. */
const MARGIN = { top: 6, right: 26, bottom: 0, left: 0 };
const Y_AXIS_WIDTH = 52;

/**
 * One metric over time. What is not over yet is dashed; weekends lie on a darker ground. Grid, weekends and the point
 * under the pointer are drawn here: Recharts' own parts for them would cost a sixth more to load.
 */
function TimeChart({ series, metric, format }: TimeChartProps) {
  const { label, tick: writeTick } = METRICS[metric];
  const { points, step } = series;
  // A single point makes no line, so it gets a dot: just after midnight, or on the first day ever.
  const dot = points.filter((point) => point.value !== null).length === 1;
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  return (
    <div ref={box} className="relative size-full">
      {!size && <Skeleton className="h-full" />}
      {size && (
        <AreaChart
          {...size}
          data={points.map((point, index) => ({ ...point, ...solidAndDashed(points, index) }))}
          margin={MARGIN}
          desc={`${label} over time. The same numbers stand in the table below.`}
        >
          <defs>
            <linearGradient id="chart-fill" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="100%">
              <stop offset="0%" stopColor="var(--chart-1)" stopOpacity={0.16} />
              <stop offset="100%" stopColor="var(--chart-1)" stopOpacity={0.01} />
            </linearGradient>
          </defs>
          <Ground points={points} />
          <XAxis
            dataKey="label"
            tickFormatter={(value: string) => tickLabel(value, step, format)}
            tick={tick}
            tickLine={false}
            axisLine={axisLine}
            ticks={axisLabels(series, size.width - Y_AXIS_WIDTH - MARGIN.right)}
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
            width={Y_AXIS_WIDTH}
          />
          <Area
            dataKey="previous"
            {...lineStyle}
            dot={false}
            stroke="var(--faint)"
            strokeOpacity={0.75}
            strokeWidth={1.25}
            fill="none"
          />
          <Area dataKey="solid" {...lineStyle} {...currentStyle} dot={dot} />
          <Area dataKey="dashed" {...lineStyle} {...currentStyle} dot={dot} strokeDasharray="4 4" />
          <ChartTooltip step={step} metric={metric} format={format} box={box} />
        </AreaChart>
      )}
    </div>
  );
}

/** Drawn anew only when its numbers change. The default export, because it is loaded lazily. */
export default memo(TimeChart);

/** A point's value in the solid line and in the dashed one. Where one passes into the other both have the point. */
function solidAndDashed(points: Point[], index: number): { solid: number | null; dashed: number | null } {
  const isPartial = (at: number) => (points[at]?.partial ?? null) !== null;
  const value = points[index]?.value ?? null;
  const isDashed = isPartial(index) || isPartial(index - 1) || isPartial(index + 1);
  return { solid: isPartial(index) ? null : value, dashed: isDashed ? value : null };
}

/** What lies behind the lines: a darker ground for weekends, and a line for each mark of the vertical axis. */
function Ground({ points }: { points: readonly Point[] }) {
  const plot = usePlotArea();
  const place = useXAxisScale();
  const ticks = useYAxisTicks();
  if (!plot || !place) return null;
  return (
    <>
      {weekends(points).map(([from, to]) => {
        const [left, right] = [place(from) ?? plot.x, place(to) ?? plot.x];
        return (
          <rect
            key={from}
            x={left}
            y={plot.y}
            width={right - left}
            height={plot.height}
            fill="var(--sunken)"
            fillOpacity={0.75}
          />
        );
      })}
      {ticks?.map(({ coordinate }) => (
        <line
          key={coordinate}
          x1={plot.x}
          x2={plot.x + plot.width}
          y1={coordinate}
          y2={coordinate}
          stroke="var(--line)"
        />
      ))}
    </>
  );
}

/** First and last day of each weekend among the points. */
function weekends(points: readonly Point[]): [string, string][] {
  const found: [string, string][] = [];
  for (const [index, point] of points.entries()) {
    const last = found.at(-1);
    if (point.weekend && last && points[index - 1]?.weekend) last[1] = point.label;
    else if (point.weekend) found.push([point.label, point.label]);
  }
  return found;
}

type Size = { width: number; height: number };

/**
 * The room inside an element, in pixels; null until the browser has laid the page out by itself. Measuring earlier
 * would force a layout in the middle of rendering.
 */
function useSize(element: RefObject<HTMLElement | null>): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useEffect(() => {
    const box = element.current;
    if (!box) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = box;
      // A chart that is hidden for a moment, as while the whole page is photographed, keeps its size.
      if (width === 0 || height === 0) return;
      setSize((was) => (was?.width === width && was.height === height ? was : { width, height }));
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
