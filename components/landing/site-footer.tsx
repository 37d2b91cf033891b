import { LogoMark } from "#components/ui/logo.tsx";

/** The foot of the public pages. */
export function SiteFooter() {
  return (
    <footer className="border-line border-t">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center justify-between gap-4 px-5 py-8 text-muted text-sm sm:px-8">
        <p className="flex items-center gap-2">
          <LogoMark className="size-5" />
          Daybook, free software under the MIT licence.
        </p>
        <p>This page counts nothing and sets no cookie.</p>
      </div>
    </footer>
  );
}
