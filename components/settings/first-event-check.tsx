"use client";

import { CircleCheck } from "lucide-react";
import useSWR from "swr";
import type { Dashboard } from "#lib/analytics/dashboard.ts";

/** How often to ask while no event has come. */
const ASK_EVERY_MS = 3_000;

async function hasEvents(url: string): Promise<boolean> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(String(answer.status));
  return ((await answer.json()) as Dashboard).owner.first_date !== null;
}

/** Asks for an owner's first event until it has come, and says whether it has. */
export function FirstEventCheck({ userCode, seen }: { userCode: string; seen: boolean }) {
  const url = seen ? null : `/api/analytics/${encodeURIComponent(userCode)}?period=today&compare=none`;
  const { data } = useSWR(url, hasEvents, { refreshInterval: (arrived) => (arrived ? 0 : ASK_EVERY_MS) });
  const arrived = seen || data === true;
  return (
    <p role="status" className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 text-muted text-sm">
      {arrived ? (
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
      ) : (
        <span aria-hidden="true" className="relative flex size-2">
          <span className="absolute inline-flex size-full rounded-full bg-accent opacity-60 motion-safe:animate-ping" />
          <span className="relative inline-flex size-2 rounded-full bg-accent" />
        </span>
      )}
      {arrived
        ? "Events arrive: the line works."
        : "Waiting for your first event. Open your page in another tab."}
    </p>
  );
}
