import { COMPARE_LABELS, PERIOD_LABELS } from "#components/filters/labels.ts";
import type { Compare, Dashboard } from "#lib/analytics/dashboard.ts";
import { NONE, PERIODS, type Query } from "#lib/analytics/query.ts";

/** Something the palette can do: change the query, go to another screen, or show the keys. */
export type Command = { key: string; kind: string; label: string } & (
  | { change: Partial<Query>; path?: never; help?: never }
  | { path: string; change?: never; help?: never }
  | { help: true; change?: never; path?: never }
);

const COMPARES: readonly Compare[] = ["previous", "year", "none"];

/** Everything that can be found by typing, in the order in which it is offered. */
export function paletteCommands({ options, owner }: Dashboard): Command[] {
  const base = `/dashboard/${encodeURIComponent(owner.user_code)}`;
  const screens = [
    { label: "Shares", path: `${base}/shares` },
    { label: "Data", path: `${base}/data` },
    { label: "Settings", path: `${base}/settings` },
    { label: "Other cards", path: "/dashboard" },
  ];
  return [
    ...PERIODS.map((period) => ({
      key: `period ${period}`,
      kind: "Period",
      label: PERIOD_LABELS[period],
      change: { range: { kind: "period" as const, period } },
    })),
    ...COMPARES.map((compare) => ({
      key: `compare ${compare}`,
      kind: "Compare",
      label: COMPARE_LABELS[compare],
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
    { key: "contact direct", kind: "Contact", label: "Direct visits", path: `${base}/contacts/${NONE}` },
    {
      key: "clear",
      kind: "Filter",
      label: "Remove all filters",
      change: { group: null, contact: null, row: null },
    },
    { key: "keys", kind: "Help", label: "Keys", help: true },
    ...screens.map((screen) => ({ key: `screen ${screen.label}`, kind: "Screen", ...screen })),
  ];
}
