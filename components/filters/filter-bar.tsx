"use client";

import { UserRound, UsersRound, X } from "lucide-react";
import { FilterButton } from "#components/filters/filter-button.tsx";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { contactLabel, groupLabel } from "#components/filters/labels.ts";
import { PeriodFilters } from "#components/filters/period-filters.tsx";
import { ROW_LABELS, rowLabel } from "#components/filters/row-label.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Query } from "#lib/analytics/query.ts";

/** Period, comparison, group and contact; what narrows the numbers also stands beside them as a removable chip. */
export function FilterBar({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { query } = useFilters();
  const { groups, contacts } = dashboard.options;
  // A contact lies in one group: under a group's filter the others could show nothing.
  const codes = contacts
    .filter((contact) => query.group === null || contact.group_code === query.group)
    .map((contact) => contact.share_code);
  if (!query.group) codes.push("");
  return (
    <search
      aria-label="Filters"
      className="grid min-w-0 grid-cols-2 items-center gap-2 max-sm:w-full sm:flex sm:flex-wrap"
    >
      <PeriodFilters dashboard={dashboard} format={format} />
      <FilterButton
        label="Filter by group"
        icon={<UsersRound aria-hidden="true" />}
        choices={() => ({
          name: "groups",
          options: [...groups.map((group) => group.group_code), ""].map((group) => ({
            key: group,
            label: groupLabel(dashboard, group),
            change: { group, contact: null },
            chosen: query.group === group,
          })),
        })}
      >
        Group
      </FilterButton>
      <FilterButton
        label="Filter by contact"
        icon={<UserRound aria-hidden="true" />}
        choices={() => ({
          name: "contacts",
          options: codes.map((contact) => ({
            key: contact,
            label: contactLabel(dashboard, contact),
            hint: contactGroup(dashboard, contact),
            change: { contact },
            chosen: query.contact === contact,
          })),
        })}
      >
        Contact
      </FilterButton>
      {query.group !== null && (
        <Chip kind="Group" change={{ group: null }}>
          {groupLabel(dashboard, query.group)}
        </Chip>
      )}
      {query.contact !== null && (
        <Chip kind="Contact" change={{ contact: null }}>
          {contactLabel(dashboard, query.contact)}
        </Chip>
      )}
      {query.row !== null && (
        <Chip kind={ROW_LABELS[query.row.kind]} change={{ row: null }}>
          {rowLabel(query.row, format)}
        </Chip>
      )}
    </search>
  );
}

function contactGroup({ options }: Dashboard, code: string): string | undefined {
  const group = options.contacts.find((contact) => contact.share_code === code)?.group_code;
  return options.groups.find(({ group_code }) => group_code === group)?.name;
}

/** The chip goes with its filter, so the focus moves on to what stays, or it would be lost. */
function focusFilters(): void {
  document.querySelector<HTMLElement>("search button")?.focus();
}

function Chip({ kind, change, children }: { kind: string; change: Partial<Query>; children: string }) {
  return (
    <span className="inline-flex h-9 min-w-0 max-w-full items-center gap-1.5 max-sm:col-span-2 rounded-lg bg-accent-soft pr-1 pl-3 text-ink text-sm">
      <span className="shrink-0 text-muted">{kind}</span>
      <span className="truncate font-medium">{children}</span>
      <FilterLink
        change={change}
        onNavigate={focusFilters}
        aria-label={`Remove filter ${kind}: ${children}`}
        className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-surface hover:text-ink"
      >
        <X aria-hidden="true" className="size-4" />
      </FilterLink>
    </span>
  );
}
