"use client";

import { useCallback, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Notice, Skeleton } from "#components/ui/states.tsx";
import type { Erased, Receipt } from "#lib/privacy/visit-receipt.ts";

/** Whose visit: the owner's code and the session's id. */
type Visit = { user_code: string; session_id: string };
type Stored = Receipt["visits"][number];

type State =
  | { kind: "looking" }
  /** Neither the address nor this tab names a visit. */
  | { kind: "no visit" }
  | { kind: "failed"; message: string }
  | { kind: "seen"; visits: Stored[]; waiting: number }
  | { kind: "erased"; erased: Erased };

/** What is stored of one visit, in words and as JSON, and a button that erases it. */
export function ReceiptScreen() {
  const [visit, setVisit] = useState<Visit | null>(null);
  const [state, setState] = useState<State>({ kind: "looking" });
  const [isErasing, setErasing] = useState(false);

  const look = useCallback(async (of: Visit) => {
    setState({ kind: "looking" });
    const answer = await ask<Receipt>("/api/receipt", of);
    setState(
      "error" in answer
        ? { kind: "failed", message: answer.error }
        : { kind: "seen", visits: answer.visits, waiting: waitingEvents(of).length },
    );
  }, []);
  useEffect(() => {
    const begin = () => {
      const named = namedVisit();
      setVisit(named);
      if (named) void look(named);
      else setState({ kind: "no visit" });
    };
    begin();
    addEventListener("hashchange", begin);
    return () => removeEventListener("hashchange", begin);
  }, [look]);

  const erase = async () => {
    if (!visit) return;
    setErasing(true);
    for (const key of waitingEvents(visit)) localStorage.removeItem(key);
    const answer = await ask<Erased>("/api/receipt/erase", visit);
    setErasing(false);
    if ("error" in answer) return setState({ kind: "failed", message: answer.error });
    // Only now: until it is erased the tab must know which visit it was.
    endVisit(visit);
    setState({ kind: "erased", erased: answer });
  };

  if (state.kind === "looking" || (state.kind !== "no visit" && !visit)) {
    return <Skeleton className="h-40 w-full rounded-2xl" />;
  }
  if (state.kind === "no visit" || !visit) {
    return (
      <p>
        This page shows what is stored of a visit to a card. Open it by the link on that card, in the same
        tab: only that tab knows which visit is yours. If your browser asks sites not to track you, nothing
        has been stored at all.
      </p>
    );
  }
  if (state.kind === "failed") {
    return (
      <div className="grid justify-items-start gap-4">
        <Notice tone="bad">{state.message}</Notice>
        <Button onClick={() => look(visit)}>Try again</Button>
      </div>
    );
  }
  if (state.kind === "erased") {
    return (
      <Notice tone="good">
        {state.erased.events > 0 || state.erased.sessions > 0
          ? `Your visit is erased: ${counted(state.erased.events, "event")} are gone, and the numbers of that day have been counted anew without them. `
          : "There was nothing stored that could be erased. "}
        What this browser may still have sent is not taken. If you go on, a new visit begins.
      </Notice>
    );
  }
  if (state.visits.length === 0) {
    return (
      <div className="grid justify-items-start gap-4">
        <p>
          Nothing is stored of this visit. Either it never was, or it has been erased, or the owner keeps
          single visits only for a while: then the day’s totals are left, in which nobody can be found.
        </p>
        {state.waiting > 0 && (
          <p>
            {counted(state.waiting, "event")} of it still wait in this browser and will be sent. Look again in
            half a minute.
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          <Button onClick={() => look(visit)}>Look again</Button>
          {state.waiting > 0 && (
            <Button variant="danger" pending={isErasing} onClick={erase}>
              Forget what waits
            </Button>
          )}
        </div>
      </div>
    );
  }
  const json = JSON.stringify({ visits: state.visits }, null, 2);
  return (
    <div className="grid gap-6">
      <p>
        This is all that is kept of it: no name, no address of yours, no cookie. The number of the visitor
        lasts one day and is made new for the next one.
      </p>
      {state.visits.map((one) => (
        <VisitInWords key={one.date} visit={one} />
      ))}
      {state.waiting > 0 && <p>{counted(state.waiting, "more event")} wait in this browser to be sent.</p>}
      <details className="rounded-xl border border-line bg-surface">
        <summary className="cursor-pointer px-4 py-3 font-medium text-ink text-sm">The same as JSON</summary>
        <div className="border-line border-t p-4">
          <CopyButton text={json} what="JSON" />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className="mt-2 max-h-96 overflow-auto font-mono text-xs leading-relaxed">
            {json}
          </pre>
        </div>
      </details>
      <div className="flex flex-wrap gap-3">
        <Button variant="danger" pending={isErasing} onClick={erase}>
          Erase this visit
        </Button>
        <Button variant="secondary" onClick={() => look(visit)}>
          Look again
        </Button>
      </div>
      <p className="text-sm">
        Erasing cannot be undone. Pages and taps of the visit go, the day is counted anew without them, and
        the owner sees how many events were erased, not which.
      </p>
    </div>
  );
}

/** One visit as people would tell it. */
function VisitInWords({ visit }: { visit: Stored }) {
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "medium" });
  const facts = [
    ["Began", time.format(new Date(visit.started_at))],
    ["Counts for the day", visit.date],
    ["Visitor of that day", visit.visitor_id],
    ["Came by", visit.share_code ? `the share ${visit.share_code}` : "no share"],
    ["Group of the share", visit.group_code],
    ["From", [visit.referrer, visit.channel].filter(Boolean).join(", ")],
    ["Campaign", [visit.utm_source, visit.utm_medium, visit.utm_campaign].filter(Boolean).join(", ")],
    ["Device", [visit.device, visit.browser, visit.os].filter(Boolean).join(", ")],
    ["Country", visit.country],
    ["Language", visit.language],
    ["Session", visit.session_id],
  ].filter(([, value]) => value);
  return (
    <section
      aria-label={`Visit of ${visit.date}`}
      className="rounded-2xl border border-line bg-surface text-sm"
    >
      <dl className="grid gap-x-6 gap-y-1.5 px-5 py-4 sm:grid-cols-[auto_1fr]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="mb-1.5 text-ink [overflow-wrap:anywhere] sm:mb-0">{value}</dd>
          </div>
        ))}
      </dl>
      <ol className="divide-y divide-line border-line border-t">
        {visit.events.map((event) => (
          <li key={event.event_id} className="flex justify-between gap-4 px-5 py-2.5">
            <span className="min-w-0 text-ink [overflow-wrap:anywhere]">
              {event.type === "click"
                ? `You tapped ${event.target} on ${event.page}${event.site ? `, to ${event.site}` : ""}${event.outcome ? ` (${event.outcome})` : ""}`
                : `You saw ${event.page}`}
            </span>
            <time dateTime={event.at} className="shrink-0 tabular-nums">
              {new Date(event.at).toLocaleTimeString()}
            </time>
          </li>
        ))}
        {visit.more > 0 && <li className="px-5 py-2.5">and {counted(visit.more, "event")} more</li>}
      </ol>
    </section>
  );
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;

