"use client";

import { CalendarDays, ChevronDown, GitCompareArrows, UserRound, UsersRound, X } from "lucide-react";
import { lazy, type ReactNode } from "react";
import type { Choices } from "#components/filters/filter-choices.tsx";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import {
  COMPARISON_LABELS,
  COMPARISONS,
  contactLabel,
  groupLabel,
  KIND_LABELS,
  rangeLabel,
  valueLabel,
} from "#components/filters/labels.ts";
import { PopoverButton } from "#components/ui/popover-button.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Query } from "#lib/analytics/query.ts";

const loadChoices = () => import("#components/filters/filter-choices.tsx");
const FilterChoices = lazy(loadChoices);

type FilterBarProps = { dashboard: Dashboard; format: Format };

/** The filters of the overview: period, comparison, group and contact. Those that are on stand there as removable chips. */
export function FilterBar({ dashboard, format }: FilterBarProps) {
  const { query, isPublic } = useFilters();
  const { whole, names, groups, contacts } = dashboard.options;
  // A contact lies in one group, so under a group's filter the contacts of others are not offered: but to whoever may only see
  // some groups and contacts, and so could not leave the group's filter.
  const codes = contacts
    .filter((contact) => !whole || query.group === null || contact.group_code === query.group)
    .map((contact) => contact.share_code);
  if (whole && names && !query.group) codes.push("");
  const groupCodes = groups.map((group) => group.group_code);
  if (whole) groupCodes.push("");
  // What may only be seen under a filter keeps one.
  const keepsFilter = !whole && !isPublic && (query.group === null || query.contact === null);
  return (
    <search
      aria-label="Filters"
      className="grid min-w-0 grid-cols-2 items-center gap-2 max-sm:w-full sm:flex sm:flex-wrap"
    >
      <PeriodFilters dashboard={dashboard} format={format} />
      {(whole || !isPublic) && (
        <FilterButton
          label="Filter by group"
          icon={<UsersRound aria-hidden="true" />}
          choices={() => ({
            name: "groups",
            options: groupCodes.map((group) => ({
              key: group,
              label: groupLabel(dashboard, group),
              change: { group, contact: null },
              chosen: query.group === group,
            })),
          })}
        >
          Group
        </FilterButton>
      )}
      {(codes.length > 0 || !isPublic) && (
        <FilterButton
          label="Filter by contact"
          icon={<UserRound aria-hidden="true" />}
          choices={() => ({
            name: "contacts",
            options: codes.map((contact) => ({
              key: contact,
              label: contactLabel(dashboard, contact),
              hint: groupOfContact(dashboard, contact),
              change: whole ? { contact } : { contact, group: null },
              chosen: query.contact === contact,
            })),
          })}
        >
          Contact
        </FilterButton>
      )}
      {query.group !== null && (
        <Chip kind="Group" change={keepsFilter ? null : { group: null }}>
          {groupLabel(dashboard, query.group)}
        </Chip>
      )}
      {query.contact !== null && (
        <Chip kind="Contact" change={keepsFilter ? null : { contact: null }}>
          {contactLabel(dashboard, query.contact)}
        </Chip>
      )}
      {query.row !== null && (
        <Chip kind={KIND_LABELS[query.row.kind]} change={{ row: null }}>
          {valueLabel(query.row, format)}
        </Chip>
      )}
    </search>
  );
}

function groupOfContact({ options }: Dashboard, code: string): string | undefined {
  const group = options.contacts.find((contact) => contact.share_code === code)?.group_code;
  return options.groups.find(({ group_code }) => group_code === group)?.name;
}

type PeriodFiltersProps = {
  dashboard: Pick<Dashboard, "period"> & {
    /** The days that may be asked for, where not all may. */
    options?: Pick<Dashboard["options"], "from" | "to">;
  };
  format: Format;
};

const ALL_DAYS = { from: null, to: null };

/** The period, and the days it is compared with. */
export function PeriodFilters({ dashboard, format }: PeriodFiltersProps) {
  const { query } = useFilters();
  return (
    <>
      <FilterButton
        label="Period"
        icon={<CalendarDays aria-hidden="true" />}
        choices={() => ({ period: dashboard.period, within: dashboard.options ?? ALL_DAYS })}
      >
        {rangeLabel(query.range, dashboard, format)}
      </FilterButton>
      <FilterButton
        label="Compared with"
        icon={<GitCompareArrows aria-hidden="true" />}
        choices={() => ({
          name: "comparisons",
          options: COMPARISONS.map((compare) => ({
            key: compare,
            label: COMPARISON_LABELS[compare],
            change: { compare },
            chosen: query.compare === compare,
          })),
        })}
      >
        {COMPARISON_LABELS[query.compare]}
      </FilterButton>
    </>
  );
}

type FilterButtonProps = {
  /** What the button says: what is chosen now, or what can be. */
  children: ReactNode;
  icon: ReactNode;
  /** What this filter chooses, for assistive technology. */
  label: string;
  /** Called when the button is pressed. */
  choices: () => Choices;
};

/** Opens a filter's choices below it. */
function FilterButton({ children, icon, label, choices }: FilterButtonProps) {
  return (
    <PopoverButton
      load={loadChoices}
      renderPopover={(anchor, close) => (
        <FilterChoices anchor={anchor} label={label} choices={choices()} onClose={close} />
      )}
      className="inline-flex h-9 min-w-0 max-w-full cursor-pointer items-center gap-2 rounded-lg border border-line bg-surface px-3 text-ink text-sm transition-colors hover:border-line-strong aria-expanded:border-line-strong aria-expanded:bg-sunken [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-faint [&>svg:last-child]:ml-auto"
    >
      {icon}
      <span className="sr-only">{label}: </span>
      <span className="truncate">{children}</span>
      <ChevronDown aria-hidden="true" />
    </PopoverButton>
  );
}

/** Moves the focus to the filters that stay: the chip that had it is gone with its filter. */
function focusFilters(): void {
  document.querySelector<HTMLElement>("search button")?.focus();
}

/** A filter that is on, with a button that removes it, unless it has to stay. */
function Chip({ kind, change, children }: { kind: string; change: Partial<Query> | null; children: string }) {
  return (
    <span className="inline-flex h-9 min-w-0 max-w-full items-center gap-1.5 max-sm:col-span-2 rounded-lg bg-accent-soft px-3 text-ink text-sm has-[a]:pr-1">
      <span className="shrink-0 text-muted">{kind}</span>
      <span className="truncate font-medium">{children}</span>
      {change && (
        <FilterLink
          change={change}
          onNavigate={focusFilters}
          aria-label={`Remove filter ${kind}: ${children}`}
          className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-surface hover:text-ink"
        >
          <X aria-hidden="true" className="size-4" />
        </FilterLink>
      )}
    </span>
  );
}
