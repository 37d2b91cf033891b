import { worldSvg } from "#lib/analytics/world-svg.ts";

// Generated once, when Daybook is built.
export const dynamic = "force-static";

/** The map of the world whose countries the dashboard colours, used by `components/panels/breakdown-panel.tsx`. */
export function GET(): Response {
  return new Response(worldSvg(), {
    headers: { "Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "public, max-age=604800" },
  });
}
