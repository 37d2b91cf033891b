import { lazy, type ReactNode, Suspense } from "react";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { conditionLabel, FIELD_LABELS } from "#components/filters/labels.ts";
import { buttonStyle, LinkButton } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { conditionsOf, NO_CONDITIONS } from "#lib/analytics/query.ts";
import { cardAddress } from "#lib/owners/codes.ts";

// By itself, because whoever has visits loads this file, too, and never sees the guide.
const InstallGuide = lazy(async () => ({
  default: (await import("#components/settings/install-guide.tsx")).InstallGuide,
}));

/** Where an owner's card stands, for whoever has no visit yet. */
export type CardPlace = { cardUrl: string | null; isMade: boolean };

type FirstStepsProps = { userCode: string; origin: string; place: CardPlace };

/** How to get the first visit, before there is one. The default export, because it is loaded lazily. */
export default function FirstSteps({ userCode, origin, place }: FirstStepsProps) {
  const base = `/dashboard/${encodeURIComponent(userCode)}`;
  return (
    <Panel className="py-4 sm:py-8">
      <div className="mx-auto grid max-w-2xl gap-8 [&>*]:min-w-0">
        <div>
          <h2 className="font-serif text-2xl text-ink tracking-tight">Get your first visit</h2>
          <p className="mt-2 text-[15px] text-muted leading-relaxed">
            Two steps, and you see who opens your card and what they tap. There is no cookie, and nothing is
            stored on your visitors&rsquo; devices but what still has to be sent.
          </p>
        </div>
        <ol className="grid gap-8">
          {place.cardUrl ? (
            <Step number={1} title="Put one line on your site">
              <Suspense>
                <InstallGuide origin={origin} userCode={userCode} />
              </Suspense>
            </Step>
          ) : (
            <Step number={1} title={place.isMade ? "Your card is ready" : "Make your card"}>
              <p className="text-muted text-sm leading-relaxed">
                {place.isMade
                  ? "Have a look at it as your visitors see it; that is a visit, too."
                  : "Name, picture and how people reach you: it takes two minutes."}
              </p>
              <div className="mt-3 flex flex-wrap gap-2">
                {place.isMade && (
                  <LinkButton href={cardAddress("", userCode)} target="_blank" size="sm">
                    Open your card
                  </LinkButton>
                )}
                <LinkButton href={`${base}/card`} variant={place.isMade ? "secondary" : "primary"} size="sm">
                  {place.isMade ? "Change it" : "Make your card"}
                </LinkButton>
                {!place.isMade && (
                  <LinkButton href={`${base}/settings`} variant="secondary" size="sm">
                    It is on a site of my own
                  </LinkButton>
                )}
              </div>
            </Step>
          )}
          <Step number={2} title="Give somebody a link of their own">
            <p className="text-muted text-sm leading-relaxed">
              A name and a group, and you have a link and a QR code. Scan it with your phone to try it.
            </p>
            <div className="mt-3">
              <LinkButton href={`${base}/shares?new`} variant="secondary" size="sm">
                Make your first share
              </LinkButton>
            </div>
          </Step>
        </ol>
        <p
          role="status"
          className="flex items-center gap-3 rounded-xl bg-sunken px-4 py-3 text-muted text-sm"
        >
          <span aria-hidden="true" className="relative flex size-2 shrink-0">
            <span className="absolute inline-flex size-full rounded-full bg-accent opacity-60 motion-safe:animate-ping" />
            <span className="relative inline-flex size-2 rounded-full bg-accent" />
          </span>
          Waiting for your first visit. This page shows it by itself, within half a minute.
        </p>
      </div>
    </Panel>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[2rem_1fr] gap-x-3">
      <span
        aria-hidden="true"
        className="grid size-7 place-items-center rounded-full border border-line-strong font-serif text-muted text-sm"
      >
        {number}
      </span>
      <div className="min-w-0">
        <h3 className="mb-3 pt-0.5 font-medium text-[15px] text-ink">{title}</h3>
        {children}
      </div>
    </li>
  );
}

/** In place of the panels when nothing is counted: says under which period and filters, with links that remove them. */
export function NoVisits({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { query } = useFilters();
  const { period, owner, options } = dashboard;
  const filtered = conditionsOf(query).map((condition) => {
    const not = condition[0] === "is_not" ? "not " : "";
    return `${not}${FIELD_LABELS[condition[1]].toLowerCase()} “${conditionLabel(condition, dashboard, format)}”`;
  });
  const days =
    period.from === period.to
      ? `on ${format.dayAndYear(period.to)}`
      : `in ${format.range(period.from, period.to)}`;
  return (
    <Panel>
      <EmptyState
        className="py-16"
        title={`No visits ${days}${filtered.length > 0 ? ` for ${filtered.join(" and ")}` : ""}`}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {filtered.length > 0 && options.whole && (
              <FilterLink change={NO_CONDITIONS} className={buttonStyle({ size: "sm" })}>
                Show everyone
              </FilterLink>
            )}
            {options.from === null && (
              <FilterLink
                change={{ range: { kind: "period", period: "all" } }}
                className={buttonStyle({
                  size: "sm",
                  variant: filtered.length > 0 ? "secondary" : "primary",
                })}
              >
                Show all time
              </FilterLink>
            )}
          </div>
        }
      >
        {owner.first_date &&
          `The first visit Daybook has counted was on ${format.dayAndYear(owner.first_date)}. `}
        Visits appear here a few seconds after they happen.
      </EmptyState>
    </Panel>
  );
}
