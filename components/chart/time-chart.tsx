"use client";

import { type FocusEvent, lazy, type PointerEvent, Suspense } from "react";
import { tickLabel } from "#components/filters/labels.ts";
import {
  type Axes,
  axesOf,
  heightOf,
  MARGIN,
  pathsOf,
  type Touch,
  weekendsOf,
} from "#lib/analytics/chart-geometry.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Series } from "#lib/analytics/series.ts";

/** Loads Recharts, which is as large as the rest of the page together. */
export const loadLiveChart = () => import("#components/chart/live-chart.tsx");
const LiveChart = lazy(loadLiveChart);

type TimeChartProps = {
  series: Series;
  metric: MetricKey;
  format: Format;
  /** Null until somebody touches the chart. */
  touch: Touch | null;
  onTouch: (touch: Touch) => void;
};

/**
 * One metric over time. The page comes with the drawing below; Recharts, which draws nothing on a server, takes its place
 * when a pointer, a finger or the keyboard comes to it, and tells the numbers of each point.
 */
export function TimeChart({ series, metric, format, touch, onTouch }: TimeChartProps) {
  const axes = axesOf(series, metric, format);
  const count = series.points.length;
  const placeAt = ({ clientX, currentTarget }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = (clientX - left - axes.width) / (width - axes.width - MARGIN.right);
    return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  };
  const sizeOf = ({ currentTarget }: PointerEvent | FocusEvent) => ({
    width: currentTarget.clientWidth,
    height: currentTarget.clientHeight,
  });
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears of what comes to the chart inside it
    <div
      className="group @container relative size-full"
      onPointerEnter={(event) =>
        onTouch({ place: touch ? null : placeAt(event), byKeyboard: false, size: sizeOf(event) })
      }
      // A finger that is lifted has told where to look; a mouse that has left looks elsewhere.
      onPointerLeave={(event) => {
        if (event.pointerType !== "touch") onTouch({ place: null, byKeyboard: false, size: sizeOf(event) });
      }}
      onFocus={(event) => {
        // A tap gives the focus, too, but has told its place.
        if (!touch && event.target.matches(":focus-visible"))
          onTouch({ place: null, byKeyboard: true, size: sizeOf(event) });
      }}
    >
      <Drawing series={series} metric={metric} format={format} axes={axes} />
      {touch && (
        <Suspense>
          <LiveChart series={series} metric={metric} format={format} axes={axes} touch={touch} />
        </Suspense>
      )}
    </div>
  );
}

type DrawingProps = Pick<TimeChartProps, "series" | "metric" | "format"> & { axes: Axes };

/** The chart as an SVG that scales, in units of one point across and a hundredth of the height upwards. */
function Drawing({ series, metric, format, axes }: DrawingProps) {
  const { points, step, began } = series;
  const { top } = axes;
  const count = points.length;
  const isCount = METRICS[metric].unit === "count";
  const paths = pathsOf(points, top, isCount);
  return (
    <div
      role="img"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: focus brings the chart that tells its points to the keyboard
      tabIndex={0}
      aria-label={`${METRICS[metric].label} over time. The same numbers stand in the table below.`}
      className="chart-drawing"
    >
      <div
        className="absolute"
        style={{ inset: `${MARGIN.top}px ${MARGIN.right}px ${MARGIN.bottom}px ${axes.width}px` }}
      >
        <svg
          viewBox={`0 0 ${count} 100`}
          preserveAspectRatio="none"
          fill="none"
          aria-hidden="true"
          className="size-full"
        >
          <path
            className="fill-sunken"
            d={weekendsOf(series)
              .map(([first, last]) => `M${first} 0H${last + 1}V100H${first}`)
              .join("")}
          />
          <path
            className="stroke-line"
            d={axes.ticks.map((tick) => `M0 ${heightOf(tick, top)}H${count}`).join("")}
          />
          {isCount ? (
            <>
              <path className="fill-chart-1" d={paths.whole} />
              <path className="fill-chart-1/50" d={paths.partial} />
            </>
          ) : (
            <>
              <path className="stroke-2 stroke-chart-1" d={paths.whole} />
              <path className="stroke-2 stroke-chart-1" strokeDasharray="4 4" d={paths.partial} />
              <path className="stroke-5 stroke-chart-1" strokeLinecap="round" d={paths.dots} />
            </>
          )}
          <path className="stroke-faint" strokeWidth={1.25} d={paths.previous} />
          {began > 0 && <path className="stroke-faint" strokeDasharray="2 3" d={`M${began} 0V100`} />}
        </svg>
        {axes.tickLabels.map((label, index) => (
          <span
            key={label}
            className="-translate-y-1/2 absolute right-full mr-2"
            style={{ top: `${heightOf(axes.ticks[index] ?? 0, top)}%` }}
          >
            {label}
          </span>
        ))}
        {axes.labelled.wide.map((place) => (
          <span
            key={place}
            className={`-translate-x-1/2 absolute top-full mt-2.5 ${axes.labelled.narrow.includes(place) ? "" : "@max-xl:hidden"}`}
            style={{ left: `${((place + 0.5) / count) * 100}%` }}
          >
            {tickLabel(points[place]?.label ?? "", step, format)}
          </span>
        ))}
      </div>
    </div>
  );
}
