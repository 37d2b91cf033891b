import { TakeAlong } from "#components/panels/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";

type TablesPanelProps = {
  title: string;
  description: string;
  /** Largest first. `size` is what stands beside the name, `bytes` the length of its bar. */
  tables: { table: string; bytes: number; size: string }[];
  format: Format;
  takeAlong: { table: string; href: string };
};

/** How much room each table takes. */
export function TablesPanel({ title, description, tables, format, takeAlong }: TablesPanelProps) {
  const largest = tables[0]?.bytes ?? 0;
  return (
    <Panel title={title} description={description} actions={<TakeAlong {...takeAlong} />} flush>
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
