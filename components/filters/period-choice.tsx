"use client";

import { type FormEvent, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import { PERIOD_LABELS } from "#components/filters/labels.ts";
import { OptionList } from "#components/filters/option-list.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Period } from "#lib/analytics/periods.ts";

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
