"use client";

import { ChevronDown } from "lucide-react";
import { lazy, type ReactNode } from "react";
import type { Choices } from "#components/filters/filter-choices.tsx";
import { Opener } from "#components/ui/popover-button.tsx";

const load = () => import("#components/filters/filter-choices.tsx");
const FilterChoices = lazy(load);

type FilterButtonProps = {
  /** What is chosen now. */
  children: ReactNode;
  icon: ReactNode;
  /** What this control chooses, for assistive technology. */
  label: string;
  /** Asked for when the button is pressed. */
  choices: () => Choices;
};

/** Opens a filter's choices below it. */
export function FilterButton({ children, icon, label, choices }: FilterButtonProps) {
  return (
    <Opener
      load={load}
      opened={(anchor, close) => (
        <FilterChoices anchor={anchor} label={label} choices={choices()} onClose={close} />
      )}
      className="inline-flex h-9 min-w-0 max-w-full cursor-pointer items-center gap-2 rounded-lg border border-line bg-surface px-3 text-ink text-sm transition-colors hover:border-line-strong aria-expanded:border-line-strong aria-expanded:bg-sunken [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-faint [&>svg:last-child]:ml-auto"
    >
      {icon}
      <span className="sr-only">{label}: </span>
      <span className="truncate">{children}</span>
      <ChevronDown aria-hidden="true" />
    </Opener>
  );
}
