"use client";

import type { ReactNode } from "react";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import type { Row } from "#lib/analytics/dashboard.ts";

type RowLinkProps = { row: Row; className?: string; children: ReactNode };

/** A row's name, which shows that row by itself, or everything again. The whole row can be pressed (`relative`). */
export function RowLink({ row, className, children }: RowLinkProps) {
  const { query } = useFilters();
  const chosen = query.row?.kind === row.kind && query.row.value === row.value;
  return (
    <FilterLink
      change={{ row: chosen ? null : row }}
      aria-current={chosen ? "true" : undefined}
      title={chosen ? "Show everything again" : "Show only this"}
      className={`${className ?? ""} after:absolute after:inset-0`}
    >
      {children}
    </FilterLink>
  );
}
