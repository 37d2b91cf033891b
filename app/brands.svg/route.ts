import { brandsSvg } from "#components/ui/brand-icons.ts";

// Generated once, when Daybook is built.
export const dynamic = "force-static";

/** The icons of the brands among the targets, used by `components/ui/target-icon.tsx`. */
export function GET(): Response {
  return new Response(brandsSvg(), {
    headers: { "Content-Type": "image/svg+xml; charset=utf-8", "Cache-Control": "public, max-age=604800" },
  });
}
