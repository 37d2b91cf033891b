"use client";

import { useEffect, useState } from "react";
import useSWR from "swr";
import { leave } from "#components/auth/session-watch.tsx";
import { EventChip } from "#components/contact/visits-panel.tsx";
import { pageName } from "#components/filters/labels.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { EmptyState, Notice, Skeleton } from "#components/ui/states.tsx";
import type { Format } from "#lib/analytics/format.ts";
import { type Live, type LiveVisit, presence } from "#lib/analytics/live.ts";
import { DEFAULT_QUERY, type Query, toSearch } from "#lib/analytics/query.ts";
import { fetchAnswer } from "#lib/analytics/useAnalyticsDashboard.ts";
import { targetName } from "#lib/card/contact-methods.ts";
import type { MemberError } from "#lib/supabase/member-errors.ts";

/**
 * While the page is visible it is asked again this often. Asked again rather than told by a stream: a function that holds a
 * stream open is paid for all along and is cut off in the end, and one question reads a short slice of two keys. Every
 * answer is whole, so that what comes late or twice changes nothing.
 */
const ASK_EVERY_MS = 4_000;

type LiveDialogProps = {
  userCode: string;
  /** Of its filters those for a group or a contact hold here, too. */
  query: Pick<Query, "group" | "contact">;
  format: Format;
  onClose: () => void;
};

/** Who is here, page by page and tap by tap, as it happens. The default export, because it is loaded lazily. */
export default function LiveDialog({
  userCode,
  query: { group, contact },
  format,
  onClose,
}: LiveDialogProps) {
  const search = toSearch({ ...DEFAULT_QUERY, group, contact });
  const { data, error } = useSWR<Live, MemberError>(
    `/api/live/${encodeURIComponent(userCode)}${search && `?${search}`}`,
    fetchAnswer<Live>,
    { refreshInterval: ASK_EVERY_MS },
  );
  const isSignedOut = error?.code === "signed_out";
  useEffect(() => {
    if (isSignedOut) leave();
  }, [isSignedOut]);
  return (
    <Dialog
      title="Live"
      description="The last half an hour, as it happens. Visitors who did something in the last five minutes are here now."
      onClose={onClose}
    >
      {error && (
        <div className="mb-4">
          <Notice tone="warn">{error.message} Daybook keeps trying.</Notice>
        </div>
      )}
      {data ? (
        <Visits live={data} format={format} />
      ) : (
        !error && (
          <div role="status" className="grid gap-3">
            <span className="sr-only">Loading</span>
            <Skeleton className="h-14" />
            <Skeleton className="h-14" />
          </div>
        )
      )}
    </Dialog>
  );
}

function Visits({ live, format }: { live: Live; format: Format }) {
  const announcement = useLatestEvent(live);
  return (
    <>
      <p className="mb-1 font-medium text-ink text-sm tabular-nums">
        {live.visitors_now === 0
          ? "Nobody here now"
          : `${format.count(live.visitors_now)} ${live.visitors_now === 1 ? "visitor" : "visitors"} now`}
      </p>
      {live.visits.length === 0 ? (
        <EmptyState title="Nobody came in the last half an hour">
          Open your card on another device: the visit appears here within seconds.
        </EmptyState>
      ) : (
        <ul aria-label="Visits of the last half an hour" className="divide-y divide-line">
          {live.visits.map((visit) => (
            <VisitItem key={visit.key} visit={visit} live={live} format={format} />
          ))}
        </ul>
      )}
      {live.more > 0 && <p className="pt-2 text-faint text-xs">and {format.count(live.more)} visits more</p>}
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </>
  );
}

function VisitItem({ visit, live, format }: { visit: LiveVisit; live: Live; format: Format }) {
  const { ago, isHere } = presence(visit, live);
  const where = [
    visit.device && visit.device.charAt(0).toUpperCase() + visit.device.slice(1),
    visit.browser,
    visit.country && format.country(visit.country),
    visit.referrer && `from ${visit.referrer}`,
  ].filter(Boolean);
  return (
    <li className={isHere ? "py-3" : "py-3 opacity-70"}>
      <p className="flex items-baseline justify-between gap-3">
        <span className="flex min-w-0 items-center gap-2 font-medium text-ink text-sm">
          <span
            aria-hidden="true"
            className={`size-2 shrink-0 rounded-full ${isHere ? "bg-accent" : "border border-edge"}`}
          />
          <span className="truncate">{nameOf(visit)}</span>
          {isHere && <span className="sr-only">, here now</span>}
        </span>
        <span className="shrink-0 text-muted text-xs tabular-nums">{agoText(ago)}</span>
      </p>
      <p className="mt-0.5 truncate pl-4 text-muted text-xs">{where.join(" · ")}</p>
      <ol className="mt-2 flex flex-wrap items-center gap-1.5 pl-4">
        {visit.more > 0 && <li className="text-faint text-xs">{visit.more} before</li>}
        {visit.events.map((event) => (
          <EventChip key={`${event.at} ${event.page} ${event.target}`} event={event} format={format} />
        ))}
      </ol>
    </li>
  );
}

function nameOf({ share_code, contact }: LiveVisit): string {
  if (share_code === null) return "Somebody";
  if (share_code === "") return "Direct visit";
  return contact || `Share ${share_code}`;
}

function agoText(seconds: number): string {
  if (seconds < 5) return "just now";
  return seconds < 60 ? `${Math.floor(seconds)}s ago` : `${Math.floor(seconds / 60)} min ago`;
}

/** The newest event in a few words for screen readers; nothing until the second answer, which is the first that brings news. */
function useLatestEvent({ visits }: Live): string {
  const [newest] = visits;
  const event = newest?.events.at(-1);
  const text =
    newest && event
      ? `${nameOf(newest)}: ${event.target === null ? pageName(event.page) : targetName(event.target)}`
      : "";
  const at = event?.at ?? "";
  const [told, setTold] = useState({ at, text: "" });
  if (told.at !== at) setTold({ at, text });
  return told.text;
}
