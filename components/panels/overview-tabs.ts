import type { BreakdownTab } from "#components/panels/breakdown-panel.tsx";

export const SOURCES: readonly BreakdownTab[] = [
  { dimension: "referrer", label: "Referrers" },
  { dimension: "channel", label: "Channels" },
  { dimension: "utm_source", label: "UTM source" },
  { dimension: "utm_medium", label: "UTM medium" },
  { dimension: "utm_campaign", label: "UTM campaign" },
];
export const PLACES: readonly BreakdownTab[] = [
  { dimension: "country", label: "Countries" },
  { dimension: "language", label: "Languages" },
];
export const DEVICES: readonly BreakdownTab[] = [
  { dimension: "device", label: "Devices" },
  { dimension: "browser", label: "Browsers" },
  { dimension: "os", label: "Systems" },
];
