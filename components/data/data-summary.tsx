import clsx from "clsx";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { NothingArrived } from "#components/data/accounting-panel.tsx";
import { revisedNumbers } from "#components/data/verification-panel.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { CODE_MEANINGS, type DataDay, type OwnerData, sumAccounts } from "#lib/owners/owner-data.ts";
import { plusDays } from "#lib/owners/owner-day.ts";

type DataSummaryProps = { data: OwnerData; format: Format; exportHref: string };

/** What arrived, what was kept of it and whether it has been recounted: in words, with one picture. For owners. */
export function DataSummary({ data, format, exportHref }: DataSummaryProps) {
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[3fr_2fr] [&>*]:min-w-0">
      <Arrived data={data} format={format} exportHref={exportHref} />
      <Counted data={data} format={format} />
    </div>
  );
}

function Arrived({ data, format, exportHref }: DataSummaryProps) {
  const { days, period } = data;
  const sum = sumAccounts(days);
  if (sum.received === 0 && sum.erased === 0) {
    return <NothingArrived />;
  }
  const reasons = [
    sum.duplicate > 0 && {
      text: "Sent again by a browser to be sure, and counted once",
      events: sum.duplicate,
    },
    ...sum.codes.map(({ code, events }) => ({ text: CODE_MEANINGS[code] ?? code, events })),
  ].filter((reason) => reason !== false);
  return (
    <Panel
      title="What arrived"
      description="An event is a page that was seen or a tap. They stand at the day they came"
      actions={<ExportButton table="accounting" href={exportHref} />}
    >
      <p className="font-serif text-2xl text-ink leading-snug tracking-tight">
        {sum.received === sum.stored
          ? `${events(sum.received, format)} arrived, and ${sum.received === 1 ? "it was" : "all were"} kept.`
          : `${events(sum.received, format)} arrived, and ${format.count(sum.stored)} of them were kept.`}
      </p>
      <Picture days={days} from={period.from} to={period.to} format={format} />
      {reasons.length > 0 && (
        <>
          <h3 className="mt-6 font-medium text-ink text-sm">
            What became of the others, and what else is known
          </h3>
          <ul className="mt-1 divide-y divide-line text-sm">
            {reasons.map(({ text, events }) => (
              <li key={text} className="flex items-baseline justify-between gap-4 py-2">
                <span className="min-w-0 text-muted">{text}</span>
                <span className="text-ink tabular-nums">{format.count(events)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {sum.erased > 0 && (
        <p className="mt-4 text-muted text-sm leading-relaxed">
          <span className="font-medium text-ink">{format.count(sum.erased)} erased.</span> So many of the
          events kept, these days’ or earlier ones, were erased on purpose in this period; the days they
          belonged to have been counted anew without them.
        </p>
      )}
    </Panel>
  );
}

type PictureProps = { days: DataDay[]; from: string; to: string; format: Format };

/** A bar for each day: below what was kept, above it what was not. */
function Picture({ days, from, to, format }: PictureProps) {
  const known = new Map(days.map((day) => [day.date, day]));
  const dates: string[] = [];
  for (let date = from; date <= to; date = plusDays(date, 1)) dates.push(date);
  const bars = dates.map((date) => known.get(date) ?? { received: 0, stored: 0 });
  const top = Math.max(1, ...bars.map(({ received }) => received));
  const gap = dates.length > 120 ? 0 : dates.length > 3 ? 0.2 : 0.6;
  const path = (
    bottom: (bar: (typeof bars)[number]) => number,
    height: (bar: (typeof bars)[number]) => number,
  ) =>
    bars
      .map((bar, place) =>
        height(bar) > 0
          ? `M${place + gap / 2} ${100 - (bottom(bar) / top) * 100}v${-(height(bar) / top) * 100}h${1 - gap}V${100 - (bottom(bar) / top) * 100}`
          : "",
      )
      .join("");
  const hasOthers = bars.some(({ received, stored }) => received > stored);
  return (
    <figure className="mt-5">
      <div className="relative h-40">
        <svg
          role="img"
          aria-label={`Events by the day they came, from ${format.dayAndYear(from)} to ${format.dayAndYear(to)}`}
          viewBox={`0 0 ${dates.length} 100`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full border-line-strong border-b"
        >
          <path
            className="fill-chart-1"
            d={path(
              () => 0,
              ({ stored }) => stored,
            )}
          />
          <path
            className="fill-chart-2"
            d={path(
              ({ stored }) => stored,
              ({ received, stored }) => received - stored,
            )}
          />
        </svg>
        <span className="absolute top-0 right-0 border-line border-t border-dashed pt-0.5 pl-8 text-faint text-xs tabular-nums">
          {format.count(top)} on the busiest day
        </span>
      </div>
      <figcaption className="mt-2 flex flex-wrap items-center justify-between gap-x-5 gap-y-1 text-muted text-xs">
        <span className="tabular-nums">{format.day(from)}</span>
        <span className="flex flex-wrap gap-x-5">
          <span className="inline-flex items-center gap-2">
            <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-chart-1" />
            kept
          </span>
          {hasOthers && (
            <span className="inline-flex items-center gap-2">
              <span aria-hidden="true" className="size-2.5 rounded-[3px] bg-chart-2" />
              not kept
            </span>
          )}
        </span>
        <span className="tabular-nums">{format.day(to)}</span>
      </figcaption>
    </figure>
  );
}

/** So many of the days that were counted anew are named. */
const REVISED_SHOWN = 4;

function Counted({ data, format }: Pick<DataSummaryProps, "data" | "format">) {
  const { days, revisions, period } = data;
  const closed = days.filter(({ state }) => state === "closed").length;
  const waiting = days.filter(({ state, date }) => state === "live" && date !== period.today);
  const aside = days.filter(({ set_aside_at }) => set_aside_at !== null);
  const verified = days.filter(({ verified_at }) => verified_at !== null);
  const wrong = verified.filter(({ differences }) => differences?.length !== 0);
  const purged = days.filter(({ purged_at }) => purged_at !== null).length;
  const hasToday = days.some(({ date, state }) => date === period.today && state === "live");
  return (
    <Panel title="Counted, and recounted" description="Whether the numbers can be trusted">
      <ul className="grid gap-3.5 text-sm leading-relaxed">
        <Fact>
          {closed === 0
            ? "No day of this period is closed yet."
            : `${dayCount(closed)} closed: ${closed === 1 ? "its" : "their"} numbers stand.`}{" "}
          {hasToday && "Today is counted as visits come. "}
          {waiting.length > 0 &&
            `${dayCount(waiting.length)} counted live: visits came that the next night adds for good.`}
        </Fact>
        {aside.length > 0 && (
          <Fact isBad>
            {aside.map(({ date }) => format.day(date)).join(", ")} could not be closed in one night. The
            nightly run tries again; until then the numbers are counted live.
          </Fact>
        )}
        <Fact isBad={wrong.length > 0}>
          {verified.length === 0
            ? "No day of this period has been recounted yet. Each night a few are drawn by lot."
            : wrong.length === 0
              ? `${verified.length === 1 ? "One day was" : `${verified.length} days were`} recounted from single events, and came out the same.`
              : `Of ${verified.length} days recounted, ${wrong.length} did not agree: ${wrong.map(({ date }) => format.day(date)).join(", ")}. Rebuild them in the tables.`}
        </Fact>
        {revisions.length > 0 && (
          <Fact>
            {revisions.length === 1 ? "One closed day was" : `${revisions.length} times a closed day was`}{" "}
            counted anew. What it said before is kept:
            <span className="mt-1 grid gap-1">
              {revisions.slice(0, REVISED_SHOWN).map((one) => (
                <span key={`${one.date} ${one.revised_at}`} className="text-muted tabular-nums">
                  {format.day(one.date)}, {one.reason}: {revisedNumbers(one, format)}
                </span>
              ))}
              {revisions.length > REVISED_SHOWN && (
                <span className="text-faint">and {revisions.length - REVISED_SHOWN} more in the tables</span>
              )}
            </span>
          </Fact>
        )}
        {purged > 0 && (
          <Fact>
            Of {purged === 1 ? "one day" : `${purged} days`} the single events are no longer kept. Totals
            stay.
          </Fact>
        )}
      </ul>
    </Panel>
  );
}

function Fact({ isBad = false, children }: { isBad?: boolean; children: ReactNode }) {
  const Icon = isBad ? CircleAlert : CircleCheck;
  return (
    <li className="grid grid-cols-[auto_1fr] gap-3">
      <Icon aria-hidden="true" className={clsx("mt-1 size-4", isBad ? "text-warn" : "text-accent")} />
      <div className="min-w-0 text-ink">{children}</div>
    </li>
  );
}

function dayCount(days: number): string {
  return days === 1 ? "One day is" : `${days} days are`;
}

function events(count: number, format: Format): string {
  return `${format.count(count)} ${count === 1 ? "event" : "events"}`;
}
