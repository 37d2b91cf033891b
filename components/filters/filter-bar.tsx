"use client";

import {
  Bookmark,
  CalendarDays,
  ChevronDown,
  GitCompareArrows,
  ListFilter,
  UserRound,
  UsersRound,
  X,
} from "lucide-react";
import { lazy, type ReactNode } from "react";
import type { Choices } from "#components/filters/filter-choices.tsx";
import { FilterLink, type SegmentActions, useFilters } from "#components/filters/filter-context.tsx";
import {
  COMPARISON_LABELS,
  COMPARISONS,
  conditionLabel,
  contactLabel,
  FIELD_LABELS,
  groupLabel,
  rangeLabel,
} from "#components/filters/labels.ts";
import { PopoverButton } from "#components/ui/popover-button.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { asConditions, type Condition, conditionsOf } from "#lib/analytics/query.ts";

const loadChoices = () => import("#components/filters/filter-choices.tsx");
const FilterChoices = lazy(loadChoices);
const loadEditor = () => import("#components/filters/filter-editor.tsx");
const FilterEditor = lazy(loadEditor);
const Segments = lazy(() => loadEditor().then((editor) => ({ default: editor.Segments })));

type FilterBarProps = {
  dashboard: Dashboard;
  format: Format;
  segmentActions?: SegmentActions | undefined;
  /** Whether other days are compared with. */
  hasComparison?: boolean;
};

/** The filters of the overview: period, comparison, and what visits must be. Those that are on stand there as removable chips. */
export function FilterBar({ dashboard, format, segmentActions, hasComparison = true }: FilterBarProps) {
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
  const conditions = conditionsOf(query);
  // What may only be seen under a filter by group or contact keeps one.
  const keepsFilter =
    !whole &&
    !isPublic &&
    conditions.filter(([, field]) => field === "group" || field === "contact").length < 2;
  return (
    <search
      aria-label="Filters"
      className="grid min-w-0 grid-cols-2 items-center gap-2 max-sm:w-full sm:flex sm:flex-wrap"
    >
      <PeriodFilters dashboard={dashboard} format={format} hasComparison={hasComparison} />
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
              // Of a contact alone daily totals are kept; together with its group every day would have to be counted.
              change: { contact, group: null },
              chosen: query.contact === contact,
            })),
          })}
        >
          Contact
        </FilterButton>
      )}
      <PopoverButton
        load={loadEditor}
        renderPopover={(anchor, close) => (
          <FilterEditor anchor={anchor} dashboard={dashboard} format={format} onClose={close} />
        )}
        className={BUTTON}
      >
        <ListFilter aria-hidden="true" />
        <span className="sr-only">Add a filter: </span>
        <span className="truncate">Filter</span>
        <ChevronDown aria-hidden="true" />
      </PopoverButton>
      {!isPublic && (dashboard.options.segments.length > 0 || segmentActions) && (
        <PopoverButton
          load={loadEditor}
          renderPopover={(anchor, close) => (
            <Segments
              anchor={anchor}
              dashboard={dashboard}
              {...(segmentActions && { actions: segmentActions })}
              onClose={close}
            />
          )}
          className={BUTTON}
        >
          <Bookmark aria-hidden="true" />
          <span className="truncate">Segments</span>
          <ChevronDown aria-hidden="true" />
        </PopoverButton>
      )}
      {conditions.map((condition, place) => (
        <Chip
          key={condition.slice(0, 2).join(" ")}
          condition={condition}
          without={
            keepsFilter && (condition[1] === "group" || condition[1] === "contact")
              ? null
              : conditions.toSpliced(place, 1)
          }
          dashboard={dashboard}
          format={format}
        />
      ))}
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
  hasComparison?: boolean;
};

const ALL_DAYS = { from: null, to: null };

/** The period, and the days it is compared with. */
export function PeriodFilters({ dashboard, format, hasComparison = true }: PeriodFiltersProps) {
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
      {hasComparison && (
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
      )}
    </>
  );
}

/** The look of what opens a filter's choices. */
const BUTTON =
  "inline-flex h-9 min-w-0 max-w-full cursor-pointer items-center gap-2 rounded-lg border border-line bg-surface px-3 text-ink text-sm transition-colors hover:border-line-strong aria-expanded:border-line-strong aria-expanded:bg-sunken [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-faint [&>svg:last-child]:ml-auto";

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
      className={BUTTON}
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

type ChipProps = {
  condition: Condition;
  /** All conditions but this one; null: it has to stay. */
  without: Condition[] | null;
  dashboard: Dashboard;
  format: Format;
};

/** A condition that is asked for: pressed it can be changed, and a button removes it, unless it has to stay. */
function Chip({ condition, without, dashboard, format }: ChipProps) {
  const [operator, field] = condition;
  const values = conditionLabel(condition, dashboard, format);
  const name = `${FIELD_LABELS[field]}${operator === "is_not" ? " is not" : ""}`;
  return (
    <span className="inline-flex h-9 min-w-0 max-w-full items-center rounded-lg bg-accent-soft text-ink text-sm has-[a]:pr-1 max-sm:col-span-2">
      <PopoverButton
        load={loadEditor}
        renderPopover={(anchor, close) => (
          <FilterEditor
            anchor={anchor}
            edited={condition}
            dashboard={dashboard}
            format={format}
            onClose={close}
          />
        )}
        className="flex h-full min-w-0 cursor-pointer items-center gap-1.5 rounded-lg px-3 hover:bg-line/40"
      >
        <span className="sr-only">Change filter </span>
        <span className={`shrink-0 ${operator === "is_not" ? "text-bad" : "text-muted"}`}>{name}</span>{" "}
        <span className="truncate font-medium">{values}</span>
      </PopoverButton>
      {without && (
        <FilterLink
          change={asConditions(without)}
          onNavigate={focusFilters}
          aria-label={`Remove filter ${name}: ${values}`}
          className="grid size-7 shrink-0 place-items-center rounded-md text-muted hover:bg-surface hover:text-ink"
        >
          <X aria-hidden="true" className="size-4" />
        </FilterLink>
      )}
    </span>
  );
}
