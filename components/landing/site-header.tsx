import Link from "next/link";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Logo } from "#components/ui/logo.tsx";

/** The head of the public pages. */
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
