import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { DataDay, Revision } from "#lib/owners/owner-data.ts";

type VerificationPanelProps = { days: DataDay[]; format: Format; exportHref: string };

/** The closed days that were recounted from their raw events, and whether the recount agreed with their daily rows. */
export function VerificationPanel({ days, format, exportHref }: VerificationPanelProps) {
  const verified = days.filter((day) => day.verified_at !== null);
  const isRight = (day: DataDay) => day.differences?.length === 0;
  const wrong = verified.filter((day) => !isRight(day));
  return (
    <Panel
      title="Verification"
      description="The nightly run recounts a few closed days from raw events and compares"
      actions={<ExportButton table="verifications" href={exportHref} />}
      flush
    >
      {verified.length === 0 ? (
        <EmptyState title="No day of this period has been verified yet">
          Each night a few days are drawn by lot. Whoever runs this Daybook can verify all of them at once.
        </EmptyState>
      ) : (
        <>
          <p className="px-5 pb-3 text-muted text-sm leading-relaxed sm:px-6">
            {wrong.length === 0
              ? `${verified.length === 1 ? "One day was" : `${verified.length} days were`} recounted and agreed with their daily rows.`
              : `Of ${verified.length} days recounted, ${wrong.length} did not agree. Rebuild them above.`}
          </p>
          <ul className="divide-y divide-line border-line border-t">
            {[...wrong, ...verified.filter(isRight)].slice(0, 8).map((day) => (
              <li key={day.date} className="flex justify-between gap-4 px-5 py-2 text-sm sm:px-6">
                <span className="text-ink tabular-nums">{format.dayAndYear(day.date)}</span>
                <span className={isRight(day) ? "text-muted" : "font-medium text-bad"}>
                  {isRight(day) ? "agreed" : `${day.differences?.length} differences`}
                  {day.verified_at && `, ${format.dayAndTime(day.verified_at)}`}
                </span>
              </li>
            ))}
          </ul>
          {verified.length > 8 && (
            <p className="px-5 pt-2 pb-4 text-faint text-xs sm:px-6">
              {verified.length - 8} more stand in the table above, and all of them in the file.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

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
                <span className="text-ink tabular-nums sm:col-start-2">{revisedNumbers(one, format)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Panel>
  );
}

/** `sessions 40 → 42, clicks 9 → 10`; what stayed the same is left out. */
export function revisedNumbers({ former, present }: Revision, format: Format): string {
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
