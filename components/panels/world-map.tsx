import type { DimensionRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

type WorldMapProps = { rows: DimensionRow[]; format: Format };

/**
 * A map of the countries that visitors came from, the more visitors the darker. Its shapes lie in a file of their own,
 * so that they are no part of the page. Hidden from assistive technology: the list below says the same.
 */
export function WorldMap({ rows, format }: WorldMapProps) {
  const known = rows.filter((row) => row.value !== "");
  const most = Math.max(...known.map((row) => row.visitors), 0);
  if (most === 0) return null;
  return (
    <svg viewBox="0 0 960 465" aria-hidden="true" className="mx-auto mb-2 block w-full max-w-xl px-5 sm:px-6">
      <use href="/world.svg#land" className="fill-line" />
      {known.map((row) => (
        <use
          key={row.value}
          href={`/world.svg#${row.value}`}
          className="fill-accent"
          // The square root keeps countries with few visitors visible beside the one with most.
          fillOpacity={0.25 + 0.75 * Math.sqrt(row.visitors / most)}
        >
          <title>{`${format.country(row.value)}: ${format.count(row.visitors)}`}</title>
        </use>
      ))}
    </svg>
  );
}
