import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import type { OwnerVolume } from "#lib/owners/owner-data.ts";

type TablesPanelProps = {
  title: string;
  description: string;
  /** Largest first. `size` is what stands beside the name, `bytes` the length of its bar. */
  tables: { table: string; bytes: number; size: string }[];
  format: Format;
  exportOf: { table: string; href: string };
};

/** How much room each table takes in the database. */
export function TablesPanel({ title, description, tables, format, exportOf }: TablesPanelProps) {
  const largest = tables[0]?.bytes ?? 0;
  return (
    <Panel title={title} description={description} actions={<ExportButton {...exportOf} />} flush>
      <ul className="grid gap-x-10 px-5 pb-5 sm:grid-cols-2 sm:px-6">
        {tables.map((table) => (
          <li key={table.table} className="grid items-center gap-x-3 py-1.5 text-sm sm:grid-cols-[1fr_auto]">
            <span className="relative min-w-0 py-1">
              <span
                aria-hidden="true"
                className="-left-2 absolute inset-y-0 rounded-md bg-sunken"
                style={{ width: `${largest > 0 ? (table.bytes / largest) * 100 : 0}%` }}
              />
              <span className="relative block truncate font-mono text-[13px] text-ink">{table.table}</span>
            </span>
            <span className="text-muted tabular-nums" title={`${format.count(table.bytes)} bytes`}>
              {table.size}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type VolumePanelProps = { volume: OwnerVolume; userCode: string; format: Format };

/** How many rows each table holds of this owner alone. */
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
      exportOf={{ table: "volume", href: exportAddress(userCode, "volume") }}
    />
  );
}
