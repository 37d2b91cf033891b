import type { ReactNode } from "react";
import { Logo } from "#components/ui/logo.tsx";

type PlainPageProps = { title: string; children: ReactNode; actions: ReactNode };

/** A page that says one thing, such as that an address does not exist. */
export function PlainPage({ title, children, actions }: PlainPageProps) {
  return (
    <div className="flex min-h-dvh flex-col px-6 py-5 sm:px-12">
      <header>
        {/* A plain link, which loads everything anew: this page may be shown because something broke. */}
        <a href="/" aria-label="Daybook, home" className="inline-flex py-2">
          <Logo />
        </a>
      </header>
      <main className="mx-auto flex w-full max-w-lg flex-1 flex-col items-start justify-center pb-24">
        <h1 className="font-medium font-serif text-[2.5rem] text-ink leading-[1.08] tracking-tight sm:text-[3rem]">
          {title}
        </h1>
        <div className="mt-4 text-muted leading-relaxed">{children}</div>
        <div className="mt-8 flex flex-wrap gap-3">{actions}</div>
      </main>
    </div>
  );
}
