"use client";

import { ArrowLeft, X } from "lucide-react";
import { type FormEvent, type RefObject, useEffect, useState } from "react";
import { FilterLink, type SegmentActions, useFilters } from "#components/filters/filter-context.tsx";
import { FIELD_LABELS, filterValueLabel } from "#components/filters/labels.ts";
import { ActionForm } from "#components/ui/action-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { OptionList } from "#components/ui/option-list.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import {
  asConditions,
  type Condition,
  conditionsOf,
  FILTER_FIELDS,
  type FilterField,
  writeFilters,
} from "#lib/analytics/query.ts";

type FilterEditorProps = {
  anchor: RefObject<HTMLElement | null>;
  /** The condition that is changed; absent: a new one is made. */
  edited?: Condition;
  dashboard: Dashboard;
  format: Format;
  onClose: () => void;
};

/** Chooses what visits must be, or not be: first by what, then the values. The default export, because it is loaded lazily. */
export default function FilterEditor({ anchor, edited, dashboard, format, onClose }: FilterEditorProps) {
  const [field, setField] = useState<FilterField | null>(edited?.[1] ?? null);
  const { names } = dashboard.options;
  return (
    <Popover anchor={anchor} label={edited ? "Change a filter" : "Add a filter"} onClose={onClose}>
      {field === null ? (
        <OptionList
          label="filters"
          options={FILTER_FIELDS.filter((name) => names || name !== "contact").map((name) => ({
            key: name,
            label: FIELD_LABELS[name],
            chosen: false,
            field: name,
          }))}
        >
          {(option, link) => (
            <button
              type="button"
              {...link}
              onClick={() => setField(option.field)}
              className={`${link.className} w-full cursor-pointer text-left`}
            />
          )}
        </OptionList>
      ) : (
        <ValuesForm
          key={field}
          field={field}
          edited={edited}
          dashboard={dashboard}
          format={format}
          onBack={edited ? null : () => setField(null)}
          onDone={onClose}
        />
      )}
    </Popover>
  );
}

type ValuesFormProps = Pick<FilterEditorProps, "edited" | "dashboard" | "format"> & {
  field: FilterField;
  onBack: (() => void) | null;
  onDone: () => void;
};

/** Fields of which any value can be asked for, whether a list shows it or not. */
const isOpen = (field: FilterField) => !["group", "contact", "visit", "device", "channel"].includes(field);

/** No more values are drawn at once. */
const SHOWN = 60;

function ValuesForm({ field, edited, dashboard, format, onBack, onDone }: ValuesFormProps) {
  const { query, go } = useFilters();
  const [isNot, setIsNot] = useState(edited?.[0] === "is_not");
  const [chosen, setChosen] = useState<readonly string[]>(edited?.[2] ?? []);
  const [search, setSearch] = useState("");
  const offered = useOffered(field, dashboard);
  const sessions = new Map(offered.map((one) => [one.value, one.sessions]));
  const values = [...new Set([...chosen, ...offered.map(({ value }) => value)])];
  const labelOf = (value: string) => filterValueLabel(field, value, dashboard, format);
  const wanted = search.trim();
  const found = values.filter((value) =>
    `${labelOf(value)} ${value}`.toLocaleLowerCase().includes(wanted.toLocaleLowerCase()),
  );
  const toggle = (value: string) =>
    setChosen((before) =>
      before.includes(value) ? before.filter((one) => one !== value) : [...before, value],
    );
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length === 0) return;
    const operator = isNot ? "is_not" : "is";
    const others = conditionsOf(query).filter(
      ([of, name]) => !(name === field && (of === operator || of === edited?.[0])),
    );
    onDone();
    go(asConditions([...others, [operator, field, [...chosen]]]));
  };
  return (
    <form onSubmit={apply} className="grid gap-2 p-1">
      <div className="flex items-center gap-1.5">
        {onBack && (
          <button
            type="button"
            onClick={onBack}
            aria-label="All filters"
            className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
          >
            <ArrowLeft aria-hidden="true" className="size-4" />
          </button>
        )}
        <span className="min-w-0 flex-1 truncate px-1 font-medium text-ink text-sm">
          {FIELD_LABELS[field]}
        </span>
        <fieldset className="flex rounded-lg bg-sunken p-0.5">
          <legend className="sr-only">Whether visits must be one of these</legend>
          {(["is", "is not"] as const).map((name) => (
            <label
              key={name}
              className="cursor-pointer rounded-md px-2.5 py-1 text-muted text-sm has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="operator"
                className="sr-only"
                checked={isNot === (name === "is not")}
                onChange={() => setIsNot(name === "is not")}
              />
              {name}
            </label>
          ))}
        </fieldset>
      </div>
      {(values.length > 8 || isOpen(field)) && (
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={`Search ${FIELD_LABELS[field]}`}
          placeholder={isOpen(field) ? "Search, or type a value…" : "Search…"}
          className="h-9 w-full rounded-lg border border-line bg-paper px-3 text-base text-ink placeholder:text-faint sm:text-sm"
        />
      )}
      <ul className="max-h-64 overflow-y-auto">
        {found.slice(0, SHOWN).map((value) => (
          <li key={value}>
            <label className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-lg px-2 py-1.5 text-ink text-sm hover:bg-sunken">
              <input
                type="checkbox"
                checked={chosen.includes(value)}
                onChange={() => toggle(value)}
                className="size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0 flex-1 truncate">{labelOf(value)}</span>
              {sessions.get(value) !== undefined && (
                <span className="shrink-0 text-faint text-xs tabular-nums">
                  {format.count(sessions.get(value) ?? 0)}
                  <span className="sr-only"> sessions</span>
                </span>
              )}
            </label>
          </li>
        ))}
        {isOpen(field) && wanted !== "" && !values.includes(wanted) && (
          <li>
            <button
              type="button"
              onClick={() => {
                toggle(wanted);
                setSearch("");
              }}
              className="flex min-h-9 w-full cursor-pointer items-center rounded-lg px-2 py-1.5 text-left text-ink text-sm hover:bg-sunken"
            >
              <span className="truncate">Use “{wanted}”</span>
            </button>
          </li>
        )}
      </ul>
      {found.length === 0 && wanted === "" && (
        <p className="px-2 pb-2 text-muted text-sm">Nothing to choose from in this period.</p>
      )}
      <Button type="submit" size="sm" disabled={chosen.length === 0}>
        {chosen.length === 0 ? "Choose some" : "Show these visits"}
      </Button>
    </form>
  );
}

