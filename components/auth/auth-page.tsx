import type { ReactNode } from "react";
import { HeroFigure } from "#components/landing/landing.tsx";

type AuthPageProps = {
  title: string;
  intro: ReactNode;
  children?: ReactNode;
  /** Below the form: usually a link to another of these pages. */
  footer: ReactNode;
};

/** A page around a form of an account: signing in and up, and setting a new password. */
export function AuthPage({ title, intro, children, footer }: AuthPageProps) {
  return (
    <>
      <h1 className="font-medium font-serif text-[2.25rem] text-ink leading-[1.1] tracking-tight">{title}</h1>
      <p className="mt-3 mb-8 text-muted leading-relaxed">{intro}</p>
      {children}
      <p className="mt-8 text-muted text-sm">{footer}</p>
    </>
  );
}

/** What Daybook is, beside the form where there is room. */
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
