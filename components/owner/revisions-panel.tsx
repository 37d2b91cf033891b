import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { DataDay, Revision } from "#lib/owners/data-page.ts";

type RevisionsPanelProps = { revisions: Revision[]; days: DataDay[]; format: Format };

/** Closed days whose numbers changed afterwards, from what to what and why; and what verification found. */
export function RevisionsPanel({ revisions, days, format }: RevisionsPanelProps) {
  const verified = days.filter((day) => day.verified_at !== null);
  const wrong = verified.filter((day) => day.differences?.length !== 0);
  return (
    <Panel
      title="Revisions and verification"
      description="When the numbers of a closed day change, the old ones are kept with the reason"
    >
      <p className="text-muted text-sm leading-relaxed">
        {verified.length === 0
          ? "No day of this period has been verified yet. "
          : wrong.length === 0
            ? `${verified.length} of these days were recounted and agreed with their daily rows. `
            : `Of ${verified.length} days recounted, ${wrong.length} did not agree: ${wrong.map((day) => format.day(day.date)).join(", ")}. Rebuild them. `}
        {revisions.length === 0 && "No closed day has been revised."}
      </p>
      {revisions.length > 0 && (
        <ul className="mt-3 divide-y divide-line text-sm">
          {revisions.map((one) => (
            <li
              key={`${one.date} ${one.revised_at}`}
              className="grid gap-x-4 py-2 sm:grid-cols-[8rem_1fr_1.4fr]"
            >
              <span className="text-ink tabular-nums">{format.dayAndYear(one.date)}</span>
              <span className="text-muted">
                {one.reason}, {format.dayAndTime(one.revised_at)}
              </span>
              <span className="text-ink tabular-nums">{changes(one, format)}</span>
            </li>
          ))}
        </ul>
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
