"use client";

import { CalendarDays, GitCompareArrows } from "lucide-react";
import { FilterButton } from "#components/filters/filter-button.tsx";
import { useFilters } from "#components/filters/filter-context.tsx";
import { COMPARE_LABELS, rangeLabel } from "#components/filters/labels.ts";
import type { Compare, Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

const COMPARES: readonly Compare[] = ["previous", "year", "none"];

/** Which days, and which others they are held against. */
export function PeriodFilters({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { query } = useFilters();
  return (
    <>
      <FilterButton
        label="Period"
        icon={<CalendarDays aria-hidden="true" />}
        choices={() => ({ period: dashboard.period })}
      >
        {rangeLabel(query.range, dashboard, format)}
      </FilterButton>
      <FilterButton
        label="Compared with"
        icon={<GitCompareArrows aria-hidden="true" />}
        choices={() => ({
          name: "comparisons",
          options: COMPARES.map((compare) => ({
            key: compare,
            label: COMPARE_LABELS[compare],
            change: { compare },
            chosen: query.compare === compare,
          })),
        })}
      >
        {COMPARE_LABELS[query.compare]}
      </FilterButton>
    </>
  );
}
