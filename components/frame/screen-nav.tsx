"use client";

import clsx from "clsx";
import { ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { lazy } from "react";
import { PopoverButton } from "#components/ui/popover-button.tsx";

const SCREENS = [
  { name: "Overview", path: "" },
  { name: "Journeys", path: "/journeys" },
  { name: "Shares", path: "/shares" },
  { name: "Card", path: "/card" },
  { name: "Data", path: "/data" },
  { name: "People", path: "/people" },
  { name: "Settings", path: "/settings" },
] as const;

/** Links to the screens of an owner. A contact's page counts as part of the overview. */
export function ScreenNav({ userCode }: { userCode: string }) {
  const base = `/dashboard/${encodeURIComponent(userCode)}`;
  const pathname = usePathname();
  const current = SCREENS.find(({ path }) => path !== "" && pathname.startsWith(base + path)) ?? SCREENS[0];
  return (
    <nav aria-label="Screens" className="mx-auto scrolls-x -mb-px max-w-7xl px-2 sm:px-4">
      <ul className="flex gap-1">
        {SCREENS.map((screen) => (
          <li key={screen.path}>
            <Link
              href={base + screen.path}
              prefetch={false}
              aria-current={
                screen === current ? (pathname === base + screen.path ? "page" : "true") : undefined
              }
              className={clsx(
                "block border-b-2 px-2 pt-1 pb-2.5 text-sm -outline-offset-2 transition-colors",
                screen === current
                  ? "border-accent font-medium text-ink"
                  : "border-transparent text-muted hover:text-ink",
              )}
            >
              {screen.name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const load = () => import("#components/frame/card-menu.tsx");
const CardMenu = lazy(load);

/** The card that is shown; opens the ways to another one, to all of them, and to a new one. */
export function OwnerMenu({ userCode }: { userCode: string }) {
  return (
    <PopoverButton
      load={load}
      renderPopover={(anchor, close) => <CardMenu anchor={anchor} userCode={userCode} onClose={close} />}
      title="Your cards"
      className="inline-flex min-w-0 cursor-pointer items-center gap-1.5 rounded-md px-1.5 py-1 font-mono text-ink text-sm hover:bg-sunken aria-expanded:bg-sunken"
    >
      <span className="truncate">{userCode}</span>
      <ChevronsUpDown aria-hidden="true" className="size-3.5 shrink-0 text-faint" />
      <span className="sr-only">, your cards</span>
    </PopoverButton>
  );
}
