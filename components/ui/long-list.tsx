"use client";

import { Fragment, type ReactNode, useState } from "react";

type LongListProps<Item> = {
  rows: Item[];
  /** How many more there are than the answer holds. */
  more: number;
  /** How many to show before "Show all" is pressed. */
  initial: number;
  className?: string;
  children: (row: Item) => ReactNode;
};

/** The first rows of a list, a button that shows all, and how many more there are than the answer holds. */
export function LongList<Item>({ rows, more, initial, className, children }: LongListProps<Item>) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, initial);
  return (
    <>
      <ul className={className}>
        {shown.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows bring their own keys; this only holds them
          <Fragment key={index}>{children(row)}</Fragment>
        ))}
      </ul>
      {(rows.length > initial || more > 0) && (
        <p className="flex flex-wrap items-center gap-x-3 px-5 pt-2 pb-4 text-faint text-xs sm:px-6">
          {rows.length > initial && (
            <button
              type="button"
              aria-expanded={all}
              onClick={() => setAll((was) => !was)}
              className="cursor-pointer rounded py-1 font-medium text-muted hover:text-ink"
            >
              {all ? `Show the first ${initial}` : `Show all ${rows.length}`}
            </button>
          )}
          {more > 0 && <span>{more} smaller ones are not listed.</span>}
        </p>
      )}
    </>
  );
}
