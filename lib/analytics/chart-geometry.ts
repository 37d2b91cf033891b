import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type Metric, type MetricKey } from "#lib/analytics/metrics.ts";
import type { Point, Series } from "#lib/analytics/series.ts";

/*
 * Where everything in the main chart stands, by arithmetic alone: the server draws it from this, and what Recharts draws in
 * the browser stands in the same places.
 */

/** Pixels around the plot. The axis on the left has what its labels need. */
export const MARGIN = { top: 8, right: 24, bottom: 28 };

/** A chart narrower than this, in pixels, has every other label; Tailwind calls it `@xl`. */
export const NARROW = 576;

export type Axes = {
  /** From 0 upwards, evenly; the last is the top of the chart. */
  ticks: number[];
  top: number;
  tickLabels: string[];
  /** Room for the tick labels, in pixels. */
  width: number;
  /** Places of the points that are labelled below the chart; `narrow`, a part of them: those that a phone has room for. */
  labelled: { wide: number[]; narrow: number[] };
};

export function axesOf({ points, step }: Series, metric: MetricKey, format: Format): Axes {
  const { unit, tick } = METRICS[metric];
  const ticks = ticksUpTo(highestOf(points), unit);
  const tickLabels = ticks.map((value) => tick(value, format));
  const longest = Math.max(...tickLabels.map((label) => label.length));
  const top = ticks.at(-1) ?? 1;
  return { ticks, top, tickLabels, width: 16 + 7 * longest, labelled: labelledOf(points.length, step) };
}

function highestOf(points: readonly Point[]): number {
  return Math.max(0, ...points.flatMap(({ value, previous }) => [value ?? 0, previous ?? 0]));
}

/** At most so many stretches between the bottom and the top of the chart. */
const MOST_STRETCHES = 4;

/** Steps that people count time in, in seconds. */
const SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Round numbers from 0 to the first that is not below `highest`. */
export function ticksUpTo(highest: number, unit: Metric["unit"]): number[] {
  const step = stepOf(highest / MOST_STRETCHES, unit);
  const stretches = Math.max(1, Math.ceil(highest / step - 1e-9));
  return Array.from({ length: stretches + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** The smallest round step that is at least so long; a count's is whole, a rate's at least one percent. */
function stepOf(least: number, unit: Metric["unit"]): number {
  const listed = unit === "seconds" ? SECONDS.find((step) => step >= least) : undefined;
  if (listed) return listed;
  const smallest = unit === "rate" ? 0.01 : 1;
  if (least <= smallest) return smallest;
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5].find((one) => one * power >= least && isRound(one * power, unit)) ?? 10;
  return factor * power;
}

function isRound(step: number, unit: Metric["unit"]): boolean {
  return unit === "rate" || Number.isInteger(step);
}

/** As many labels as have room beside each other on a wide screen. */
const MOST_LABELS = 9;

/** Hours by threes; of other points the last one and, from there backwards, evenly. On a phone every other one. */
function labelledOf(count: number, step: Series["step"]): Axes["labelled"] {
  const places = Array.from({ length: count }, (_, place) => place);
  const every = step === "hour" ? 3 : Math.max(1, Math.ceil((count - 1) / (MOST_LABELS - 1)));
  const from = step === "hour" ? 0 : count - 1;
  const wide = places.filter((place) => Math.abs(place - from) % every === 0);
  const narrow = wide.filter((place) => count <= 4 || Math.abs(place - from) % (2 * every) === 0);
  return { wide, narrow };
}

/** First and last day of each weekend among the points, by place. */
export function weekendsOf({ points, began }: Series): [first: number, last: number][] {
  const found: [number, number][] = [];
  for (const [place, { weekend }] of points.entries()) {
    if (!weekend || place < began) continue;
    const last = found.at(-1);
    if (last?.[1] === place - 1) last[1] = place;
    else found.push([place, place]);
  }
  return found;
}

/** The part of a point's width that is left free beside its bar: of few points more, so that none becomes a wall. */
export function gapOf(count: number): number {
  return count <= 3 ? 0.7 : count <= 8 ? 0.4 : 0.2;
}

/** A point's dot is drawn where there are few, or where its neighbours are gaps, so that no line would show it. */
export function hasDot(points: readonly Point[], place: number): boolean {
  const isKnown = (at: number) => (points[at]?.value ?? null) !== null;
  return isKnown(place) && (points.length <= 31 || !(isKnown(place - 1) || isKnown(place + 1)));
}

/** A point's value in what is drawn as whole and as partial; a line passes from one into the other at a point of both. */
export function wholeAndPartial(points: readonly Point[], place: number, isCount: boolean) {
  const isPartial = (at: number) => (points[at]?.partial ?? null) !== null;
  const value = points[place]?.value ?? null;
  const joins = !isCount && (isPartial(place - 1) || isPartial(place + 1));
  return { whole: isPartial(place) ? null : value, partial: isPartial(place) || joins ? value : null };
}

/** What a drawing of a series is made of, as SVG paths in units of one point across and a hundredth of the height. */
type Paths = Record<"whole" | "partial" | "previous" | "dots", string>;

export function pathsOf(points: readonly Point[], top: number, isCount: boolean): Paths {
  const parts = points.map((_, place) => wholeAndPartial(points, place, isCount));
  const draw = isCount ? bars : line;
  return {
    whole: draw(
      parts.map(({ whole }) => whole),
      top,
    ),
    partial: draw(
      parts.map(({ partial }) => partial),
      top,
    ),
    previous: (isCount ? stepLine : line)(
      points.map(({ previous }) => previous),
      top,
    ),
    dots: points
      .map(({ value }, place) =>
        hasDot(points, place) ? `M${place + 0.5} ${heightOf(value ?? 0, top)}h0` : "",
      )
      .join(""),
  };
}

type Values = readonly (number | null)[];

function bars(values: Values, top: number): string {
  const gap = gapOf(values.length) / 2;
  const width = round(1 - 2 * gap);
  return values
    .map((value, place) => (value ? `M${round(place + gap)} 100V${heightOf(value, top)}h${width}V100` : ""))
    .join("");
}

/** A line of straight stretches, broken where there is no value. */
function line(values: Values, top: number): string {
  return values
    .map((value, place) =>
      value === null
        ? ""
        : `${(values[place - 1] ?? null) === null ? "M" : "L"}${place + 0.5} ${heightOf(value, top)}`,
    )
    .join("");
}

/** A level for each value, as wide as its point. */
export function stepsPath(values: Values, top: number): string {
  return values
    .map((value, place) => {
      if (value === null) return "";
      const start =
        (values[place - 1] ?? null) === null
          ? `M${place} ${heightOf(value, top)}`
          : `V${heightOf(value, top)}`;
      return `${start}h1`;
    })
    .join("");
}

/** The same as Recharts draws it: from the middle of the first point to the middle of the last. */
function stepLine(values: Values, top: number): string {
  const path = stepsPath(values, top).replace(
    /^M(\d+) ([\d.]+)h1/,
    (_, place, height) => `M${+place + 0.5} ${height}h0.5`,
  );
  return path.replace(/h1$/, "h0.5").replace(/h0.5$/, values.length === 1 ? "h0" : "$&");
}

/** How far from the top a value lies, in hundredths. */
export function heightOf(value: number, top: number): number {
  return round(100 - (value / top) * 100);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** How the chart was first touched: by the pointer over a point, or by keyboard. */
export type Touch = { place: number | null; byKeyboard: boolean; size: { width: number; height: number } };
