"use client";

import { type FormEvent, type RefObject, useState } from "react";
import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { PERIOD_LABELS } from "#components/filters/labels.ts";
import { Button } from "#components/ui/button.tsx";
import { type ListedOption, OptionList } from "#components/ui/option-list.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Period } from "#lib/analytics/periods.ts";
import type { Query } from "#lib/analytics/query.ts";

/** What a filter can be set to: periods and days, or a list of options. */
export type Choices =
  | { period: Dashboard["period"]; within: Pick<Dashboard["options"], "from" | "to"> }
  | { name: string; options: Option[] };

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
        <PeriodChoice period={choices.period} within={choices.within} onChosen={onClose} />
      ) : (
        <FilterList label={choices.name} options={choices.options} onChosen={onClose} />
      )}
    </Popover>
  );
}

/** A filter's option: how choosing it changes the query. */
export type Option = ListedOption & { change: Partial<Query> };

type FilterListProps = { label: string; options: Option[]; onChosen: () => void };

/** A filter's options as links. */
export function FilterList({ label, options, onChosen }: FilterListProps) {
  return (
    <OptionList label={label} options={options}>
      {({ change }, link) => <FilterLink {...link} change={change} onNavigate={onChosen} />}
    </OptionList>
  );
}

/** A line is drawn between the blocks. */
const BLOCKS: readonly { label: string; periods: readonly Period[] }[] = [
  { label: "days", periods: ["today", "yesterday", "7d", "30d", "90d", "12mo"] },
  { label: "calendar periods", periods: ["month", "last_month", "year", "last_year"] },
  { label: "everything", periods: ["all"] },
];

type PeriodChoiceProps = Extract<Choices, { period: unknown }> & { onChosen: () => void };

/** The named periods, and a form for any two days. Where only some days can be asked for: all of them, and the form. */
export function PeriodChoice({ period, within, onChosen }: PeriodChoiceProps) {
  const { query } = useFilters();
  if (within.from !== null) {
    const all = { kind: "custom" as const, from: within.from, to: within.to };
    return (
      <div className="grid gap-1.5">
        <FilterList
          label="days"
          onChosen={onChosen}
          options={[
            {
              key: "all",
              label: "All days of this link",
              change: { range: all },
              chosen: period.from === within.from && period.to === within.to,
            },
          ]}
        />
        <CustomRange period={period} within={within} onChosen={onChosen} />
      </div>
    );
  }
  return (
    <div className="grid gap-1.5 divide-y divide-line">
      {BLOCKS.map((block) => (
        <div key={block.label} className="pb-1.5">
          <FilterList
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
      <CustomRange period={period} within={within} onChosen={onChosen} />
    </div>
  );
}

const dateInputStyle =
  "h-9 w-full min-w-0 rounded-lg border border-line-strong bg-surface px-2 text-base text-ink tabular-nums sm:text-sm";

/** Any two days, from and to. */
function CustomRange({ period, within, onChosen }: PeriodChoiceProps) {
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
          min={within.from ?? undefined}
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
          max={within.to ?? period.today}
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
