import { ExternalLink, UserRound } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { OwnerMenu, ScreenNav } from "#components/frame/screen-nav.tsx";
import { Logo } from "#components/ui/logo.tsx";

type DashboardFrameProps = { userCode: string; signOut: () => Promise<void>; children: ReactNode };

/** Around every screen of an owner: the header with its navigation, and the room for the screen. */
export function DashboardFrame({ userCode, signOut, children }: DashboardFrameProps) {
  return (
    <>
      <a
        href="#numbers"
        className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <header className="border-line border-b bg-paper print:hidden">
        <div className="mx-auto flex h-14 max-w-7xl items-center gap-3 px-4 sm:gap-4 sm:px-6">
          <Link href="/dashboard" aria-label="Daybook, your cards" className="shrink-0 rounded-md">
            <Logo className="max-sm:[&>span]:sr-only" />
          </Link>
          <span aria-hidden="true" className="text-line-strong">
            /
          </span>
          <OwnerMenu userCode={userCode} />
          <nav aria-label="Account" className="ml-auto flex shrink-0 items-center gap-1">
            <Link
              href={`/c/${encodeURIComponent(userCode)}`}
              target="_blank"
              prefetch={false}
              className="inline-flex h-9 items-center gap-1.5 rounded-lg px-3 font-medium text-muted text-sm transition-colors hover:bg-sunken hover:text-ink max-sm:hidden"
            >
              Open card
              <ExternalLink aria-hidden="true" className="size-3.5" />
            </Link>
            <Link
              href="/account"
              prefetch={false}
              aria-label="Your account"
              className="inline-flex h-9 items-center gap-1.5 rounded-lg px-3 font-medium text-muted text-sm transition-colors hover:bg-sunken hover:text-ink"
            >
              <UserRound aria-hidden="true" className="size-4" />
            </Link>
            <SignOutButton action={signOut} />
          </nav>
        </div>
        <ScreenNav userCode={userCode} />
      </header>
      <main
        id="numbers"
        tabIndex={-1}
        className="outline-none mx-auto max-w-7xl px-4 pt-6 sm:px-6 sm:pt-8 print:max-w-none print:p-0"
      >
        {children}
      </main>
    </>
  );
}
