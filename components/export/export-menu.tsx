"use client";

import type { RefObject } from "react";
import { type ChartImage, saveChartImage } from "#components/export/chart-image.ts";
import { useExportHref } from "#components/filters/filter-context.tsx";
import { Popover } from "#components/ui/popover.tsx";

type ExportMenuProps = {
  anchor: RefObject<HTMLElement | null>;
  table: string;
  href?: string;
  image?: ChartImage;
  onClose: () => void;
};

const itemStyle =
  "flex w-full min-h-9 cursor-pointer items-center justify-between gap-4 rounded-lg px-2.5 py-1.5 text-left text-ink text-sm -outline-offset-2 hover:bg-sunken";

/** A table as CSV and JSON, and a chart as an image. The default export, because it is loaded lazily. */
export default function ExportMenu({ anchor, table, href, image, onClose }: ExportMenuProps) {
  const address = useExportHref(table, href);
  return (
    <Popover anchor={anchor} label={`Take along: ${table.replaceAll("_", " ")}`} onClose={onClose}>
      {(["csv", "json"] as const).map((format) => (
        <a key={format} href={`${address}&format=${format}`} download className={itemStyle} onClick={onClose}>
          {format.toUpperCase()}
          <span className="text-faint text-xs">the whole table</span>
        </a>
      ))}
      {image && (
        <button
          type="button"
          className={itemStyle}
          onClick={() => {
            if (image.figure.current) void saveChartImage(image.figure.current, image.title);
            onClose();
          }}
        >
          PNG
          <span className="text-faint text-xs">the chart as it is drawn</span>
        </button>
      )}
    </Popover>
  );
}
