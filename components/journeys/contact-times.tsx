"use client";

import { useState } from "react";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Format } from "#lib/analytics/format.ts";
import type { ContactTimes, Journeys } from "#lib/analytics/journeys.ts";
import { targetName } from "#lib/card/contact-methods.ts";

type Line = ContactTimes & { key: string; name: string };

/** How long it takes from the beginning of a visit to its first tap: as a curve, and by quartiles of each group and method. */
export function ContactTimesPanel({ times, format }: { times: Journeys["times"]; format: Format }) {
  if (times.all.sessions === 0) {
    return (
      <Panel title="Time to first contact" flush>
        <EmptyState title="No taps in this period">
          How long visitors take until they get in touch stands here from the first tap on.
        </EmptyState>
      </Panel>
    );
  }
  const groups: Line[] = times.groups.map((one) => ({
    ...one,
    key: one.group_code,
    name: one.name || one.group_code || "No group",
  }));
  const targets: Line[] = times.targets.map((one) => ({
    ...one,
    key: one.target,
    name: targetName(one.target),
  }));
  const all: Line = { ...times.all, key: "all", name: "All visits that tapped" };
  const content = (lines: Line[]) => <Course all={all} lines={lines} marks={times.marks} format={format} />;
  return (
    <Tabs
      label="By"
      tabs={[
        { key: "targets", label: "By first method", content: content(targets) },
        { key: "groups", label: "By group", content: content(groups) },
      ]}
    >
      {(list, panel) => (
        <Panel
          title="Time to first contact"
          description={`Half of those who tap do so within ${format.duration(times.all.quartiles?.[1] ?? null)}`}
          flush
        >
          {list}
          {panel}
        </Panel>
      )}
    </Tabs>
  );
}

const COLORS = ["--color-chart-1", "--color-chart-2", "--color-chart-3", "--color-chart-4"];
const SHOWN = 6;

type CourseProps = { all: Line; lines: Line[]; marks: number[]; format: Format };

/** The curves of the largest few, and a line with the quartiles for each. Pressing a line shows its curve alone. */
function Course({ all, lines, marks, format }: CourseProps) {
  const [chosen, setChosen] = useState<string | null>(null);
  const listed = [all, ...lines.slice(0, SHOWN)];
  const drawn = chosen === null ? listed.slice(0, COLORS.length) : listed.filter(({ key }) => key === chosen);
  const colorOf = (line: Line) => `var(${COLORS[Math.min(listed.indexOf(line), COLORS.length - 1)]})`;
  return (
    <div className="pb-3">
      <Curve lines={drawn} marks={marks} colorOf={colorOf} format={format} />
      <div
        aria-hidden="true"
        className="grid grid-cols-[minmax(6rem,1fr)_3.5rem_minmax(8rem,2fr)] gap-3 border-line border-t px-5 pt-3 pb-1 text-faint text-xs sm:px-6"
      >
        <span />
        <span className="text-right">Visits</span>
        <span>Middle half, and the median</span>
      </div>
      <ul>
        {listed.map((line) => (
          <li
            key={line.key}
            className="row relative grid grid-cols-[minmax(6rem,1fr)_3.5rem_minmax(8rem,2fr)] items-center gap-3 px-5 py-2 text-sm sm:px-6"
          >
            <button
              type="button"
              aria-pressed={chosen === line.key}
              onClick={() => setChosen(chosen === line.key ? null : line.key)}
              className="row-link flex min-w-0 cursor-pointer items-center gap-2 text-left text-ink"
            >
              <span
                aria-hidden="true"
                className="h-0.5 w-3.5 shrink-0 rounded-full"
                style={{ background: drawn.includes(line) ? colorOf(line) : "var(--color-line-strong)" }}
              />
              <span className="truncate">{line.name}</span>
            </button>
            <span className="text-right text-ink tabular-nums">{format.count(line.sessions)}</span>
            <Quartiles line={line} marks={marks} format={format} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Where a time stands between the first mark and the last, from 0 to 1: marks stand evenly, as they nearly double. */
function placeOf(seconds: number, marks: readonly number[]): number {
  const next = marks.findIndex((mark) => mark >= seconds);
  if (next < 0) return 1;
  const before = next === 0 ? 0 : (marks[next - 1] ?? 0);
  const upTo = marks[next] ?? 1;
  return (next + (seconds - before) / (upTo - before)) / marks.length;
}

type QuartilesProps = { line: Line; marks: number[]; format: Format };

function Quartiles({ line, marks, format }: QuartilesProps) {
  if (!line.quartiles) return <span className="text-faint">–</span>;
  const [low, middle, high] = line.quartiles;
  const at = (seconds: number) => placeOf(seconds, marks) * 100;
  return (
    <span className="grid gap-1">
      <span aria-hidden="true" className="relative h-2 rounded-full bg-sunken">
        <span
          className="absolute inset-y-0 min-w-1 rounded-full bg-chart-1/35"
          style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }}
        />
        <span
          className="-translate-x-1/2 absolute -inset-y-0.5 w-1 rounded-full bg-chart-1"
          style={{ left: `${at(middle)}%` }}
        />
      </span>
      <span className="text-muted text-xs tabular-nums">
        <span className="font-medium text-ink">{format.duration(middle)}</span>
        {`, ${format.duration(low)} to ${format.duration(high)}`}
      </span>
    </span>
  );
}

const LEVELS = [0.25, 0.5, 0.75, 1];

type CurveProps = { lines: Line[]; marks: number[]; colorOf: (line: Line) => string; format: Format };

/** What part of those who tap has done so after how long. */
function Curve({ lines, marks, colorOf, format }: CurveProps) {
  const points = ({ within, sessions }: Line) =>
    [0, ...within]
      .map((count, place) => `${(place / marks.length) * 100},${100 - (count / sessions) * 100}`)
      .join(" ");
  const text = lines
    .map(({ name, quartiles }) => `${name}: half within ${format.duration(quartiles?.[1] ?? null)}`)
    .join("; ");
  const labelled = marks.filter((_, place) => place % 3 === 2);
  return (
    <figure className="px-5 pb-4 sm:px-6">
      <div className="relative ml-9 h-48">
        {LEVELS.map((level) => (
          <span
            key={level}
            aria-hidden="true"
            className="absolute inset-x-0 border-line border-t"
            style={{ top: `${100 - level * 100}%` }}
          >
            <span className="-translate-x-full -translate-y-1/2 absolute -left-2 text-faint text-xs tabular-nums">
              {level * 100}%
            </span>
          </span>
        ))}
        <svg
          role="img"
          aria-label={`The part of visits that had tapped after how long. ${text}`}
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible border-line-strong border-b"
        >
          {lines.map((line) => (
            <polyline
              key={line.key}
              points={points(line)}
              fill="none"
              stroke={colorOf(line)}
              strokeWidth={line.key === "all" ? 2.5 : 1.75}
              strokeLinejoin="round"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
      </div>
      <div aria-hidden="true" className="relative ml-9 h-6 text-faint text-xs tabular-nums">
        {labelled.map((mark) => (
          <span
            key={mark}
            className="-translate-x-1/2 absolute top-1.5 whitespace-nowrap"
            style={{ left: `${placeOf(mark, marks) * 100}%` }}
          >
            {format.duration(mark).replace(/ 00[sm]$/, "")}
          </span>
        ))}
      </div>
    </figure>
  );
}
