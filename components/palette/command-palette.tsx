"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import { type Command, paletteCommands } from "#components/palette/palette-commands.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";

/** No more are drawn at once: who sees this many types on. */
const SHOWN = 12;

type CommandPaletteProps = {
  dashboard: Dashboard;
  /** What has been typed before this was there. */
  typed: RefObject<string>;
  onClose: () => void;
  onHelp: () => void;
};

/** Finds periods, groups, contacts and screens by typing. The default export, because it is loaded lazily. */
export default function CommandPalette({ dashboard, typed, onClose, onHelp }: CommandPaletteProps) {
  const { go } = useFilters();
  const router = useRouter();
  const id = useId();
  const [search, setSearch] = useState(() => typed.current);
  const [at, setAt] = useState(0);
  const wanted = search.trim().toLocaleLowerCase();
  const found = paletteCommands(dashboard).filter(({ kind, label }) =>
    `${kind} ${label}`.toLocaleLowerCase().includes(wanted),
  );
  const shown = found.slice(0, SHOWN);

  const run = (command: Command) => {
    if (command.help) return onHelp();
    onClose();
    if (command.change) go(command.change);
    else router.push(command.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setAt((was) => (was + step + shown.length) % Math.max(1, shown.length));
    }
    const chosen = shown[at];
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      run(chosen);
    }
    if (event.key === "?" && search === "") {
      event.preventDefault();
      onHelp();
    }
  };

  return (
    <Dialog title="Find" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Find a period, group, contact or screen"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[at] && `${id}-${at}`}
        aria-autocomplete="list"
        autoComplete="off"
        value={search}
        placeholder="Last 30 days, Friends, Ana…"
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
        className="h-11 w-full rounded-[10px] border border-edge bg-surface px-3.5 text-base text-ink placeholder:text-faint"
      />
      <div id={`${id}-list`} role="listbox" aria-label="Found" className="mt-2 grid">
        {shown.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the box above, which keeps the focus
          <div
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            className="flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-lg px-2.5 py-1.5 text-ink text-sm aria-selected:bg-sunken"
          >
            <span className="truncate">{command.label}</span>
            <span className="shrink-0 text-faint text-xs">{command.kind}</span>
          </div>
        ))}
      </div>
      <p role="status" className="px-2.5 pt-2 text-faint text-xs">
        {found.length === 0
          ? `Nothing is called “${search}”.`
          : found.length > SHOWN
            ? `${found.length - SHOWN} more: type to narrow them down.`
            : `${found.length} found.`}
      </p>
    </Dialog>
  );
}
