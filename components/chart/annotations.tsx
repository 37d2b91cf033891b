"use client";

import clsx from "clsx";
import { Pencil, Plus } from "lucide-react";
import { createContext, lazy, Suspense, use, useState } from "react";
import type { FormAction } from "#components/ui/action-form.tsx";
import { axesOf, MARGIN } from "#lib/analytics/chart-geometry.ts";
import type { Annotation, Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { MetricKey } from "#lib/analytics/metrics.ts";
import type { Series } from "#lib/analytics/series.ts";

const AnnotationDialog = lazy(() => import("#components/chart/annotation-dialog.tsx"));

/** What saves and deletes notes, for whoever may; null for everybody else. */
export const AnnotateContext = createContext<FormAction | null>(null);

const REVISIONS: Record<string, string> = {
  "late events": "Counted anew: events came late",
  erased: "Counted anew: visits were erased",
};

/** What is noted, as a sentence. */
function annotationText({ kind, text }: Annotation): string {
  switch (kind) {
    case "note":
      return text;
    case "revision":
      return REVISIONS[text] ?? `Counted anew: ${text}`;
    case "time_zone":
      return `From here on days are those of ${text}`;
    case "outage":
      return `Events could not be stored from ${text.replace("–", " to ")}: browsers kept them and sent them again`;
    default:
      return kind satisfies never;
  }
}

/** Annotations by the place of the point that their day belongs to. By the hour there are none: they belong to days. */
export function annotationsByPlace(
  { points, step }: Pick<Series, "points" | "step">,
  annotations: readonly Annotation[],
): Map<number, Annotation[]> {
  const places = new Map<number, Annotation[]>();
  if (step === "hour") return places;
  for (const annotation of annotations) {
    const place = points.findLastIndex(({ label }) => label <= annotation.date);
    if (place < 0) continue;
    places.set(place, [...(places.get(place) ?? []), annotation]);
  }
  return places;
}

/** How far apart marks are at least, as a share of the chart's width, so that their targets of 24 px do not overlap. */
const MARKS_APART = [
  { on: "sm:hidden", apart: 24 / 280 },
  { on: "max-sm:hidden", apart: 24 / 560 },
];

/** Marks for so many points: those too near to the one before share its mark. */
function marksOf(
  places: Map<number, Annotation[]>,
  count: number,
  apart: number,
): { share: number; noted: Annotation[] }[] {
  const marks: { share: number; noted: Annotation[] }[] = [];
  for (const [place, noted] of [...places].sort(([one], [other]) => one - other)) {
    const share = (place + 0.5) / count;
    const last = marks.at(-1);
    if (last && share - last.share < apart) last.noted.push(...noted);
    else marks.push({ share, noted: [...noted] });
  }
  return marks;
}

type MarksProps = { series: Series; metric: MetricKey; annotations: readonly Annotation[]; format: Format };

/** A mark above each annotated point of the chart, which tells its text to the pointer, a finger and the keyboard. */
export function AnnotationMarks({ series, metric, annotations, format }: MarksProps) {
  const places = annotationsByPlace(series, annotations);
  if (places.size === 0) return null;
  const { width } = axesOf(series, metric, format);
  return (
    <ul
      aria-label="Notes in the chart"
      className="pointer-events-none absolute"
      style={{ inset: `${MARGIN.top}px ${MARGIN.right}px ${MARGIN.bottom}px ${width}px` }}
    >
      {MARKS_APART.flatMap(({ on, apart }) =>
        marksOf(places, series.points.length, apart).map(({ share, noted }) => {
          const isQuiet = noted.every(({ kind }) => kind === "revision");
          const dot = (
            <span
              className={clsx(
                "rounded-full border-2 border-surface",
                isQuiet ? "size-2.5 bg-line-strong" : "size-3.5 bg-chart-2",
              )}
            />
          );
          return (
            <li
              key={on + share}
              className={clsx("absolute inset-y-0", on)}
              style={{ left: `${share * 100}%` }}
            >
              {!isQuiet && (
                <span
                  aria-hidden="true"
                  className="absolute inset-y-0 border-chart-2/60 border-l border-dashed"
                />
              )}
              <button
                type="button"
                aria-label={noted
                  .map((one) => `${format.longDay(one.date)}: ${annotationText(one)}`)
                  .join("; ")}
                className="group pointer-events-auto absolute -top-3 -left-3 grid size-6 cursor-default place-items-center rounded-full"
              >
                {dot}
                <span
                  aria-hidden="true"
                  className={clsx(
                    "invisible absolute top-full z-20 mt-1 w-max max-w-64 rounded-xl border border-line bg-surface px-3.5 py-2.5 text-left text-sm shadow-lg group-hover:visible group-focus:visible",
                    share > 0.66 ? "right-0" : share < 0.33 ? "left-0" : "left-1/2 -translate-x-1/2",
                  )}
                >
                  {noted.map((one) => (
                    <span key={keyOf(one)} className="mt-1 block first:mt-0">
                      <span className="block text-muted text-xs">{format.longDay(one.date)}</span>
                      <span className="block text-ink [overflow-wrap:anywhere]">{annotationText(one)}</span>
                    </span>
                  ))}
                </span>
              </button>
            </li>
          );
        }),
      )}
    </ul>
  );
}

function keyOf({ date, kind, text, annotation_id }: Annotation): string {
  return annotation_id ?? `${kind} ${date} ${text}`;
}

/** So many are listed below the chart before "Show all" is pressed. */
const LISTED = 5;

type ListProps = { annotations: readonly Annotation[]; period: Dashboard["period"]; format: Format };

/** What is noted at the period's days, one by one, with what changes it for whoever may. */
export function AnnotationList({ annotations, period, format }: ListProps) {
  const action = use(AnnotateContext);
  const [edited, setEdited] = useState<Annotation | "new" | null>(null);
  const [isAll, setAll] = useState(false);
  // What members wrote comes first: Daybook's own remarks may be many.
  const sorted = [...annotations].sort((a, b) => Number(a.kind !== "note") - Number(b.kind !== "note"));
  const shown = isAll ? sorted : sorted.slice(0, LISTED);
  if (sorted.length === 0 && !action) return null;
  return (
    <div className="mt-2 grid justify-items-start gap-1 px-1 text-sm">
      {shown.length > 0 && (
        <ul aria-label="Notes" className="grid w-full gap-0.5">
          {shown.map((one) => (
            <li key={keyOf(one)} className="flex min-h-8 items-baseline gap-2.5 sm:min-h-7">
              <span
                aria-hidden="true"
                className={clsx(
                  "shrink-0 self-center rounded-full",
                  one.kind === "note" ? "size-2.5 bg-chart-2" : "mx-0.5 size-1.5 bg-line-strong",
                )}
              />
              <span className="w-14 shrink-0 text-muted text-xs tabular-nums">{format.day(one.date)}</span>
              <span
                className={clsx(
                  "min-w-0 [overflow-wrap:anywhere]",
                  one.kind === "note" ? "text-ink" : "text-muted",
                )}
              >
                {annotationText(one)}
              </span>
              {action && one.kind === "note" && (
                <button
                  type="button"
                  aria-label={`Edit the note of ${format.day(one.date)}: ${one.text}`}
                  onClick={() => setEdited(one)}
                  className="-my-1 grid size-7 shrink-0 cursor-pointer place-items-center self-center rounded-md text-faint hover:bg-sunken hover:text-ink"
                >
                  <Pencil aria-hidden="true" className="size-3.5" />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-x-4">
        {sorted.length > LISTED && (
          <button
            type="button"
            aria-expanded={isAll}
            onClick={() => setAll((was) => !was)}
            className="cursor-pointer rounded py-1 text-muted text-xs hover:text-ink"
          >
            {isAll ? `Show the first ${LISTED} notes` : `Show all ${sorted.length} notes`}
          </button>
        )}
        {action && (
          <button
            type="button"
            onClick={() => setEdited("new")}
            className="inline-flex cursor-pointer items-center gap-1 rounded py-1 text-muted text-xs hover:text-ink"
          >
            <Plus aria-hidden="true" className="size-3.5" />
            Add a note
          </button>
        )}
      </div>
      {action && edited && (
        <Suspense>
          <AnnotationDialog
            annotation={edited === "new" ? null : edited}
            day={period.to}
            action={action}
            onClose={() => setEdited(null)}
          />
        </Suspense>
      )}
    </div>
  );
}
