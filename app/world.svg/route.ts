import { worldSvg } from "#lib/analytics/world-svg.ts";

// Drawn once, when Daybook is built.
export const dynamic = "force-static";

/** The map of the world that the dashboard colours, see `components/dashboard/world-map.tsx`. */
export function GET(): Response {
  return new Response(worldSvg(), {
    headers: { "Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "public, max-age=604800" },
  });
}
