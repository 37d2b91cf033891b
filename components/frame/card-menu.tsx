"use client";

import { LayoutGrid, Plus } from "lucide-react";
import Link from "next/link";
import type { RefObject } from "react";
import useSWR from "swr";
import { Button } from "#components/ui/button.tsx";
import { OptionList } from "#components/ui/option-list.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Skeleton } from "#components/ui/states.tsx";
import type { MemberOwner } from "#lib/owners/owners.ts";

type CardMenuProps = { anchor: RefObject<HTMLElement | null>; userCode: string; onClose: () => void };

const WAYS = [
  { name: "All cards", href: "/dashboard?all", Icon: LayoutGrid },
  { name: "Add a card", href: "/welcome", Icon: Plus },
] as const;

/** The member's cards, found by typing, and the ways to all of them and to a new one. The default export, because it is loaded lazily. */
export default function CardMenu({ anchor, userCode, onClose }: CardMenuProps) {
  const { data: cards, error, mutate } = useSWR("/api/cards", readCards, { revalidateOnFocus: false });
  return (
    <Popover anchor={anchor} label="Your cards" onClose={onClose}>
      {cards ? (
        <OptionList
          label="cards"
          options={cards.map((card) => ({
            key: card.user_code,
            label: card.name,
            hint: card.user_code,
            chosen: card.user_code === userCode,
          }))}
        >
          {({ key }, link) => (
            <Link
              {...link}
              href={`/dashboard/${encodeURIComponent(key)}`}
              prefetch={false}
              onClick={onClose}
            />
          )}
        </OptionList>
      ) : error ? (
        <p role="alert" className="flex items-center justify-between gap-3 px-2.5 py-2 text-muted text-sm">
          Your cards cannot be read just now.
          <Button size="sm" variant="secondary" onClick={() => mutate()}>
            Try again
          </Button>
        </p>
      ) : (
        <div role="status" className="grid gap-1 p-1">
          <span className="sr-only">Loading your cards</span>
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </div>
      )}
      <div className="mt-1.5 border-line border-t pt-1.5">
        {WAYS.map(({ name, href, Icon }) => (
          <Link
            key={href}
            href={href}
            prefetch={false}
            onClick={onClose}
            className="flex min-h-11 items-center gap-2.5 rounded-lg px-2.5 text-ink text-sm -outline-offset-2 hover:bg-sunken sm:min-h-9"
          >
            <Icon aria-hidden="true" className="size-4 text-faint" />
            {name}
          </Link>
        ))}
      </div>
    </Popover>
  );
}

async function readCards(address: string): Promise<MemberOwner[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  return answer.json();
}
