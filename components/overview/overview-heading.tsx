import { lazy, type ReactNode, Suspense, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/states.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { MemberError } from "#lib/supabase/member-errors.ts";

const loadLive = () => import("#components/overview/live-dialog.tsx");
const LiveDialog = lazy(loadLive);

type OverviewHeadingProps = {
  dashboard: Dashboard;
  format: Format;
  refreshing: boolean;
  /** At the end of the line that says when the numbers were computed. */
  children?: ReactNode;
};

/** The owner's name, how many visitors are there now, and when the numbers were computed. */
export function OverviewHeading({ dashboard, format, refreshing, children }: OverviewHeadingProps) {
  const { owner, visitors_now, computed_at, options, period } = dashboard;
  // By a link of some days alone nobody is there now when these are over.
  const isToday = options.to === null || options.to >= period.today;
  return (
    // On a phone the name has a line to itself whatever its width, so that fonts that come late move nothing.
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 sm:items-end">
      <div className="flex min-w-0 flex-wrap items-center gap-x-4 gap-y-2 max-sm:contents">
        <h1 className="min-w-0 font-serif max-sm:w-full text-3xl text-ink leading-tight tracking-tight [overflow-wrap:anywhere] sm:text-4xl">
          {owner.name}
        </h1>
        {isToday && <NowPill userCode={owner.user_code} visitors={visitors_now} format={format} />}
      </div>
      <p className="flex items-center gap-x-1.5 text-faint text-xs tabular-nums">
        <span
          aria-hidden="true"
          className={`size-1.5 rounded-full transition-colors ${refreshing ? "bg-accent" : "bg-line-strong"}`}
        />
        Updated {format.time(computed_at)}
        <span className="max-sm:hidden">· {owner.time_zone}</span>
        {children}
      </p>
    </div>
  );
}

type NowPillProps = { userCode: string; visitors: number; format: Format };

const pillStyle =
  "inline-flex items-center gap-2 whitespace-nowrap rounded-full border border-line bg-surface px-3 py-1 text-muted text-sm tabular-nums";

/** How many visitors are here now; for members a button that shows who. */
function NowPill({ userCode, visitors, format }: NowPillProps) {
  const { query, isPublic } = useFilters();
  const [isOpen, setOpen] = useState(false);
  const content = (
    <>
      <span aria-hidden="true" className="relative flex size-2">
        {visitors > 0 && (
          <span className="absolute inline-flex size-full rounded-full bg-accent opacity-60 motion-safe:animate-ping" />
        )}
        <span
          className={`relative inline-flex size-2 rounded-full ${visitors > 0 ? "bg-accent" : "bg-line-strong"}`}
        />
      </span>
      {visitors === 0
        ? "Nobody here now"
        : `${format.count(visitors)} ${visitors === 1 ? "visitor" : "visitors"} now`}
    </>
  );
  if (isPublic) {
    return (
      <span title="Visitors with an event in the last five minutes" className={pillStyle}>
        {content}
      </span>
    );
  }
  return (
    <>
      <button
        type="button"
        title="See who is here"
        aria-haspopup="dialog"
        onPointerEnter={loadLive}
        onClick={() => setOpen(true)}
        className={`${pillStyle} cursor-pointer transition-colors hover:border-line-strong hover:text-ink`}
      >
        {content}
      </button>
      {isOpen && (
        <Suspense>
          <LiveDialog userCode={userCode} query={query} format={format} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

type RefreshNoticeProps = {
  error: MemberError;
  dashboard: Dashboard;
  format: Format;
  onRetry: () => void;
};

/** Says that the numbers are no longer refreshed, and from when they are. */
export function RefreshNotice({ error, dashboard, format, onRetry }: RefreshNoticeProps) {
  return (
    <Notice tone="warn">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p>
          {error.message} Daybook keeps trying. The numbers below are from{" "}
          {format.time(dashboard.computed_at)}.
        </p>
        <Button variant="secondary" size="sm" onClick={onRetry}>
          Try now
        </Button>
      </div>
    </Notice>
  );
}
