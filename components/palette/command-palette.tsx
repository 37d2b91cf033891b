"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import { COMPARISON_LABELS, COMPARISONS, PERIOD_LABELS } from "#components/filters/labels.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { PERIODS } from "#lib/analytics/periods.ts";
import { NONE, type Query } from "#lib/analytics/query.ts";

/** No more commands are drawn at once; typing narrows them down. */
const SHOWN = 12;

type CommandPaletteProps = {
  dashboard: Dashboard;
  /** What was typed while this was still being loaded. */
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
  const [activeIndex, setActiveIndex] = useState(0);
  const wanted = search.trim().toLocaleLowerCase();
  const found = commandsOf(dashboard).filter(({ kind, label }) =>
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
      setActiveIndex((was) => (was + step + shown.length) % Math.max(1, shown.length));
    }
    const chosen = shown[activeIndex];
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
        aria-activedescendant={shown[activeIndex] && `${id}-${activeIndex}`}
        aria-autocomplete="list"
        autoComplete="off"
        value={search}
        placeholder="Last 30 days, Friends, Ana…"
        onChange={(event) => {
          setSearch(event.target.value);
          setActiveIndex(0);
        }}
        onKeyDown={onKeyDown}
        className="h-11 w-full rounded-[10px] border border-edge bg-surface px-3.5 text-base text-ink placeholder:text-faint"
      />
      <div id={`${id}-list`} role="listbox" aria-label="Found" className="mt-2 grid">
        {shown.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the box above, which keeps the focus
          <div
            key={command.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === activeIndex}
            onPointerMove={() => setActiveIndex(index)}
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

/** What can be chosen in the palette: a change of the query, another screen, or the list of keys. */
type Command = { key: string; kind: string; label: string } & (
  | { change: Partial<Query>; path?: never; help?: never }
  | { path: string; change?: never; help?: never }
  | { help: true; change?: never; path?: never }
);

/** All commands, in the order in which they are offered. */
function commandsOf({ options, owner }: Dashboard): Command[] {
  const base = `/dashboard/${encodeURIComponent(owner.user_code)}`;
  const ofWhole = options.whole
    ? [
        { label: "Data", path: `${base}/data` },
        { label: "Settings", path: `${base}/settings` },
      ]
    : [];
  const screens = [
    { label: "Shares", path: `${base}/shares` },
    ...ofWhole,
    { label: "All your cards", path: "/dashboard?all" },
    { label: "Add a card", path: "/welcome" },
  ];
  return [
    ...PERIODS.map((period) => ({
      key: `period ${period}`,
      kind: "Period",
      label: PERIOD_LABELS[period],
      change: { range: { kind: "period" as const, period } },
    })),
    ...COMPARISONS.map((compare) => ({
      key: `compare ${compare}`,
      kind: "Compare",
      label: COMPARISON_LABELS[compare],
      change: { compare },
    })),
    ...options.groups.map(({ group_code, name }) => ({
      key: `group ${group_code}`,
      kind: "Group",
      label: name,
      change: { group: group_code, contact: null },
    })),
    ...options.contacts.map(({ share_code, contact }) => ({
      key: `contact ${share_code}`,
      kind: "Contact",
      label: contact || `Share ${share_code}`,
      path: `${base}/contacts/${encodeURIComponent(share_code)}`,
    })),
    ...(options.whole
      ? [
          {
            key: "contact direct",
            kind: "Contact",
            label: "Direct visits",
            path: `${base}/contacts/${NONE}`,
          },
          {
            key: "clear",
            kind: "Filter",
            label: "Remove all filters",
            change: { group: null, contact: null, row: null },
          },
        ]
      : []),
    { key: "keys", kind: "Help", label: "Keys", help: true },
    ...screens.map((screen) => ({ key: `screen ${screen.label}`, kind: "Screen", ...screen })),
  ];
}
