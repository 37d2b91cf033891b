import { brandsSvg } from "#components/ui/brand-icons.ts";

// Drawn once, when Daybook is built.
export const dynamic = "force-static";

/** The marks of the brands among the targets, see `components/dashboard/target-name.tsx`. */
export function GET(): Response {
  return new Response(brandsSvg(), {
    headers: { "Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "public, max-age=604800" },
  });
}
