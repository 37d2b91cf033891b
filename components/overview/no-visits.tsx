import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { contactLabel, groupLabel } from "#components/filters/labels.ts";
import { buttonStyle } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

/** In place of the panels when nothing is counted: says under which period and filters, with links that remove them. */
export function NoVisits({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { query } = useFilters();
  const { period, owner } = dashboard;
  const filtered = [
    query.group !== null && `group “${groupLabel(dashboard, query.group)}”`,
    query.contact !== null && `contact “${contactLabel(dashboard, query.contact)}”`,
  ].filter(Boolean);
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
            {filtered.length > 0 && (
              <FilterLink
                change={{ group: null, contact: null, row: null }}
                className={buttonStyle({ size: "sm" })}
              >
                Show everyone
              </FilterLink>
            )}
            <FilterLink
              change={{ range: { kind: "period", period: "all" } }}
              className={buttonStyle({ size: "sm", variant: filtered.length > 0 ? "secondary" : "primary" })}
            >
              Show all time
            </FilterLink>
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
