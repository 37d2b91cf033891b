import type { ReactNode } from "react";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { Notice } from "#components/ui/states.tsx";
import { type Query, toSearch } from "#lib/analytics/query.ts";
import { MEMBER_ERRORS } from "#lib/supabase/member-errors.ts";

type DashboardMessageProps = { title: string; children: ReactNode; action: ReactNode };

/** What a page shows instead of its numbers: what happened, and what to do. */
export function DashboardMessage({ title, children, action }: DashboardMessageProps) {
  return (
    <Panel>
      <div className="mx-auto flex max-w-md flex-col items-center px-2 py-16 text-center">
        <h1 className="font-serif text-2xl text-ink tracking-tight">{title}</h1>
        <p className="mt-3 text-[15px] text-muted leading-relaxed [overflow-wrap:anywhere]">{children}</p>
        <div className="mt-6">{action}</div>
      </div>
    </Panel>
  );
}

/** Says what is wrong with a URL's filter, such as one typed by hand. */
export function InvalidFilter({ userCode, message }: { userCode: string; message: string }) {
  return (
    <DashboardMessage
      title="This link’s filter cannot be read"
      action={
        <LinkButton href={`/dashboard/${encodeURIComponent(userCode)}`} size="sm">
          Show the last 30 days
        </LinkButton>
      }
    >
      {message}
    </DashboardMessage>
  );
}

/** What a screen about the whole owner shows to a viewer of some groups or contacts. */
export function OnlyForWhole({ title }: { title: string }) {
  return (
    <div className="grid gap-5 pb-16">
      <ScreenHeading title={title} />
      <Notice>You see some groups or contacts of this card. This screen is about all of it.</Notice>
    </div>
  );
}

/** Stands in place of numbers that were there until somebody took the right to see them away. */
export function NoLongerMember() {
  return (
    <DashboardMessage
      title="You no longer see these numbers"
      action={
        <LinkButton href="/dashboard?all" size="sm">
          Your cards
        </LinkButton>
      }
    >
      An owner of this card has changed who may see it.
    </DashboardMessage>
  );
}

type FiltersRefusedProps = {
  /** Of the screen. */
  path: string;
  query: Query;
  code: "too_slow" | "not_kept";
};

/** Says that what is asked under filters was not counted, and offers what can be. */
export function FiltersRefused({ path, query, code }: FiltersRefusedProps) {
  const href = (change: Partial<Query>) => `${path}?${toSearch({ ...query, ...change })}`;
  return (
    <DashboardMessage
      title={code === "too_slow" ? "This would take too long" : "These days cannot be asked this"}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <LinkButton href={href({ range: { kind: "period", period: "7d" }, compare: "none" })} size="sm">
            Last 7 days only
          </LinkButton>
          <LinkButton href={href({ filters: [] })} variant="secondary" size="sm">
            Without filters
          </LinkButton>
        </div>
      }
    >
      {MEMBER_ERRORS[code].message}
    </DashboardMessage>
  );
}

/** Says that a period holds a day that is too big to be counted for the page. */
export function TooMuch({ userCode, message }: { userCode: string; message: string }) {
  return (
    <DashboardMessage
      title="This period cannot be counted just now"
      action={
        <LinkButton href={`/dashboard/${encodeURIComponent(userCode)}/data?view=tables`} size="sm">
          See which day it is
        </LinkButton>
      }
    >
      {message}
    </DashboardMessage>
  );
}
