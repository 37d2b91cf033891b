"use client";

import { Toggle } from "@base-ui/react/toggle";
import { ToggleGroup } from "@base-ui/react/toggle-group";
import clsx from "clsx";

type SegmentedControlProps<Value extends string> = {
  /** What is being chosen, for assistive technology. */
  label: string;
  options: { value: Value; label: string }[];
  value: Value;
  onValueChange: (value: Value) => void;
  className?: string;
};

/** Chooses one of two to five things that are all in sight. One of them is always chosen. */
export function SegmentedControl<Value extends string>({
  label,
  options,
  value,
  onValueChange,
  className,
}: SegmentedControlProps<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      // Pressing the chosen one again would empty the group; it stays chosen instead.
      onValueChange={([chosen]) => chosen !== undefined && onValueChange(chosen)}
      className={clsx("inline-flex rounded-[10px] border border-line bg-sunken p-0.5", className)}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          className="h-8 cursor-pointer rounded-lg px-3 font-medium text-muted text-sm transition-colors hover:text-ink data-pressed:bg-surface data-pressed:text-ink data-pressed:shadow-card"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
