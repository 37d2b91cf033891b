import type { Series } from "#lib/analytics/series.ts";

/** Room for one label and the gap beside it, in pixels. */
const ROOM = 76;

/**
 * Which points of a series are labelled on an axis so many pixels long: evenly, the last one always, and as many as
 * have room. Chosen by arithmetic: a chart that measures its labels makes the browser lay the page out for each.
 */
export function axisLabels({ points, step }: Series, width: number): string[] {
  const labels = points.map((point) => point.label);
  if (step === "hour") {
    const every = width >= 8 * ROOM ? 3 : 6;
    return labels.filter((_, hour) => hour % every === 0 || hour === labels.length - 1);
  }
  const every = Math.max(1, Math.ceil(((labels.length - 1) * ROOM) / Math.max(width, 1)));
  return labels.filter((_, index) => (labels.length - 1 - index) % every === 0);
}
