"use client";

import clsx from "clsx";
import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { stepsPath } from "#lib/analytics/chart-geometry.ts";
import { isFairlyCompared } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS, type MetricKey } from "#lib/analytics/metrics.ts";
import { trendOf } from "#lib/analytics/series.ts";

type TotalsRowProps = {
  dashboard: Dashboard;
  format: Format;
  chosen: MetricKey;
  onChoose: (metric: MetricKey) => void;
  metrics: readonly MetricKey[];
};

/** The totals; pressing one shows it in the chart below. */
export function TotalsRow({ dashboard, format, chosen, onChoose, metrics }: TotalsRowProps) {
  const isSeven = metrics.length === 7;
  return (
    <ul
      aria-label="Totals: choose what the chart shows"
      className={clsx(
        "grid grid-cols-2 gap-px overflow-hidden rounded-t-2xl bg-line",
        isSeven ? "sm:grid-cols-4 xl:grid-cols-7" : "sm:grid-cols-3 xl:grid-cols-6",
      )}
    >
      {metrics.map((key) => (
        <li key={key} className={clsx("bg-surface", isSeven && "first:col-span-2 xl:first:col-span-1")}>
          <TotalTile
            metric={key}
            dashboard={dashboard}
            format={format}
            pressed={key === chosen}
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
  onPress: () => void;
};

function TotalTile({ metric, dashboard, format, pressed, onPress }: TotalTileProps) {
  const { label, meaning, value, write, change, better } = METRICS[metric];
  const now = value(dashboard.totals);
  const before = isFairlyCompared(dashboard) ? dashboard.previous?.totals : null;
  return (
    <button type="button" aria-pressed={pressed} title={meaning} onClick={onPress} className="total-tile">
      <span className={clsx("text-sm", pressed ? "font-medium text-accent" : "text-muted")}>{label}</span>
      <span className="mt-1 font-medium text-2xl text-ink tabular-nums tracking-tight">
        {write(now, format)}
      </span>
      {before && (
        <span className="mt-0.5 flex h-5 items-center">
          <ChangeBadge change={change(dashboard.totals, before)} format={format} better={better} />
        </span>
      )}
      <Sparkline
        values={trendOf(dashboard, metric)}
        className={pressed ? "stroke-accent" : "stroke-line-strong"}
      />
    </button>
  );
}

/** A tiny trend below a number, a level for each value. Decoration, so it is hidden from assistive technology. */
export function Sparkline({ values, className }: { values: (number | null)[]; className: string }) {
  const highest = Math.max(1e-9, ...values.map((value) => value ?? 0));
  return (
    <svg
      viewBox={`0 -4 ${values.length} 108`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={clsx("sparkline", className)}
    >
      <path d={stepsPath(values, highest)} />
    </svg>
  );
}
