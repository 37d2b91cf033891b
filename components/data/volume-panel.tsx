import { TablesPanel } from "#components/data/tables-panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import type { OwnerVolume } from "#lib/owners/owner-data.ts";

type VolumePanelProps = { volume: OwnerVolume; userCode: string; format: Format };

/** What is kept of this owner alone, so that it tells nothing of the others in the same tables. */
export function VolumePanel({ volume, userCode, format }: VolumePanelProps) {
  const tables = volume.tables
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .map(({ table, rows, bytes }) => ({
      table: table === "raw" ? "single events" : table,
      bytes,
      size: `${format.count(rows)} ${rows === 1 ? "row" : "rows"}, about ${format.bytes(bytes)}`,
    }));
  return (
    <TablesPanel
      title="What is kept of this card"
      description="Rows of this owner alone. Their size is estimated from up to 1,000 of them in each table, without indexes"
      tables={tables}
      format={format}
      takeAlong={{ table: "volume", href: exportAddress(userCode, "volume") }}
    />
  );
}
