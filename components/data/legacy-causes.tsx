import type { Format } from "#lib/analytics/format.ts";
import { CAUSES } from "#lib/legacy/report.ts";

type LegacyCausesProps = { causes: Record<string, number>; unexplained: number; format: Format };

/** Why one number is another one now: how much each cause adds or takes. */
export function LegacyCauses({ causes, unexplained, format }: LegacyCausesProps) {
  const entries = Object.entries(causes).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  if (entries.length === 0 && unexplained === 0)
    return <p className="text-muted text-sm">The same in both.</p>;
  return (
    <ul className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
      {entries.map(([cause, events]) => (
        <li key={cause} className="col-span-2 grid grid-cols-subgrid">
          <span className="text-right text-ink tabular-nums">
            {events > 0 ? "+" : "−"}
            {format.count(Math.abs(events))}
          </span>
          <span className="text-muted">{CAUSES[cause] ?? cause}</span>
        </li>
      ))}
      {unexplained > 0 && (
        <li className="col-span-2 grid grid-cols-subgrid font-medium text-bad">
          <span className="text-right tabular-nums">{format.count(unexplained)}</span>
          <span>unexplained</span>
        </li>
      )}
    </ul>
  );
}
