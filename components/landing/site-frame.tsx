import Link from "next/link";
import { LinkButton } from "#components/ui/button.tsx";
import { Logo, LogoMark } from "#components/ui/logo.tsx";

/** The header of the public pages. */
export function SiteHeader() {
  return (
    <header className="mx-auto flex h-18 w-full max-w-6xl items-center justify-between px-5 sm:px-8">
      <Link href="/" aria-label="Daybook, home" className="-my-2 inline-flex py-2">
        <Logo />
      </Link>
      <nav aria-label="Account" className="flex items-center gap-1 sm:gap-2">
        <LinkButton href="/sign-in" variant="ghost" size="sm">
          Sign in
        </LinkButton>
        <LinkButton href="/sign-up" variant="secondary" size="sm" className="max-[22rem]:hidden">
          Create an account
        </LinkButton>
      </nav>
    </header>
  );
}

/** The footer of the public pages. */
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
