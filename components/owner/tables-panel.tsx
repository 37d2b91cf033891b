import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { OwnerData } from "#lib/owners/data-page.ts";

type TablesPanelProps = { tables: NonNullable<OwnerData["tables"]>; format: Format };

/** How much room each table takes, with its indexes and partitions. */
export function TablesPanel({ tables, format }: TablesPanelProps) {
  const largest = tables[0]?.bytes ?? 0;
  return (
    <Panel
      title="Tables"
      description="Room taken in the database, indexes included; told because no other owner shares it"
      flush
    >
      <ul className="grid gap-x-10 px-5 pb-5 sm:grid-cols-2 sm:px-6">
        {tables.map((table) => (
          <li key={table.table} className="grid grid-cols-[1fr_auto] items-center gap-3 py-1.5 text-sm">
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
