"use client";

import { useMemo } from "react";
import { FilterBar } from "#components/filters/filter-bar.tsx";
import { FiltersProvider, useFilters } from "#components/filters/filter-context.tsx";
import { pageName } from "#components/filters/labels.ts";
import { ScreenHeading } from "#components/frame/screen-heading.tsx";
import { ContactTimesPanel } from "#components/journeys/contact-times.tsx";
import { NoVisits } from "#components/overview/first-steps.tsx";
import { GoneDays } from "#components/overview/provenance.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import type { JourneyStep, Journeys } from "#lib/analytics/journeys.ts";
import type { Query } from "#lib/analytics/query.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";

type JourneysScreenProps = {
  journeys: Journeys;
  query: Query;
  /** What the filters offer. */
  dashboard: Dashboard;
  locale: ReaderLocale;
};

/** How visits go from their first page to a contact, how long that takes, and what becomes of the links that were sent. */
export function JourneysScreen({ journeys, query, dashboard, locale }: JourneysScreenProps) {
  const { user_code, time_zone } = journeys.owner;
  const format = useMemo(() => createFormat(locale, time_zone), [locale, time_zone]);
  return (
    <FiltersProvider
      path={`/dashboard/${encodeURIComponent(user_code)}/journeys`}
      query={query}
      userCode={user_code}
    >
      <div className="grid gap-4 sm:gap-5 [&>*]:min-w-0">
        <ScreenHeading title="Journeys">
          From the first page to a contact: where visits go on, where they end, and how long it takes.
        </ScreenHeading>
        <FilterBar dashboard={dashboard} format={format} hasComparison={false} />
        <JourneysBody journeys={journeys} dashboard={dashboard} format={format} />
      </div>
    </FiltersProvider>
  );
}

type BodyProps = { journeys: Journeys; dashboard: Dashboard; format: Format };

function JourneysBody({ journeys, dashboard, format }: BodyProps) {
  const { pending } = useFilters();
  const { steps, funnel } = journeys;
  if (steps.length === 0 && (funnel.sent?.shares ?? 0) === 0) {
    return <NoVisits dashboard={dashboard} format={format} />;
  }
  return (
    <div
      aria-busy={pending}
      className="grid items-start gap-4 transition-opacity duration-200 aria-busy:opacity-55 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0"
    >
      {journeys.filter.gone_days > 0 && (
        <div className="lg:col-span-12">
          <GoneDays {...journeys} />
        </div>
      )}
      <div className="lg:col-span-12">
        <StepsPanel steps={steps} format={format} />
      </div>
      <div className="lg:col-span-7">
        <ContactTimesPanel times={journeys.times} format={format} />
      </div>
      <div className="lg:col-span-5">
        <FunnelPanel funnel={funnel} format={format} />
      </div>
      <div className="lg:col-span-12">
        <CountedFromRaw journeys={journeys} format={format} />
      </div>
    </div>
  );
}

const ORDINALS = ["First page", "Second page", "Third page", "Fourth page", "Fifth page", "Sixth page"];

/** What visits saw until their first tap, a column a page: how many came so far, tapped there, ended there, and went on. */
function StepsPanel({ steps, format }: { steps: JourneyStep[]; format: Format }) {
  const [first] = steps;
  const last = steps.at(-1);
  const goOn = last ? last.sessions - last.contacted - last.lost : 0;
  return (
    <Panel
      title="From first page to contact"
      description="What visits see until their first tap, page by page"
      flush
    >
      {first ? (
        <>
          <p className="flex flex-wrap gap-x-5 gap-y-1 px-5 pb-4 text-muted text-sm sm:px-6">
            <Mark className="bg-chart-1">Tapped a contact method</Mark>
            <Mark className="bg-chart-1/25">Went on to another page</Mark>
            <Mark className="bg-chart-2/60">Left without a tap</Mark>
          </p>
          <ol className="grid gap-px overflow-hidden border-line border-t bg-line last:rounded-b-2xl sm:grid-cols-2 lg:grid-flow-col lg:auto-cols-fr lg:grid-cols-none">
            {steps.map((step) => (
              <StepColumn key={step.step} step={step} all={first.sessions} format={format} />
            ))}
          </ol>
          {goOn > 0 && (
            <p className="border-line border-t px-5 py-3 text-faint text-xs sm:px-6">
              {format.count(goOn)} {goOn === 1 ? "visit goes" : "visits go"} on further than is shown here.
            </p>
          )}
        </>
      ) : (
        <EmptyState title="No visits in this period" />
      )}
    </Panel>
  );
}

function Mark({ className, children }: { className: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <span aria-hidden="true" className={`size-2.5 rounded-[3px] ${className}`} />
      {children}
    </span>
  );
}

type StepColumnProps = { step: JourneyStep; all: number; format: Format };

