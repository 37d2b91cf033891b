import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { signOut } from "#app/(auth)/actions.ts";
import { makeOwner } from "#app/welcome/actions.ts";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { Logo } from "#components/ui/logo.tsx";
import { WelcomeForm } from "#components/welcome/welcome-form.tsx";
import { currentMember } from "#lib/auth/confirmation.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { timeZones } from "#lib/owners/owner-day.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

export const metadata: Metadata = { title: "Your card" };

export default async function WelcomePage() {
  const member = await currentMember(await serverClient());
  if (!member) redirect(signInPath("/welcome"));

  return (
    <div className="min-h-dvh">
      <header className="mx-auto flex h-18 max-w-5xl items-center justify-between gap-4 px-5 sm:px-8">
        <Logo />
        <div className="flex min-w-0 items-center gap-3">
          <span className="hidden truncate text-muted text-sm sm:inline">{member.email}</span>
          <SignOutButton action={signOut} />
        </div>
      </header>
      <main className="mx-auto max-w-5xl px-5 pt-8 pb-20 sm:px-8 sm:pt-12">
        <h1 className="font-medium font-serif text-[2.5rem] text-ink leading-[1.08] tracking-tight sm:text-[3rem]">
          Whose card is it?
        </h1>
        <p className="mt-3 max-w-xl text-muted leading-relaxed">
          A name and an address, and your daybook is open. The preview shows what they become.
        </p>
        <WelcomeForm action={makeOwner} origin={await requestOrigin()} timeZones={timeZones()} />
      </main>
    </div>
  );
}
