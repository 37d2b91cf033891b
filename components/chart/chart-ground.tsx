import { usePlotArea, useXAxisScale, useYAxisTicks } from "recharts";
import type { Point } from "#lib/analytics/series.ts";

/** What the lines of a chart stand on: a line for each mark of the axis, and a darker ground for weekends. */
export function ChartGround({ points }: { points: readonly Point[] }) {
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

/** First and last day of each weekend in sight. */
function weekends(points: readonly Point[]): [string, string][] {
  const found: [string, string][] = [];
  for (const [index, point] of points.entries()) {
    const last = found.at(-1);
    if (point.weekend && last && points[index - 1]?.weekend) last[1] = point.label;
    else if (point.weekend) found.push([point.label, point.label]);
  }
  return found;
}
