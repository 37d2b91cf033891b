"use client";

import type { RefObject } from "react";
import { type Option, OptionList } from "#components/filters/option-list.tsx";
import { PeriodChoice } from "#components/filters/period-choice.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";

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
