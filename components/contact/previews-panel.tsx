import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { openedPreviews, type Preview, type Visit } from "#lib/analytics/contact-history.ts";
import type { Format } from "#lib/analytics/format.ts";

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
