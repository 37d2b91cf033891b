import { LegacyCauses } from "#components/data/legacy-causes.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { TakeAlong } from "#components/panels/export-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { LegacyComparison } from "#lib/legacy/legacy-comparison.ts";

type LegacyScreenProps = { comparison: LegacyComparison; takeFrom: string; format: Format };

const NAMES: Record<string, string> = {
  sessions: "Sessions",
  page_views: "Page views",
  clicks: "Clicks",
  target: "Clicks by contact method",
  page: "Page views by page",
  group: "Events by group",
};

/** Visits first, then what they consist of. */
function inOrder(metrics: LegacyComparison["metrics"]): LegacyComparison["metrics"] {
  const order = Object.keys(NAMES);
  return metrics.toSorted((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}

/** The old system's numbers beside Daybook's, with every difference by its cause. */
export function LegacyScreen({ comparison, takeFrom, format }: LegacyScreenProps) {
  const { from, to, compared_at, metrics, differing } = comparison;
  const unexplained = metrics.reduce((sum, metric) => sum + metric.unexplained, 0);
  return (
    <div className="grid gap-5 pb-16 [&>*]:min-w-0">
      <ScreenHeading title="Old and new numbers">
        {from && to && compared_at
          ? `${format.range(from, to)}, compared on ${format.dayAndTime(compared_at)}. The old system's days were those of UTC.`
          : "What the old system counted beside what Daybook counts."}
      </ScreenHeading>
      {comparison.days === 0 ? (
        <Panel>
          <EmptyState title="Nothing has been compared yet">
            After an import from the old system, <code>npm run legacy:compare</code> puts the result here.
          </EmptyState>
        </Panel>
      ) : (
        <>
          <Notice tone={unexplained === 0 ? "good" : "bad"}>
            {unexplained === 0
              ? "Every difference is explained."
              : `${format.count(unexplained)} are unexplained: the days below begin with them.`}
          </Notice>
          <div className="grid gap-5 md:grid-cols-3">
            {inOrder(metrics).map((metric) => (
              <Panel
                key={metric.metric}
                title={NAMES[metric.metric] ?? metric.metric}
                description={`${format.count(metric.old)} in the old system, ${format.count(metric.new)} in Daybook`}
              >
                <LegacyCauses causes={metric.explained} unexplained={metric.unexplained} format={format} />
              </Panel>
            ))}
          </div>
          {differing.length > 0 && (
            <Panel
              title="Days that differ"
              description="The unexplained first, then the latest"
              actions={<TakeAlong table="legacy" href={takeFrom} />}
              flush
            >
              <ul className="divide-y divide-line border-line border-t">
                {differing.map((day) => (
                  <li
                    key={day.date}
                    className="grid gap-1 px-5 py-3 text-sm sm:grid-cols-[10rem_1fr] sm:px-6"
                  >
                    <span className="text-ink">{format.dayAndYear(day.date)}</span>
                    <span className="text-muted tabular-nums">
                      {day.metrics
                        .map(
                          (cell) =>
                            `${NAMES[cell.metric] ?? cell.metric} ${format.count(cell.old)} → ${format.count(cell.new)}`,
                        )
                        .join(" · ")}
                      {day.unexplained > 0 && (
                        <strong className="ml-2 font-medium text-bad">
                          {format.count(day.unexplained)} unexplained
                        </strong>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
        </>
      )}
    </div>
  );
}
