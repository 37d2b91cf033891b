import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { Revision } from "#lib/owners/owner-data.ts";

type RevisionsPanelProps = { revisions: Revision[]; format: Format; exportHref: string };

/** The closed days whose numbers changed afterwards: from what, to what, and why. */
export function RevisionsPanel({ revisions, format, exportHref }: RevisionsPanelProps) {
  return (
    <Panel
      title="Revisions"
      description="When the numbers of a closed day change, the old ones are kept with the reason"
      actions={<ExportButton table="revisions" href={exportHref} />}
      flush
    >
      {revisions.length === 0 && (
        <EmptyState title="No closed day has been revised">
          Visitors who were offline may send their events up to seven days late: their day is counted anew
          then, and what it said before stands here.
        </EmptyState>
      )}
      {revisions.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <section aria-label="Revised" className="max-h-96 overflow-auto border-line border-t" tabIndex={0}>
          <ul className="divide-y divide-line text-sm">
            {revisions.map((one) => (
              <li
                key={`${one.date} ${one.revised_at}`}
                className="grid gap-x-4 px-5 py-2 sm:grid-cols-[7rem_1fr] sm:px-6"
              >
                <span className="text-ink tabular-nums">{format.dayAndYear(one.date)}</span>
                <span className="text-muted">
                  {one.reason}, {format.dayAndTime(one.revised_at)}
                </span>
                <span className="text-ink tabular-nums sm:col-start-2">{changes(one, format)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

/** `sessions 40 → 42, clicks 9 → 10`; what stayed the same is left out. */
function changes({ former, present }: Revision, format: Format): string {
  const keys = Object.keys({ ...former, ...present });
  const moved = keys.filter((key) => (former?.[key] ?? 0) !== (present?.[key] ?? 0));
  if (moved.length === 0) return "totals unchanged";
  return moved
    .map(
      (key) =>
        `${key.replaceAll("_", " ")} ${format.count(former?.[key] ?? 0)} → ${format.count(present?.[key] ?? 0)}`,
    )
    .join(", ");
}
