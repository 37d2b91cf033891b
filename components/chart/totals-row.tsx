"use client";

import clsx from "clsx";
import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { isFairlyCompared } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRIC_KEYS, METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { trendOf } from "#lib/analytics/series.ts";

type TotalsRowProps = {
  dashboard: Dashboard;
  format: Format;
  chosen: MetricKey;
  onChoose: (metric: MetricKey) => void;
  /** The metrics whose numbers there are; the others say why they are missing. */
  available: readonly MetricKey[];
};

/** The seven totals; pressing one shows it in the chart below. */
export function TotalsRow({ dashboard, format, chosen, onChoose, available }: TotalsRowProps) {
  return (
    <ul
      aria-label="Totals: choose what the chart shows"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-t-2xl bg-line sm:grid-cols-4 xl:grid-cols-7"
    >
      {METRIC_KEYS.map((key) => (
        <li key={key} className="bg-surface first:col-span-2 xl:first:col-span-1">
          <TotalTile
            metric={key}
            dashboard={dashboard}
            format={format}
            pressed={key === chosen}
            isAvailable={available.includes(key)}
            onPress={() => onChoose(key)}
          />
        </li>
      ))}
    </ul>
  );
}

type TotalTileProps = {
  metric: MetricKey;
  dashboard: Dashboard;
  format: Format;
  pressed: boolean;
  isAvailable: boolean;
  onPress: () => void;
};

function TotalTile({ metric, dashboard, format, pressed, isAvailable, onPress }: TotalTileProps) {
  const { label, meaning, value, write, change, better } = METRICS[metric];
  const now = value(dashboard.totals);
  const before = isFairlyCompared(dashboard) ? dashboard.previous?.totals : null;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      disabled={!isAvailable}
      title={isAvailable ? meaning : "Not kept for this row by itself"}
      onClick={onPress}
      className="total-tile"
    >
      <span className={clsx("text-sm", pressed ? "font-medium text-accent" : "text-muted")}>{label}</span>
      <span className="mt-1 font-medium text-2xl text-ink tabular-nums tracking-tight">
        {isAvailable ? write(now, format) : "–"}
      </span>
      <span className="mt-0.5 flex h-5 items-center">
        {!isAvailable && <span className="text-faint text-xs">not kept by row</span>}
        {isAvailable && before && (
          <ChangeBadge change={change(dashboard.totals, before)} format={format} better={better} />
        )}
      </span>
      <Sparkline
        values={isAvailable ? trendOf(dashboard, metric) : []}
        className={clsx("mt-2 h-6 w-full", pressed ? "text-accent" : "text-line-strong")}
      />
    </button>
  );
}

/** A tiny trend beside a number. Decoration, so it is hidden from assistive technology. */
export function Sparkline({ values, className }: { values: number[]; className?: string }) {
  const highest = Math.max(...values, 0);
  const points = values.map((value, index) => {
    const x = values.length > 1 ? (index / (values.length - 1)) * 400 : 200;
    const y = highest > 0 ? 92 - (value / highest) * 88 : 92;
    return `${Math.round(x)},${Math.round(y)}`;
  });
  return (
    <svg viewBox="0 0 400 96" preserveAspectRatio="none" aria-hidden="true" className={className}>
      <polyline
        points={points.join(" ")}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