/** The visit that the address names, or the one that this tab's tracker keeps for the owner in it. */
function namedVisit(): Visit | null {
  const [user_code = "", named = ""] = location.hash.slice(1).split("/");
  if (!user_code) return null;
  const session_id = named || keptSession(user_code);
  return session_id ? { user_code, session_id } : null;
}

/** The id of the visit that the tracker keeps in this tab (lib/tracker/visit.ts), where this site has one. */
function keptSession(userCode: string): string {
  try {
    return String(JSON.parse(sessionStorage[`daybook.${userCode}`]).heading.session.id);
  } catch {
    return "";
  }
}

/** The keys of events of a visit that wait in this browser (lib/tracker/queue.ts). */
function waitingEvents({ session_id }: Visit): string[] {
  try {
    return Object.keys(localStorage).filter((key) => {
      if (!/^daybook:[\da-f-]{36}$/.test(key)) return false;
      return JSON.parse(localStorage[key] ?? "null")?.heading?.session?.id === session_id;
    });
  } catch {
    return [];
  }
}

/** Ends the visit in this tab, where the site is this one. */
function endVisit(visit: Visit): void {
  if (keptSession(visit.user_code) === visit.session_id) {
    sessionStorage.removeItem(`daybook.${visit.user_code}`);
  }
}

async function ask<Answer>(address: string, visit: Visit): Promise<Answer | { error: string }> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(visit),
    });
    const answer = await response.json();
    return response.ok ? answer : { error: answer.error.message };
  } catch {
    return { error: "Daybook cannot be reached just now. Please try again." };
  }
}
