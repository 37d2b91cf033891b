"use client";

import { Check } from "lucide-react";
import { type FormEvent, type KeyboardEvent, type RefObject, useState } from "react";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { PERIOD_LABELS } from "#components/filters/labels.ts";
import { Button } from "#components/ui/button.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Period } from "#lib/analytics/periods.ts";
import type { Query } from "#lib/analytics/query.ts";

/** What a filter can be set to: periods and days, or a list of options. */
export type Choices = { period: Dashboard["period"] } | { name: string; options: Option[] };

type FilterChoicesProps = {
  anchor: RefObject<HTMLElement | null>;
  label: string;
  choices: Choices;
  onClose: () => void;
};

/** A filter's choices, below its button. The default export, because it is loaded lazily. */
export default function FilterChoices({ anchor, label, choices, onClose }: FilterChoicesProps) {
  return (
    <Popover anchor={anchor} label={label} onClose={onClose}>
      {"period" in choices ? (
        <PeriodChoice period={choices.period} onChosen={onClose} />
      ) : (
        <OptionList label={choices.name} options={choices.options} onChosen={onClose} />
      )}
    </Popover>
  );
}

export type Option = {
  key: string;
  label: string;
  /** A few quiet words at the right, such as the group of a contact. */
  hint?: string;
  change: Partial<Query>;
  chosen: boolean;
};

/** A list of more options than this has a search box. */
const SEARCHABLE = 8;
/** No more options are drawn at once. */
const SHOWN = 60;

type OptionListProps = { label: string; options: Option[]; onChosen: () => void };

/** A filter's options as links; arrow keys move between them. */
export function OptionList({ label, options, onChosen }: OptionListProps) {
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase();
  const found = options.filter((option) => option.label.toLocaleLowerCase().includes(wanted));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only adds arrow keys to the links inside
    <div onKeyDown={moveFocus}>
      {options.length > SEARCHABLE && (
        <input
          type="search"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          aria-label={`Search ${label}`}
          placeholder={`Search ${label}…`}
          className="mb-1 h-9 w-full rounded-lg border border-line bg-paper px-3 text-base text-ink placeholder:text-faint sm:text-sm"
        />
      )}
      <ul className="max-h-80 overflow-y-auto">
        {found.slice(0, SHOWN).map((option) => (
          <li key={option.key}>
            <FilterLink
              change={option.change}
              onNavigate={onChosen}
              aria-current={option.chosen ? "true" : undefined}
              data-option=""
              className="flex min-h-9 items-center gap-3 rounded-lg px-2.5 py-1.5 text-ink text-sm -outline-offset-2 hover:bg-sunken"
            >
              <span className="min-w-0 flex-1 truncate">{option.label}</span>
              {option.hint && <span className="shrink-0 text-faint text-xs">{option.hint}</span>}
              {option.chosen && <Check aria-hidden="true" className="size-4 shrink-0 text-accent" />}
            </FilterLink>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-2.5 py-3 text-muted text-sm">Nothing is called “{search}”.</p>}
      {found.length > SHOWN && (
        <p className="px-2.5 py-2 text-faint text-xs">
          {found.length - SHOWN} more: type to narrow them down.
        </p>
      )}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLDivElement>) {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links: Element[] = [...event.currentTarget.querySelectorAll("[data-option]")];
  const next = document.activeElement && links[links.indexOf(document.activeElement) + step];
  if (!(next instanceof HTMLElement)) return;
  event.preventDefault();
  next.focus();
}

/** A line is drawn between the blocks. */
const BLOCKS: readonly { label: string; periods: readonly Period[] }[] = [
  { label: "days", periods: ["today", "yesterday", "7d", "30d", "90d", "12mo"] },
  { label: "calendar periods", periods: ["month", "last_month", "year", "last_year"] },
  { label: "everything", periods: ["all"] },
];

/** The named periods, and a form for any two days. */
export function PeriodChoice({ period, onChosen }: { period: Dashboard["period"]; onChosen: () => void }) {
  const { query } = useFilters();
  return (
    <div className="grid gap-1.5 divide-y divide-line">
      {BLOCKS.map((block) => (
        <div key={block.label} className="pb-1.5">
          <OptionList
            label={block.label}
            onChosen={onChosen}
            options={block.periods.map((name) => ({
              key: name,
              label: PERIOD_LABELS[name],
              change: { range: { kind: "period", period: name } },
              chosen: query.range.kind === "period" && query.range.period === name,
            }))}
          />
        </div>
      ))}
      <CustomRange period={period} onChosen={onChosen} />
    </div>
  );
}

const dateInputStyle =
  "h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2 text-base text-ink tabular-nums sm:text-sm";

/** Any two days, from and to. */
function CustomRange({ period, onChosen }: { period: Dashboard["period"]; onChosen: () => void }) {
  const { go } = useFilters();
  const [from, setFrom] = useState(period.from);
  const [to, setTo] = useState(period.to);
  const apply = (event: FormEvent) => {
    event.preventDefault();
    onChosen();
    go({ range: { kind: "custom", from, to } });
  };
  return (
    <form onSubmit={apply} className="grid grid-cols-2 gap-2 px-1 py-1.5">
      <label className="grid gap-1 text-muted text-xs">
        From
        <input
          type="date"
          required
          value={from}
          max={to}
          onChange={(event) => setFrom(event.target.value)}
          className={dateInputStyle}
        />
      </label>
      <label className="grid gap-1 text-muted text-xs">
        To
        <input
          type="date"
          required
          value={to}
          min={from}
          max={period.today}
          onChange={(event) => setTo(event.target.value)}
          className={dateInputStyle}
        />
      </label>
      <Button type="submit" size="sm" className="col-span-2">
        Show these days
      </Button>
    </form>
  );
}
