import clsx from "clsx";
import { RebuildButton } from "#components/data/rebuild-button.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { DataDay } from "#lib/owners/owner-data.ts";

type DaysTableProps = {
  days: DataDay[];
  today: string;
  format: Format;
  /** Null where the member's role does not allow it. */
  rebuild: FormAction | null;
  exportHref: string;
};

const NUMBERS = [
  { key: "raw_events", label: "Raw events" },
  { key: "late", label: "Late" },
  { key: "received", label: "Received" },
  { key: "duplicate", label: "Duplicate" },
  { key: "filtered", label: "Filtered" },
  { key: "rejected", label: "Rejected" },
  { key: "erased", label: "Erased" },
  { key: "previews", label: "Previews" },
] as const;

/** For each day how it was counted, when and from how many raw events, and what arrived on it. */
export function DaysTable({ days, today, format, rebuild, exportHref }: DaysTableProps) {
  return (
    <Panel
      title="Day by day"
      description="A closed day is read from its daily rows; a live one has events newer than those and is counted from raw events. Late are page views and clicks that came after their day had been closed"
      actions={<ExportButton table="data_days" href={exportHref} />}
      flush
    >
      {days.length === 0 ? (
        <EmptyState title="No day of this period has events" />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        <section aria-label="Days" className="scrolls-x max-h-[36rem] border-line border-t" tabIndex={0}>
          <table className="w-full min-w-[56rem] text-left text-sm tabular-nums">
            <thead className="sticky top-0 z-10 bg-sunken text-muted text-xs">
              <tr>
                <th scope="col" className="px-5 py-2 font-medium sm:px-6">
                  Day
                </th>
                <th scope="col" className="px-3 py-2 font-medium">
                  Counted
                </th>
                {NUMBERS.map(({ key, label }) => (
                  <th key={key} scope="col" className="px-3 py-2 text-right font-medium">
                    {label}
                  </th>
                ))}
                {rebuild && (
                  <th scope="col" className="px-5 py-2">
                    <span className="sr-only">Count anew</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {days.map((day) => (
                <tr key={day.date}>
                  <th scope="row" className="whitespace-nowrap px-5 py-2 font-normal text-ink sm:px-6">
                    {format.dayAndYear(day.date)}
                    {day.date === today && <span className="text-faint"> (today)</span>}
                  </th>
                  <td className="whitespace-nowrap px-3 py-2">
                    <State day={day} format={format} />
                  </td>
                  {NUMBERS.map(({ key }) => (
                    <td
                      key={key}
                      className={clsx("px-3 py-2 text-right", day[key] === 0 ? "text-faint" : "text-ink")}
                    >
                      {format.count(day[key])}
                      {key === "late" && day.waiting > 0 && (
                        <span className="block text-faint text-xs">{format.count(day.waiting)} waiting</span>
                      )}
                    </td>
                  ))}
                  {rebuild && (
                    <td className="px-5 py-1 text-right">
                      {day.purged_at === null && day.state !== "empty" && (
                        <RebuildButton date={day.date} label={format.day(day.date)} action={rebuild} />
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </Panel>
  );
}

/** The SQLSTATE of a statement that was ended because it took too long. */
const OUT_OF_TIME = "57014";

function State({ day, format }: { day: DataDay; format: Format }) {
  return (
    <>
      <span className="inline-flex items-center gap-2 text-ink">
        <span
          aria-hidden="true"
          className={clsx(
            "size-2 shrink-0 rounded-full",
            day.state === "live"
              ? "bg-accent"
              : day.state === "closed"
                ? "bg-line-strong"
                : "border border-edge",
          )}
        />
        <span>
          {day.state}
          {day.computed_at && day.state === "closed" && (
            <span className="text-muted">, {format.dayAndTime(day.computed_at)}</span>
          )}
        </span>
      </span>
      <span className="block text-faint text-xs">
        {day.state === "live" && day.computed_at && `last closed ${format.dayAndTime(day.computed_at)}`}
        {day.set_aside_at &&
          ` set aside ${format.dayAndTime(day.set_aside_at)}: ${
            day.set_aside_code === OUT_OF_TIME
              ? "too big for the nightly call, which comes back to it"
              : `the nightly run failed (${day.set_aside_code}) and tries again`
          } `}
        {day.purged_at && `raw events removed ${format.day(day.purged_at.slice(0, 10))}`}
        {day.verified_at &&
          (day.differences?.length === 0
            ? `verified ${format.dayAndTime(day.verified_at)}`
            : `verification found ${day.differences?.length ?? 0} differences, ${format.dayAndTime(day.verified_at)}`)}
      </span>
    </>
  );
}
