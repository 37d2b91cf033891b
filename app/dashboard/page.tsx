import { ChevronRight } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { signOut } from "#app/(auth)/actions.ts";
import { SignOutButton } from "#components/auth/sign-out-button.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Logo } from "#components/ui/logo.tsx";
import { currentMember } from "#lib/auth/confirmation.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { listOwners } from "#lib/owners/owners.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

export const metadata: Metadata = { title: "Your cards" };

/** Every card of the member. Who has one only goes straight to it, but for `?all`, which the menu of a card leads to. */
export default async function DashboardsPage({ searchParams }: PageProps<"/dashboard">) {
  const client = await serverClient();
  const member = await currentMember(client);
  if (!member) redirect(signInPath("/dashboard"));

  const owners = await listOwners(client);
  const [first] = owners;
  if (!first) redirect("/welcome");
  const { all } = await searchParams;
  if (owners.length === 1 && all === undefined) redirect(`/dashboard/${first.userCode}`);

  return (
    <div className="min-h-dvh">
      <header className="mx-auto flex h-18 max-w-3xl items-center justify-between gap-4 px-5 sm:px-8">
        <Logo />
        <SignOutButton action={signOut} />
      </header>
      <main className="mx-auto max-w-3xl px-5 pt-8 pb-20 sm:px-8">
        <div className="flex flex-wrap items-end justify-between gap-4">
          <h1 className="font-medium font-serif text-[2.5rem] text-ink leading-[1.08] tracking-tight">
            Your cards
          </h1>
          <LinkButton href="/welcome" variant="secondary">
            Add a card
          </LinkButton>
        </div>
        <ul className="mt-8 divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface shadow-card">
          {owners.map((owner) => (
            <li key={owner.userCode}>
              <Link
                href={`/dashboard/${owner.userCode}`}
                className="flex min-h-18 items-center gap-4 px-5 py-3 transition-colors hover:bg-paper"
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium text-ink">{owner.name}</span>
                  <span className="block truncate font-mono text-[13px] text-muted">/c/{owner.userCode}</span>
                </span>
                <span className="text-muted text-sm first-letter:uppercase">{owner.role}</span>
                <ChevronRight aria-hidden="true" className="size-4 text-faint" />
              </Link>
            </li>
          ))}
        </ul>
      </main>
    </div>
  );
}
