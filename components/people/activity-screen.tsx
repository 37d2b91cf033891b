import { ExportButton } from "#components/export/export-button.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import { type Act, actorOf, deedOf } from "#lib/owners/audit-log.ts";

type ActivityScreenProps = {
  userCode: string;
  acts: Act[];
  format: Format;
  /** The address of the acts before these; null: there are none. */
  earlier: string | null;
  isFirstPage: boolean;
};

/** Who did what for an owner, the latest first. */
export function ActivityScreen({ userCode, acts, format, earlier, isFirstPage }: ActivityScreenProps) {
  const base = `/dashboard/${encodeURIComponent(userCode)}/people`;
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading
        title="Activity"
        actions={
          <>
            <LinkButton href={base} variant="secondary" size="sm">
              People
            </LinkButton>
            <ExportButton table="activity" href={exportAddress(userCode, "activity")} />
          </>
        }
      >
        Who invited, changed, exported and removed what, on this card’s clock. It is kept for 400 days, or as
        long as single events are kept where that is longer.
      </ScreenHeading>
      <Panel flush>
        {acts.length === 0 ? (
          <EmptyState className="py-14" title={isFirstPage ? "Nothing has been done yet" : "That is all"}>
            What members do with this card is noted here, with who it was.
          </EmptyState>
        ) : (
          <ol className="divide-y divide-line">
            {acts.map((act) => (
              <li
                key={act.act_id}
                className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 px-5 py-3 sm:px-6"
              >
                <p className="min-w-0 text-[15px] text-ink [overflow-wrap:anywhere]">
                  <span className="font-medium">{actorOf(act)}</span> {deedOf(act)}.
                </p>
                <time dateTime={act.at} className="shrink-0 text-muted text-sm tabular-nums">
                  {format.dayAndTime(act.at)}
                </time>
              </li>
            ))}
          </ol>
        )}
      </Panel>
      {(earlier || !isFirstPage) && (
        <nav aria-label="Pages" className="flex gap-2">
          {!isFirstPage && (
            <LinkButton href={`${base}/activity`} variant="secondary" size="sm">
              The latest
            </LinkButton>
          )}
          {earlier && (
            <LinkButton href={earlier} variant="secondary" size="sm">
              Earlier
            </LinkButton>
          )}
        </nav>
      )}
    </div>
  );
}
