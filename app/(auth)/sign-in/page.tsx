import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { signIn } from "#app/(auth)/actions.ts";
import { CredentialsForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { TellSignedOut } from "#components/auth/session-watch.tsx";
import { Notice } from "#components/ui/states.tsx";
import { isSessionCookie } from "#lib/supabase/session-cookies.ts";

export const metadata: Metadata = { title: "Sign in" };

const LINK_NOTICES = {
  expired: { tone: "warn", text: "This link has been used or is too old. Sign in, or sign up once more." },
  confirmed: { tone: "good", text: "Your address is confirmed. Sign in to go on." },
} as const;

function isLinkNotice(link: unknown): link is keyof typeof LINK_NOTICES {
  return link === "expired" || link === "confirmed";
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, link } = await searchParams;
  const onward = typeof next === "string" ? next : undefined;
  const isSignedOut = !(await cookies()).getAll().some(({ name }) => isSessionCookie(name));

  return (
    <AuthPage
      title="Welcome back"
      intro="Sign in to see who looked at your card, and how they reached you."
      footer={
        <>
          New here?{" "}
          <Link
            href={onward ? `/sign-up?next=${encodeURIComponent(onward)}` : "/sign-up"}
            className="font-medium text-accent underline-offset-4 hover:underline"
          >
            Create an account
          </Link>
        </>
      }
    >
      {isLinkNotice(link) && (
        <div className="mb-5">
          <Notice tone={LINK_NOTICES[link].tone}>{LINK_NOTICES[link].text}</Notice>
        </div>
      )}
      {isSignedOut && <TellSignedOut />}
      <CredentialsForm action={signIn} purpose="sign-in" next={onward} />
    </AuthPage>
  );
}
