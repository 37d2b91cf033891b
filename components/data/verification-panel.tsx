import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { DataDay } from "#lib/owners/owner-data.ts";

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
