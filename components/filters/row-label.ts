import { dimensionLabel } from "#components/filters/dimension-label.ts";
import { targetName } from "#components/ui/target-icon.tsx";
import type { Row, RowKind } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

export const ROW_LABELS: Record<RowKind, string> = {
  page: "Page",
  target: "Contact method",
  referrer: "Referrer",
  channel: "Channel",
  utm_source: "UTM source",
  utm_medium: "UTM medium",
  utm_campaign: "UTM campaign",
  country: "Country",
  device: "Device",
  browser: "Browser",
  os: "System",
  language: "Language",
};

/** What people call a row: `target` `save_contact` → Save contact. */
export function rowLabel({ kind, value }: Row, format: Format): string {
  if (kind === "target") return targetName(value);
  if (kind === "page") return value === "" ? "(no name)" : value;
  return dimensionLabel(kind, value, format);
}
