"use client";

import { useEffect, useRef } from "react";
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { pointLabel, tickLabel } from "#components/filters/labels.ts";
import {
  type Axes,
  gapOf,
  hasDot,
  MARGIN,
  NARROW,
  type Touch,
  weekendsOf,
  wholeAndPartial,
} from "#lib/analytics/chart-geometry.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Series, Step } from "#lib/analytics/series.ts";

type LiveChartProps = { series: Series; metric: MetricKey; format: Format; axes: Axes; touch: Touch };

const tick = { fill: "var(--faint)", fontSize: 12 };
// Without animation: the numbers are renewed every few seconds, and the chart would move each time.
const still = { isAnimationActive: false } as const;
const now = { ...still, stroke: "var(--chart-1)", strokeWidth: 2, type: "linear" } as const;

/** The chart by Recharts, in the places of the drawing that it covers. The default export, because it is loaded lazily. */
export default function LiveChart({ series, metric, format, axes, touch }: LiveChartProps) {
  const { points, step, began } = series;
  const { unit, tick: writeTick } = METRICS[metric];
  const isCount = unit === "count";
  const rows = points.map((point, place) => ({ ...point, ...wholeAndPartial(points, place, isCount) }));
  const labelled = axes.labelled[touch.size.width < NARROW ? "narrow" : "wide"];
  const nameOf = (place: number) => points[place]?.label ?? "";
  const box = useRef<HTMLDivElement>(null);
  const { byKeyboard } = touch;
  useEffect(() => {
    if (!byKeyboard) return;
    // Recharts draws after its own effects, so its surface can have the focus in the next frame: unless it has gone on meanwhile.
    const frame = requestAnimationFrame(() => {
      if (box.current?.parentElement?.contains(document.activeElement))
        box.current.querySelector("svg")?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [byKeyboard]);
  return (
    <div ref={box} className="absolute inset-0">
      <ResponsiveContainer initialDimension={touch.size}>
        <ComposedChart
          data={rows}
          margin={{ ...MARGIN, bottom: 0, left: 0 }}
          barCategoryGap={`${gapOf(points.length) * 50}%`}
          desc={`${METRICS[metric].label} over time. The same numbers stand in the table below.`}
        >
          {weekendsOf(series).map(([first, last]) => (
            <ReferenceArea
              key={first}
              x1={nameOf(first)}
              x2={nameOf(last)}
              fill="var(--sunken)"
              fillOpacity={1}
              zIndex={-200}
            />
          ))}
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="label"
            scale="band"
            tickFormatter={(label: string) => tickLabel(label, step, format)}
            ticks={labelled.map(nameOf)}
            interval={0}
            tick={tick}
            tickLine={false}
            axisLine={false}
            tickMargin={8}
            height={MARGIN.bottom}
          />
          <YAxis
            domain={[0, axes.top]}
            ticks={axes.ticks}
            interval={0}
            tickFormatter={(value: number) => writeTick(value, format)}
            tick={tick}
            tickLine={false}
            axisLine={false}
            width={axes.width}
          />
          <Tooltip
            {...still}
            defaultIndex={touch.place ?? undefined}
            // A point without a number is told, too.
            filterNull={false}
            cursor={{ stroke: "var(--ink)", strokeOpacity: 0.35 }}
            content={({ active, label }) => {
              const point = active && points.find((one) => one.label === label);
              return point ? (
                <PointNumbers point={point} step={step} metric={metric} format={format} />
              ) : null;
            }}
          />
          {isCount && <Bar {...still} dataKey="whole" stackId="now" fill="var(--chart-1)" />}
          {isCount && (
            <Bar {...still} dataKey="partial" stackId="now" fill="var(--chart-1)" fillOpacity={0.5} />
          )}
          {!isCount && <Line {...now} dataKey="whole" dot={false} activeDot={false} />}
          {!isCount && (
            <Line {...now} dataKey="partial" dot={false} activeDot={false} strokeDasharray="4 4" />
          )}
          {!isCount && (
            <Line
              {...now}
              dataKey="value"
              stroke="none"
              dot={({ index, cx, cy }) =>
                hasDot(points, index) ? (
                  <circle key={index} cx={cx} cy={cy} r={2.5} fill="var(--chart-1)" />
                ) : (
                  <g key={index} />
                )
              }
              activeDot={{ r: 4, fill: "var(--chart-1)", stroke: "var(--surface)" }}
            />
          )}
          <Line
            {...still}
            dataKey="previous"
            type={isCount ? "step" : "linear"}
            stroke="var(--faint)"
            strokeWidth={1.25}
            dot={false}
            activeDot={false}
          />
          {began > 0 && (
            <ReferenceLine x={nameOf(began)} position="start" stroke="var(--faint)" strokeDasharray="2 3" />
          )}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

type PointNumbersProps = { point: Point; step: Step; metric: MetricKey; format: Format };

/** A point's number, and the one it is compared with. */
function PointNumbers({ point, step, metric, format }: PointNumbersProps) {
  const { label, write, better } = METRICS[metric];
  return (
    <div role="status" className="rounded-xl border border-line bg-surface px-3.5 py-2.5 text-sm shadow-lg">
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
