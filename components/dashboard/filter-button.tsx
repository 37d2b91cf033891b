"use client";

import { ChevronDown } from "lucide-react";
import { lazy, type ReactNode, Suspense, useRef, useState } from "react";
import type { Choices } from "#components/dashboard/filter-choices.tsx";

const load = () => import("#components/dashboard/filter-choices.tsx");
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

/** Opens a filter's choices below it. Their code is fetched when the reader first reaches for it, not before. */
export function FilterButton({ children, icon, label, choices }: FilterButtonProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen((was) => !was)}
        className="inline-flex h-9 min-w-0 max-w-full cursor-pointer items-center gap-2 rounded-lg border border-line bg-surface px-3 text-ink text-sm transition-colors hover:border-line-strong aria-expanded:border-line-strong aria-expanded:bg-sunken [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-faint [&>svg:last-child]:ml-auto"
      >
        {icon}
        <span className="sr-only">{label}: </span>
        <span className="truncate">{children}</span>
        <ChevronDown aria-hidden="true" />
      </button>
      {open && (
        <Suspense fallback={null}>
          <FilterChoices anchor={button} label={label} choices={choices()} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
