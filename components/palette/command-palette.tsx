"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { useFilters } from "#components/filters/filter-context.tsx";
import {
  COMPARISON_LABELS,
  COMPARISONS,
  FIELD_LABELS,
  PERIOD_LABELS,
  valueLabel,
} from "#components/filters/labels.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { keyOf } from "#lib/analytics/dashboard-keys.ts";
import type { Format } from "#lib/analytics/format.ts";
import { PERIODS } from "#lib/analytics/periods.ts";
import { DIMENSIONS, NO_CONDITIONS, NONE, pressed, type Query, type Row } from "#lib/analytics/query.ts";
import { settingId } from "#lib/owners/codes.ts";
import { canEdit } from "#lib/owners/roles.ts";

/** No more commands are drawn at once; typing narrows them down. */
const SHOWN = 12;

type CommandPaletteProps = {
  dashboard: Dashboard;
  format: Format;
  /** What was typed while this was still being loaded. */
  typed: RefObject<string>;
  onClose: () => void;
  onHelp: () => void;
};

/** Finds periods, groups, contacts, pages and all other rows, screens and settings by typing. The default export, because it is loaded lazily. */
export default function CommandPalette({ dashboard, format, typed, onClose, onHelp }: CommandPaletteProps) {
  const { go, query } = useFilters();
  const router = useRouter();
  const id = useId();
  const [search, setSearch] = useState(() => typed.current);
  const [activeIndex, setActiveIndex] = useState(0);
  const found = matching(commandsOf(dashboard, format, query), search);
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
        aria-label="Find a period, group, contact, page, setting or screen"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[activeIndex] && `${id}-${activeIndex}`}
        aria-autocomplete="list"
        autoComplete="off"
        value={search}
        placeholder="Last 30 days, Ana, Germany, time zone…"
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
            <span className="flex shrink-0 items-center gap-2 text-faint text-xs">
              {command.kind}
              {command.keys && (
                <kbd className="rounded border border-line bg-surface px-1.5 font-mono text-[11px]">
                  {command.keys}
                </kbd>
              )}
            </span>
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

/** What can be chosen in the palette: a change of the query, another screen, or the list of keys. `keys` does it without the palette. */
type Command = { key: string; kind: string; label: string; keys?: string | undefined } & (
  | { change: Partial<Query>; path?: never; help?: never }
  | { path: string; change?: never; help?: never }
  | { help: true; change?: never; path?: never }
);

/** The commands that a text finds: those whose name begins with it first, then those in which a word does, then the others. */
function matching(commands: readonly Command[], search: string): Command[] {
  const wanted = search.trim().toLocaleLowerCase();
  const rank = ({ kind, label }: Command) => {
    const name = label.toLocaleLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (` ${name}`.includes(` ${wanted}`)) return 1;
    return `${kind} ${name}`.toLocaleLowerCase().includes(wanted) ? 2 : 3;
  };
  return [0, 1, 2].flatMap((place) => commands.filter((command) => rank(command) === place));
}

/** The sections of the settings, by the ids that they have there. */
const SETTINGS = ["Install", "Card", "Allowed origins", "Excluded visitors", "Time zone", "Retention"];

/** All commands, in the order in which they are offered. */
function commandsOf(dashboard: Dashboard, format: Format, query: Query): Command[] {
  const { options, owner } = dashboard;
  const base = `/dashboard/${encodeURIComponent(owner.user_code)}`;
  const changes = [
    ...PERIODS.map((period) => ({
      kind: "Period",
      label: PERIOD_LABELS[period],
      change: { range: { kind: "period" as const, period } },
    })),
    ...COMPARISONS.map((compare) => ({
      kind: "Compare",
      label: COMPARISON_LABELS[compare],
      change: { compare },
    })),
    ...options.groups.map(({ group_code, name }) => ({
      kind: "Group",
      label: name,
      change: { group: group_code, contact: null },
    })),
  ];
  const contacts = [
    ...options.contacts.map(({ share_code, contact }) => ({
      kind: "Contact",
      label: contact || `Share ${share_code}`,
      path: `${base}/contacts/${encodeURIComponent(share_code)}`,
    })),
    ...(options.whole ? [{ kind: "Contact", label: "Direct visits", path: `${base}/contacts/${NONE}` }] : []),
  ];
  const rows = rowsOf(dashboard).map((row) => ({
    kind: FIELD_LABELS[row.kind],
    label: valueLabel(row, format),
    change: pressed(query, row.kind, row.value),
  }));
  const screens = [
    { label: "Journeys", path: `${base}/journeys` },
    { label: "Shares", path: `${base}/shares` },
    ...(canEdit(owner.role) ? [{ label: "Import shares", path: `${base}/shares/import` }] : []),
    ...(options.whole
      ? [
          { label: "Data", path: `${base}/data` },
          { label: "Every day and table", path: `${base}/data?view=tables` },
          { label: "Settings", path: `${base}/settings` },
        ]
      : []),
    ...(owner.role === "owner"
      ? [
          { label: "People", path: `${base}/people` },
          { label: "Activity", path: `${base}/people/activity` },
        ]
      : []),
    { label: "All your cards", path: "/dashboard?all" },
    { label: "Add a card", path: "/welcome" },
    { label: "Your account", path: "/account" },
  ].map((screen) => ({ kind: "Screen", ...screen }));
  const settings = options.whole
    ? [
        ...SETTINGS.map((label) => ({ label, path: `${base}/settings#${settingId(label)}` })),
        ...(canEdit(owner.role)
          ? [{ label: "Links for people without an account", path: `${base}/settings/links` }]
          : []),
        { label: "API keys", path: `${base}/settings/keys` },
      ].map((setting) => ({ kind: "Setting", ...setting }))
    : [];
  return [
    ...changes.map((one) => ({ ...one, keys: keyOf(one.change) })),
    ...contacts,
    ...(options.whole
      ? [{ kind: "Filter", label: "Remove all filters", change: NO_CONDITIONS, keys: keyOf(NO_CONDITIONS) }]
      : []),
    { kind: "Help", label: "Keys", help: true as const, keys: "?" },
    ...screens,
    ...settings,
    ...rows,
  ].map((command, index) => ({ ...command, key: `${index} ${command.label}` }));
}

/** The pages, contact methods, countries and so on that the page lists, those with a name. */
function rowsOf({ pages, targets, dimensions }: Dashboard): Row[] {
  return [
    ...pages.rows.map(({ page }): Row => ({ kind: "page", value: page })),
    ...targets.rows.map(({ target }): Row => ({ kind: "target", value: target })),
    ...DIMENSIONS.flatMap((kind) => dimensions[kind].rows.map(({ value }): Row => ({ kind, value }))),
  ].filter(({ value }) => value !== "");
}
