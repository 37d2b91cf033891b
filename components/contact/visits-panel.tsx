"use client";

import { ExportButton } from "#components/export/export-button.tsx";
import { pageName } from "#components/filters/labels.ts";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { TargetIcon } from "#components/ui/target-icon.tsx";
import { openedPreviews, type Preview, type Visit, type VisitEvent } from "#lib/analytics/contact-history.ts";
import type { Format } from "#lib/analytics/format.ts";
import { targetName } from "#lib/card/contact-methods.ts";

type VisitsPanelProps = { visits: Visit[]; format: Format; className?: string };

/** The latest visits one by one: when, on which device, and the pages and taps in their order. */
export function VisitsPanel({ visits, format, className }: VisitsPanelProps) {
  return (
    <Panel
      title="Latest visits"
      description="One by one, whatever the period above, as long as their events are kept"
      actions={<ExportButton table="visits" />}
      flush
      className={className}
    >
      {visits.length === 0 ? (
        <EmptyState title="No visits to show">
          Either nobody has come yet, or the events of the visits are no longer kept.
        </EmptyState>
      ) : (
        <LongList rows={visits} more={0} initial={6} className="divide-y divide-line border-line border-t">
          {(visit) => <VisitItem visit={visit} format={format} />}
        </LongList>
      )}
    </Panel>
  );
}

function VisitItem({ visit, format }: { visit: Visit; format: Format }) {
  const seconds = (Date.parse(visit.last_at) - Date.parse(visit.started_at)) / 1000;
  const where = [
    visit.device && visit.device.charAt(0).toUpperCase() + visit.device.slice(1),
    visit.os,
    visit.browser,
    visit.country && format.country(visit.country),
    visit.referrer && `from ${visit.referrer}`,
  ].filter(Boolean);
  return (
    <li className="px-5 py-4 sm:px-6">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-medium text-ink text-sm tabular-nums">
          {format.dayAndTime(visit.started_at)}
        </span>
        <span className="text-muted text-xs tabular-nums">
          {format.duration(seconds)}
          {visit.visitor > 1 && ` · another visitor (${visit.visitor})`}
        </span>
      </p>
      <p className="mt-0.5 text-muted text-xs">{where.join(" · ")}</p>
      <ol className="mt-2.5 flex flex-wrap items-center gap-1.5">
        {visit.events.map((event) => (
          <EventChip key={`${event.at} ${event.page} ${event.target}`} event={event} format={format} />
        ))}
        {visit.more > 0 && <li className="text-faint text-xs">and {visit.more} more</li>}
      </ol>
    </li>
  );
}

/** A page that was seen, or a target that was tapped. */
export function EventChip({ event, format }: { event: VisitEvent; format: Format }) {
  if (event.target === null) {
    return (
      <li title={format.time(event.at)} className="rounded-md bg-sunken px-2 py-1 text-muted text-xs">
        {pageName(event.page)}
      </li>
    );
  }
  return (
    <li
      title={`${format.time(event.at)}, on ${event.page}`}
      className="inline-flex items-center gap-1.5 rounded-md bg-accent-soft px-2 py-1 font-medium text-accent text-xs"
    >
      <TargetIcon target={event.target} className="size-3.5" />
      {targetName(event.target)}
      {event.site && <span className="font-normal">{event.site}</span>}
      {event.outcome && <span className="font-normal text-muted">{event.outcome}</span>}
    </li>
  );
}

type PreviewsPanelProps = { previews: Preview[]; visits: Visit[]; format: Format };

/** When messengers fetched a preview of the link, which they do when it is sent, and when it was opened after that. */
export function PreviewsPanel({ previews, visits, format }: PreviewsPanelProps) {
  return (
    <Panel
      title="Sent and opened"
      description="A messenger fetches a preview when the link is sent"
      actions={<ExportButton table="previews" />}
      flush
    >
      {previews.length === 0 ? (
        <EmptyState title="No preview fetched yet">
          WhatsApp, iMessage, Slack and others fetch one when the share link is pasted into a message.
        </EmptyState>
      ) : (
        <ul className="divide-y divide-line border-line border-t">
          {openedPreviews(previews, visits).map((preview) => (
            <li key={`${preview.fetcher} ${preview.at}`} className="px-5 py-3 text-sm sm:px-6">
              <span className="text-ink">
                Fetched by <span className="font-medium">{preview.fetcher}</span>{" "}
                <span className="tabular-nums">{format.dayAndTime(preview.at)}</span>
              </span>
              <span className={preview.opened ? "text-good" : "text-muted"}>
                {preview.opened ? `, opened ${format.dayAndTime(preview.opened)}` : ", not opened since"}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
