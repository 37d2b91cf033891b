import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json" with { type: "json" };

const WIDTH = 960;
const HEIGHT = 465;

/**
 * The countries as an SVG whose shapes can be used from any page by `world.svg#DE`, and all of them as `#land`.
 * From Natural Earth by way of the package world-atlas, in the Equal Earth projection, which keeps areas true.
 */
export function worldSvg(): string {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection }>;
  const { features } = feature(topology, topology.objects.countries);
  // Antarctica has no visitors and would take a fifth of the room.
  const lands = features.filter(({ id }) => id !== "010");
  const projection = geoEqualEarth().fitSize([WIDTH, HEIGHT], { type: "FeatureCollection", features: lands });
  const path = geoPath(projection).digits(0);
  const shapes = lands.map((land) => {
    const code = regionOf(String(land.id ?? ""));
    return `<path${code ? ` id="${code}"` : ""} d="${path(land) ?? ""}"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}"><g id="land">${shapes.join("")}</g></svg>`;
}

/** `276` → `DE`: a number is an alias of the letters, which every Intl knows. */
function regionOf(number: string): string | null {
  const code = /^\d{3}$/.test(number) ? new Intl.Locale(`und-${number}`).region : undefined;
  return code && /^[A-Z]{2}$/.test(code) ? code : null;
}
