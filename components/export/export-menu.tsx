"use client";

import { type RefObject, useEffect } from "react";
import { useExportHref, useIsPublic } from "#components/filters/filter-context.tsx";
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
  const what = useIsPublic() ? "what is shown" : "the whole table";
  const draw = image?.draw;
  useEffect(() => draw?.(), [draw]);
  return (
    <Popover anchor={anchor} label={`Export: ${table.replaceAll("_", " ")}`} onClose={onClose}>
      {(["csv", "json"] as const).map((format) => (
        <a key={format} href={`${address}&format=${format}`} download className={itemStyle} onClick={onClose}>
          {format.toUpperCase()}
          <span className="text-faint text-xs">{what}</span>
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

/** A chart to save as an image, and the title that goes above it. `draw` has it drawn as one SVG, which takes a moment. */
export type ChartImage = { figure: RefObject<HTMLElement | null>; title: string; draw: () => void };

/** How many pixels of the image a pixel of the screen becomes, so that it stays sharp on paper. */
const SCALE = 2;
const MARGIN = 20;
const HEAD = 44;

/** The properties that a chart's shapes take from the page's style, and would lose in an image. */
const COPIED = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-opacity",
  "stroke-width",
  "stroke-dasharray",
  "font-family",
  "font-size",
  "opacity",
];

/** Saves the chart in a figure as a PNG, as it is drawn, with its title above it. */
export async function saveChartImage(figure: HTMLElement, title: string): Promise<void> {
  const chart = await chartIn(figure);
  const { width, height } = chart.getBoundingClientRect();
  const style = getComputedStyle(document.documentElement);
  const canvas = document.createElement("canvas");
  canvas.width = (width + 2 * MARGIN) * SCALE;
  canvas.height = (height + HEAD + MARGIN) * SCALE;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(SCALE, SCALE);
  context.fillStyle = style.getPropertyValue("--surface");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--ink");
  context.font = `500 15px ${getComputedStyle(figure).fontFamily}`;
  context.fillText(title, MARGIN, 28);
  // The last label of the axis reaches a little beyond the chart.
  context.drawImage(await imageOf(chart, width + MARGIN, height), MARGIN, HEAD, width + MARGIN, height);
  const link = document.createElement("a");
  link.href = canvas.toDataURL("image/png");
  link.download = `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.png`;
  link.click();
}

/** The chart, once it is drawn. */
function chartIn(figure: HTMLElement): Promise<SVGSVGElement> {
  return new Promise((resolve) => {
    const look = () => {
      const chart = figure.querySelector<SVGSVGElement>("svg.recharts-surface");
      if (chart) resolve(chart);
      else requestAnimationFrame(look);
    };
    look();
  });
}

/** The chart as an image of its own, with every colour written out. */
async function imageOf(chart: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const originals = [chart, ...chart.querySelectorAll<SVGElement>("*")];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  for (const [index, original] of originals.entries()) {
    const computed = getComputedStyle(original);
    for (const property of COPIED) {
      copies[index]?.style.setProperty(property, computed.getPropertyValue(property));
    }
    // A gradient's stops name their colours by custom properties, which an image does not have.
    const stop = computed.getPropertyValue("stop-color");
    if (original.tagName === "stop") copies[index]?.style.setProperty("stop-color", stop);
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width * SCALE));
  copy.setAttribute("height", String(height * SCALE));
  copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}
