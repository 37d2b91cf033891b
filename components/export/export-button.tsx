"use client";

import { Download } from "lucide-react";
import { lazy, type ReactNode } from "react";
import type { ChartImage } from "#components/export/export-menu.tsx";
import { PopoverButton } from "#components/ui/popover-button.tsx";

const loadMenu = () => import("#components/export/export-menu.tsx");
const ExportMenu = lazy(loadMenu);

type ExportButtonProps = {
  table: string;
  /** The address it is exported from, where that is not the page's own query. */
  href?: string;
  image?: ChartImage;
  /** Beside the icon, where two of these buttons are next to each other. */
  children?: ReactNode;
};

/** Opens the formats in which a table can be exported: the whole of it, but for people without an account, who get what is listed. */
export function ExportButton({ table, href, image, children }: ExportButtonProps) {
  return (
    <PopoverButton
      load={loadMenu}
      renderPopover={(anchor, close) => (
        <ExportMenu anchor={anchor} table={table} href={href} image={image} onClose={close} />
      )}
      aria-label={`Export: ${table.replaceAll("_", " ")}`}
      title="Export"
      className="title-button"
    >
      <Download aria-hidden="true" className="size-4" />
      {children}
    </PopoverButton>
  );
}
