import Link from "next/link";
import type { ReactNode } from "react";
import { signOut } from "#app/(auth)/actions.ts";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { Logo } from "#components/ui/logo.tsx";

export default function CardsLayout({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh">
      <header className="border-line border-b bg-paper">
        <div className="mx-auto flex h-14 max-w-7xl items-center justify-between gap-4 px-4 sm:px-6">
          <Link href="/dashboard?all" aria-label="Daybook, your cards" className="rounded-md">
            <Logo />
          </Link>
          <SignOutButton action={signOut} />
        </div>
      </header>
      <main
        id="cards"
        tabIndex={-1}
        className="mx-auto max-w-7xl px-4 pt-6 pb-20 outline-none sm:px-6 sm:pt-8"
      >
        {children}
      </main>
    </div>
  );
}
