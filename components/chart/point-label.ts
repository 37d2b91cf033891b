import type { Format } from "#lib/analytics/format.ts";
import type { Step } from "#lib/analytics/series.ts";

/** Names a point of the chart in full: `09:00–10:00`, `21 Nov, 09:00–10:00`, `Sunday, 22 November 2026`, `Week from 16 Nov`, `Nov 2026`. */
export function pointLabel(label: string, step: Step, format: Format): string {
  switch (step) {
    case "hour": {
      const hour = label.slice(-2);
      const day = label.length > 2 ? `${format.day(label.slice(0, 10))}, ` : "";
      return `${day}${hour}:00–${String(Number(hour) + 1).padStart(2, "0")}:00`;
    }
    case "day":
      return format.longDay(label);
    case "week":
      return `Week from ${format.dayAndYear(label)}`;
    case "month":
      return format.month(label);
    default:
      return step satisfies never;
  }
}

/** The same for an axis, where there is little room. */
export function tickLabel(label: string, step: Step, format: Format): string {
  if (step === "hour") return `${label}:00`;
  return step === "month" ? format.month(label) : format.day(label);
}
