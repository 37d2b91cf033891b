import type { Dimension } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

const UNKNOWN: Record<Dimension, string> = {
  referrer: "No referrer",
  channel: "Unknown",
  utm_source: "No source",
  utm_medium: "No medium",
  utm_campaign: "No campaign",
  country: "Unknown country",
  device: "Unknown device",
  browser: "Unknown browser",
  os: "Unknown system",
  language: "Unknown language",
};

/** What people call a value of a dimension: `DE` → Germany, `mobile` → Mobile; `""` → what is not known. */
export function dimensionLabel(dimension: Dimension, value: string, format: Format): string {
  if (value === "") return UNKNOWN[dimension];
  switch (dimension) {
    case "country":
      return format.country(value);
    case "language":
      return format.language(value);
    case "channel":
    case "device":
      return value.charAt(0).toUpperCase() + value.slice(1).replaceAll("_", " ");
    default:
      return value;
  }
}
