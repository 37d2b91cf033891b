"use client";

import { Download } from "lucide-react";
import { lazy, type ReactNode, type RefObject } from "react";
import { Opener } from "#components/ui/popover-button.tsx";

const load = () => import("#components/panels/export-menu.tsx");
const TakeAlongMenu = lazy(load);

/** The chart to save as a picture, with the title that goes above it. */
export type ChartImage = { figure: RefObject<HTMLElement | null>; title: string };

type TakeAlongProps = {
  table: string;
  /** Where it is taken from, when it is not a table of the dashboard around it. */
  href?: string;
  image?: ChartImage;
  /** What stands beside the sign, where two of them are next to each other. */
  children?: ReactNode;
};

/** Opens the ways to take a table along: whole, not only what is listed. */
export function TakeAlong({ table, href, image, children }: TakeAlongProps) {
  return (
    <Opener
      load={load}
      opened={(anchor, close) => (
        <TakeAlongMenu anchor={anchor} table={table} href={href} image={image} onClose={close} />
      )}
      aria-label={`Take along: ${table.replaceAll("_", " ")}`}
      title="Take along"
      className="-my-1.5 -mr-2 inline-flex h-9 min-w-9 cursor-pointer items-center justify-center gap-1.5 rounded-lg px-2 text-faint text-sm transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
    >
      <Download aria-hidden="true" className="size-4" />
      {children}
    </Opener>
  );
}
