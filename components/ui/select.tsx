"use client";

import { Select as BaseSelect } from "@base-ui/react/select";
import clsx from "clsx";
import { Check, ChevronsUpDown } from "lucide-react";
import { controlStyle } from "./field.tsx";

export type SelectOption = { value: string; label: string };

type SelectProps = {
  label: string;
  options: SelectOption[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
  /** With a name the value is part of the surrounding form. */
  name?: string;
  /** The label is for assistive technology only, where the place already says what is chosen. */
  hideLabel?: boolean;
  size?: "sm" | "md";
  className?: string;
};

/** Chooses one of a short list. */
export function Select({
  label,
  options,
  value,
  defaultValue,
  onValueChange,
  name,
  hideLabel = false,
  size = "md",
  className,
}: SelectProps) {
  return (
    <BaseSelect.Root
      items={options}
      name={name}
      value={value}
      defaultValue={defaultValue}
      onValueChange={(chosen) => chosen !== null && onValueChange?.(chosen)}
      modal={false}
    >
      <div className={clsx("grid gap-1.5", className)}>
        <BaseSelect.Label className={hideLabel ? "sr-only" : "font-medium text-ink text-sm"}>
          {label}
        </BaseSelect.Label>
        <BaseSelect.Trigger
          className={clsx(
            controlStyle,
            "flex cursor-pointer items-center justify-between gap-2 text-left",
            size === "sm" && "h-9! rounded-lg! px-3! text-sm!",
          )}
        >
          <BaseSelect.Value className="truncate" />
          <BaseSelect.Icon className="text-faint">
            <ChevronsUpDown className="size-4" />
          </BaseSelect.Icon>
        </BaseSelect.Trigger>
      </div>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="z-50 outline-none" sideOffset={6} alignItemWithTrigger={false}>
          <BaseSelect.Popup className="min-w-(--anchor-width) max-w-[min(22rem,90vw)] origin-(--transform-origin) rounded-xl border border-line bg-surface p-1 shadow-lg outline-none transition-[scale,opacity] duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0">
            <BaseSelect.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto">
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  className="flex min-h-9 cursor-pointer select-none items-center justify-between gap-3 rounded-lg px-2.5 py-1.5 text-ink text-sm outline-none data-highlighted:bg-sunken"
                >
                  <BaseSelect.ItemText className="truncate">{option.label}</BaseSelect.ItemText>
                  <BaseSelect.ItemIndicator>
                    <Check className="size-4 text-accent" />
                  </BaseSelect.ItemIndicator>
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