function StepColumn({ step, all, format }: StepColumnProps) {
  const { sessions, contacted, lost, pages, more } = step;
  const parts = [
    { name: "contacted", value: contacted, className: "bg-chart-1" },
    { name: "went on", value: sessions - contacted - lost, className: "bg-chart-1/25" },
    { name: "left", value: lost, className: "bg-chart-2/60" },
  ];
  return (
    <li className="flex min-w-0 flex-col bg-surface px-5 py-4 sm:px-6 lg:px-4">
      <h3 className="text-muted text-sm">{ORDINALS[step.step - 1]}</h3>
      <p className="mt-1 flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium text-2xl text-ink tabular-nums tracking-tight">
          {format.count(sessions)}
        </span>{" "}
        <span className="text-faint text-xs tabular-nums">
          {sessions === all ? "visits" : `${format.rate(sessions / all)} of all`}
        </span>
      </p>
      {/* As high as the part of all visits that came so far; on a phone as wide. */}
      <div aria-hidden="true" className="mt-3 flex items-end max-lg:h-3 lg:h-40">
        <div
          className="flex min-h-1 min-w-1 gap-px overflow-hidden rounded-md max-lg:h-full max-lg:w-(--part) lg:h-(--part) lg:w-full lg:flex-col"
          style={{ "--part": `${(sessions / all) * 100}%` } as React.CSSProperties}
        >
          {parts
            .filter(({ value }) => value > 0)
            .map(({ name, value, className }) => (
              <span key={name} className={className} style={{ flexGrow: value, flexBasis: 0 }} />
            ))}
        </div>
      </div>
      <dl className="mt-3 grid gap-1 text-sm">
        {parts.map(({ name, value }) => (
          <div key={name} className="flex justify-between gap-2">
            <dt className="text-muted">{name}</dt>
            <dd className="whitespace-nowrap text-ink tabular-nums">
              {format.count(value)} <span className="text-faint">{format.rate(value / sessions)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <ul aria-label={`Pages at this step`} className="mt-3 grid gap-1.5 border-line border-t pt-3 text-sm">
        {pages.map((page) => (
          <li key={page.page} className="grid gap-1">
            <span className="flex justify-between gap-2">
              <span className="truncate text-ink">{pageName(page.page)}</span>
              <span className="text-muted tabular-nums">{format.count(page.sessions)}</span>
            </span>
            <span
              aria-hidden="true"
              className="flex h-1 gap-px"
              style={{ width: `${(page.sessions / sessions) * 100}%` }}
            >
              {[
                { value: page.contacted, className: "bg-chart-1" },
                { value: page.sessions - page.contacted - page.lost, className: "bg-chart-1/25" },
                { value: page.lost, className: "bg-chart-2/60" },
              ].map(
                ({ value, className }) =>
                  value > 0 && (
                    <span
                      key={className}
                      className={`rounded-full ${className}`}
                      style={{ flexGrow: value, flexBasis: 0 }}
                    />
                  ),
              )}
            </span>
          </li>
        ))}
        {more > 0 && <li className="text-faint text-xs">and {format.count(more)} more</li>}
      </ul>
    </li>
  );
}

/** The way of share links: sent, opened, looked at, tapped, and an app that opened. */
function FunnelPanel({ funnel, format }: { funnel: Journeys["funnel"]; format: Format }) {
  const stages = [
    ...(funnel.sent
      ? [{ name: "Sent", note: sentNote(funnel, format), shares: funnel.sent.shares, sessions: null }]
      : []),
    { name: "Opened", note: "a visit came by it", ...funnel.opened },
    { name: "Looked at", note: "two pages, a tap or ten seconds", ...funnel.looked },
    { name: "Tapped", note: "a contact method", ...funnel.tapped },
    { name: "App opened", note: "as far as a browser tells", ...funnel.app_opened },
  ];
  const all = stages[0]?.shares ?? 0;
  return (
    <Panel
      title="What becomes of a share link"
      description="Links, each counted once, and the visits by them"
      flush
    >
      {all === 0 ? (
        <EmptyState title="No share link was sent or opened in this period">
          Give each person or place a link of its own to follow it from sent to contacted.
        </EmptyState>
      ) : (
        <ol className="grid gap-4 px-5 pb-5 sm:px-6">
          {stages.map(({ name, note, shares, sessions }, place) => {
            const before = stages[place - 1]?.shares;
            return (
              <li key={name} className="grid gap-1.5">
                <span className="flex items-baseline justify-between gap-3">
                  <span className="min-w-0">
                    <span className="text-[15px] text-ink">{name}</span>{" "}
                    <span className="text-faint text-xs">{note}</span>
                  </span>
                  <span className="whitespace-nowrap text-ink tabular-nums">
                    {format.count(shares)}
                    <span className="text-faint text-xs">
                      {" "}
                      {before ? format.rate(shares / before) : shares === 1 ? "link" : "links"}
                    </span>
                  </span>
                </span>
                <span aria-hidden="true" className="h-6 overflow-hidden rounded-md bg-sunken">
                  <span
                    className="block h-full rounded-md bg-chart-1"
                    style={{ width: `${(shares / all) * 100}%`, opacity: 1 - place * 0.14 }}
                  />
                </span>
                {sessions !== null && (
                  <span className="text-muted text-xs tabular-nums">
                    {format.count(sessions)} {sessions === 1 ? "visit" : "visits"}
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {!funnel.sent && (
        <p className="border-line border-t px-5 py-3 text-faint text-xs leading-relaxed sm:px-6">
          How many were sent cannot be told under these filters: a preview says nothing of a device, a country
          or a page.
        </p>
      )}
    </Panel>
  );
}

function sentNote({ previews, sent }: Journeys["funnel"], format: Format): string {
  return previews === sent?.shares
    ? "a preview of it was fetched"
    : `${format.count(previews ?? 0)} by a preview, the others since they were opened`;
}

/** How these numbers were computed, below them. */
function CountedFromRaw({ journeys, format }: { journeys: Journeys; format: Format }) {
  const { provenance, owner, computed_at } = journeys;
  const { live_days, empty_days, gone_days } = provenance;
  return (
    <footer className="px-1 pt-2 pb-10 text-faint text-xs leading-relaxed">
      {[
        `${format.count(live_days.length)} ${live_days.length === 1 ? "day" : "days"} counted from raw events`,
        empty_days > 0 && `${format.count(empty_days)} without events`,
        gone_days.length > 0 &&
          `${format.count(gone_days.length)} not counted, since raw events are no longer kept`,
      ]
        .filter(Boolean)
        .join(" · ")}
      . Computed at {format.time(computed_at)}. Days and times are those of {owner.time_zone}. A visit belongs
      to the day it began.
    </footer>
  );
}