type Offered = { value: string; sessions?: number };

/** The values that a field can be asked for: those of the page, or where it is filtered by this field already, those without that. */
function useOffered(field: FilterField, dashboard: Dashboard): Offered[] {
  const { query, numbersHref } = useFilters();
  const others = conditionsOf(query).filter(([, name]) => name !== field);
  const isFiltered = others.length < conditionsOf(query).length;
  const address = isFiltered && numbersHref({ ...query, compare: "none", ...asConditions(others) });
  const [answer, setAnswer] = useState<Dashboard | null>(null);
  useEffect(() => {
    if (!address) return;
    const stop = new AbortController();
    // What cannot be read now leaves the values that the page knows.
    fetch(address, { signal: stop.signal })
      .then((response) => (response.ok ? response.json() : null))
      .then(setAnswer, () => {});
    return () => stop.abort();
  }, [address]);
  return offeredBy(field, answer ?? dashboard);
}

function offeredBy(field: FilterField, { options, pages, targets, dimensions }: Dashboard): Offered[] {
  switch (field) {
    case "group":
      return [...options.groups.map(({ group_code }) => ({ value: group_code })), { value: "" }];
    case "contact":
      return [...options.contacts.map(({ share_code }) => ({ value: share_code })), { value: "" }];
    case "visit":
      return [{ value: "new" }, { value: "returned" }];
    case "page":
      return pages.rows.map(({ page, sessions }) => ({ value: page, sessions }));
    case "target":
      return targets.rows.map(({ target, sessions }) => ({ value: target, sessions }));
    default:
      return dimensions[field].rows.filter(({ value }) => value !== "(other)");
  }
}

type SegmentsProps = {
  anchor: RefObject<HTMLElement | null>;
  dashboard: Dashboard;
  /** Absent: whoever looks may only use them. */
  actions?: SegmentActions;
  onClose: () => void;
};

/** The saved filters, to use one, and for those who may, to save what is chosen now or forget one. */
export function Segments({ anchor, dashboard, actions, onClose }: SegmentsProps) {
  const { query } = useFilters();
  const { segments } = dashboard.options;
  const now = conditionsOf(query);
  const isNow = (filters: Condition[]) => writeFilters(filters) === writeFilters(now);
  return (
    <Popover anchor={anchor} label="Segments" onClose={onClose}>
      {segments.length === 0 && (
        <p className="px-2.5 py-2 text-muted text-sm leading-snug">
          {actions
            ? "No filters are saved yet. Choose some, give them a name, and they are here for everybody who sees this card."
            : "No filters are saved yet."}
        </p>
      )}
      {segments.length > 0 && (
        <OptionList
          label="segments"
          options={segments.map(({ name, filters }) => ({
            key: name,
            label: name,
            chosen: isNow(filters),
            filters,
          }))}
        >
          {(option, link) => (
            <div className="flex items-center">
              <FilterLink
                {...link}
                className={`${link.className} min-w-0 flex-1`}
                change={asConditions(option.filters)}
                onNavigate={onClose}
              />
              {actions && (
                <ActionForm action={actions.remove}>
                  {({ pending }) => (
                    <>
                      <input type="hidden" name="name" value={option.label} />
                      <button
                        type="submit"
                        disabled={pending}
                        aria-label={`Forget the segment ${option.label}`}
                        className="grid size-8 shrink-0 cursor-pointer place-items-center rounded-md text-faint hover:bg-sunken hover:text-bad"
                      >
                        <X aria-hidden="true" className="size-4" />
                      </button>
                    </>
                  )}
                </ActionForm>
              )}
            </div>
          )}
        </OptionList>
      )}
      {actions && now.length > 0 && !segments.some(({ filters }) => isNow(filters)) && (
        <ActionForm action={actions.save} className="mt-1.5 grid gap-2 border-line border-t p-1.5 pt-3">
          {({ errors, pending, result }) => (
            <>
              <input type="hidden" name="filters" value={JSON.stringify(now)} />
              <label className="grid gap-1 text-muted text-xs">
                Save the filters that are chosen now as
                <input
                  name="name"
                  required
                  maxLength={60}
                  placeholder="Phones from Germany…"
                  className="h-9 w-full rounded-lg border border-line bg-paper px-3 text-base text-ink placeholder:text-faint sm:text-sm"
                />
              </label>
              {errors.name && <p className="text-bad text-sm">{errors.name}</p>}
              {result}
              <Button type="submit" size="sm" pending={pending}>
                Save segment
              </Button>
            </>
          )}
        </ActionForm>
      )}
    </Popover>
  );
}
