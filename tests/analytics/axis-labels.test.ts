import { expect, test } from "vitest";
import type { Step } from "#lib/analytics/series.ts";
import { axisLabels } from "#lib/analytics/series.ts";

const series = (count: number, step: Step = "day") => ({
  step,
  points: Array.from({ length: count }, (_, index) => ({
    label: String(index).padStart(2, "0"),
    value: 1,
    previous: null,
    previousLabel: null,
    change: { kind: "none" as const },
    partial: null,
    weekend: false,
  })),
});

test("the last point is labelled, and the others at even distances that have room", () => {
  for (const width of [200, 290, 640, 1130, 1600]) {
    for (const count of [2, 7, 30, 90, 366]) {
      const labels = axisLabels(series(count), width).map(Number);
      expect(labels.at(-1)).toBe(count - 1);
      const steps = new Set(labels.slice(1).map((label, index) => label - (labels[index] ?? 0)));
      expect(steps.size).toBeLessThanOrEqual(1);
      const [step = count] = steps;
      expect((step * width) / (count - 1)).toBeGreaterThanOrEqual(76);
    }
  }
});

test("hours are labelled by threes, on a phone by sixes", () => {
  const hours = series(24, "hour");
  expect(axisLabels(hours, 1130)).toEqual(["00", "03", "06", "09", "12", "15", "18", "21", "23"]);
  expect(axisLabels(hours, 290)).toEqual(["00", "06", "12", "18", "23"]);
});

test("a chart without room, or with one point, has a label", () => {
  expect(axisLabels(series(30), 0)).toEqual(["29"]);
  expect(axisLabels(series(1), 500)).toEqual(["00"]);
});
