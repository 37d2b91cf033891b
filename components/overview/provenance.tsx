import { Notice } from "#components/ui/states.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { DayState } from "#lib/owners/owner-day.ts";

/** The line below the numbers that says how they were computed: from which kinds of days, when, and by which clock. */
export function Provenance({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const days = (state: DayState) => dashboard.days.filter((day) => day.state === state).length;
  const { time_zone } = dashboard.owner;
  return (
    <footer className="px-1 pt-2 pb-10 text-faint text-xs leading-relaxed">
      {[
        days("closed") > 0 && `${plural(days("closed"), "day")} closed, read from daily tables`,
        days("live") > 0 && `${plural(days("live"), "day")} live, counted from raw events`,
        days("empty") > 0 && `${plural(days("empty"), "day")} without events`,
        days("gone") > 0 && `${plural(days("gone"), "day")} not counted, since raw events are no longer kept`,
      ]
        .filter(Boolean)
        .join(" · ")}
      . Computed at {format.time(dashboard.computed_at)}. Days and times are those of {time_zone}.
    </footer>
  );
}

/** Says above the numbers that some days of the period are not in them. */
export function GoneDays({ filter, period }: Pick<Dashboard, "filter" | "period">) {
  const { gone_days } = filter;
  if (gone_days === 0) return null;
  return (
    <Notice tone="warn">
      {`${gone_days} of ${plural(period.days, "day")} cannot be asked this: their raw events are no longer kept. The numbers below are those of the other days.`}
    </Notice>
  );
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
