import { HeroFigure } from "#components/landing/hero-figure.tsx";

/** Beside the form, where there is room: what waits behind it. */
export function AuthAside() {
  return (
    <aside
      aria-label="About Daybook"
      className="hidden flex-col items-center justify-center gap-14 border-line border-l bg-sunken p-12 lg:flex"
    >
      <HeroFigure />
      <p className="max-w-md text-center font-serif text-[1.45rem] text-ink leading-snug">
        Every tap kept, counted once, and shown with how it was counted.
      </p>
    </aside>
  );
}
