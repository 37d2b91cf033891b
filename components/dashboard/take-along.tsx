"use client";

import { Download } from "lucide-react";
import { lazy, type RefObject, Suspense, useRef, useState } from "react";

const load = () => import("#components/dashboard/take-along-menu.tsx");
const TakeAlongMenu = lazy(load);

/** The chart to save as a picture, with the title that goes above it. */
export type ChartImage = { figure: RefObject<HTMLElement | null>; title: string };

/** Opens the ways to take a table along: whole, not only what is listed. The menu is fetched when it is reached for. */
export function TakeAlong({ table, image }: { table: string; image?: ChartImage }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-label={`Take along: ${table.replaceAll("_", " ")}`}
        title="Take along"
        onPointerEnter={load}
        onFocus={load}
        onClick={() => setOpen((was) => !was)}
        className="-my-1.5 -mr-2 grid size-9 cursor-pointer place-items-center rounded-lg text-faint transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
      >
        <Download aria-hidden="true" className="size-4" />
      </button>
      {open && (
        <Suspense fallback={null}>
          <TakeAlongMenu anchor={button} table={table} image={image} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
