import { ExportButton } from "#components/export/export-button.tsx";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState, Notice } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { LegacyComparison } from "#lib/legacy/compare.ts";
import { CAUSES, MISSING_CAUSES } from "#lib/legacy/compare.ts";

type LegacyScreenProps = { comparison: LegacyComparison; exportHref: string; format: Format };

const NAMES: Record<string, string> = {
  rows: "Rows and events",
  sessions: "Sessions",
  page_views: "Page views",
  clicks: "Clicks",
  target: "Clicks by contact method",
  page: "Page views by page",
  group: "Events by group",
};

/** Rows first, then sessions, then the events they consist of. */
function inOrder(metrics: LegacyComparison["metrics"]): LegacyComparison["metrics"] {
  const order = Object.keys(NAMES);
  return metrics.toSorted((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
}

/** The old system's numbers beside Daybook's, with the causes of every difference. */
export function LegacyScreen({ comparison, exportHref, format }: LegacyScreenProps) {
  const { from, to, compared_at, metrics, differing } = comparison;
  const unexplained = metrics.reduce((sum, metric) => sum + metric.unexplained, 0);
  const rows = metrics.find(({ metric }) => metric === "rows")?.explained ?? {};
  const missing = MISSING_CAUSES.reduce((sum, cause) => sum - (rows[cause] ?? 0), 0);
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
          <Notice tone={unexplained === 0 && missing === 0 ? "good" : "bad"}>
            {unexplained > 0
              ? `${format.count(unexplained)} are unexplained: the days below begin with them.`
              : missing > 0
                ? `${format.count(missing)} rows of the old system are missing: the causes below name why.`
                : "Every difference is explained."}
          </Notice>
          <div className="grid gap-5 md:grid-cols-3">
            {inOrder(metrics).map((metric) => (
              <Panel
                key={metric.metric}
                title={NAMES[metric.metric] ?? metric.metric}
                description={`${format.count(metric.old)} in the old system, ${format.count(metric.new)} in Daybook`}
              >
                <Causes causes={metric.explained} unexplained={metric.unexplained} format={format} />
              </Panel>
            ))}
          </div>
          {differing.length > 0 && (
            <Panel
              title="Days that differ"
              description="The unexplained first, then the latest"
              actions={<ExportButton table="legacy" href={exportHref} />}
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

type CausesProps = { causes: Record<string, number>; unexplained: number; format: Format };

/** Why the new number differs from the old one: how much each cause adds or takes. */
function Causes({ causes, unexplained, format }: CausesProps) {
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
