"use client";

import clsx from "clsx";
import { House, Images, type LucideIcon, MessageCircle, User } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { CARD_PAGES, type CardPage, cardPath } from "#lib/card/card.ts";

const TABS: Record<CardPage, { label: string; Icon: LucideIcon }> = {
  home: { label: "Home", Icon: House },
  about: { label: "About", Icon: User },
  work: { label: "Work", Icon: Images },
  contact: { label: "Contact", Icon: MessageCircle },
};

/** Links to the card's pages, at the bottom of a phone. They carry the visit's `share_code`. */
export function TabBar({ userCode }: { userCode: string }) {
  const pathname = usePathname();
  const shareCode = useSearchParams().get("s") ?? "";

  return (
    <nav
      aria-label="Pages of this card"
      data-sticky-bar
      className="sticky bottom-0 z-10 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:bottom-5 sm:mx-5 sm:mb-5 sm:rounded-full sm:border sm:px-4 sm:shadow-sheet"
    >
      <ul className="grid grid-cols-4">
        {CARD_PAGES.map((page) => {
          const { label, Icon } = TABS[page];
          const here = pathname === cardPath(userCode, page);
          return (
            <li key={page}>
              <Link
                href={cardPath(userCode, page, shareCode)}
                prefetch
                aria-current={here ? "page" : undefined}
                className={clsx(
                  "flex h-[3.75rem] flex-col items-center justify-center gap-1 font-medium text-xs outline-offset-[-4px] transition-colors",
                  here ? "text-accent" : "text-muted hover:text-ink",
                )}
              >
                <Icon aria-hidden="true" className="size-5" strokeWidth={here ? 2.2 : 1.75} />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
