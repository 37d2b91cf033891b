"use client";

import { ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { lazy } from "react";
import { PopoverButton } from "#components/ui/popover-button.tsx";

const load = () => import("#components/ui/popover.tsx");
const Popover = lazy(async () => ({ default: (await load()).Popover }));

const WAYS = [
  { name: "All your cards", href: "/dashboard?all" },
  { name: "Add a card", href: "/welcome" },
] as const;

/** The card that is shown; opens the ways to another one, and to a new one. */
export function OwnerMenu({ userCode }: { userCode: string }) {
  return (
    <PopoverButton
      load={load}
      renderPopover={(anchor, close) => (
        <Popover anchor={anchor} label="Your cards" onClose={close}>
          {WAYS.map(({ name, href }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              onClick={close}
              className="flex min-h-11 items-center rounded-lg px-2.5 text-ink text-sm -outline-offset-2 hover:bg-sunken"
            >
              {name}
            </Link>
          ))}
        </Popover>
      )}
      title="Your cards"
      className="inline-flex min-w-0 cursor-pointer items-center gap-1.5 rounded-md px-1.5 py-1 font-mono text-ink text-sm hover:bg-sunken aria-expanded:bg-sunken"
    >
      <span className="truncate">{userCode}</span>
      <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
      <span className="sr-only">, your cards</span>
    </PopoverButton>
  );
}
