import type { Metadata } from "next";
import Link from "next/link";
import { signUp } from "#app/(auth)/actions.ts";
import { CredentialsForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { signInPath } from "#lib/auth/next-path.ts";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: PageProps<"/sign-up">) {
  const { next } = await searchParams;
  const onward = typeof next === "string" ? next : undefined;
  return (
    <AuthPage
      title="Start your daybook"
      intro="Two fields now; your card’s address and one line for your site come next."
      footer={
        <>
          Have an account already?{" "}
          <Link
            href={onward ? signInPath(onward) : "/sign-in"}
            className="font-medium text-accent underline-offset-4 hover:underline"
          >
            Sign in
          </Link>
        </>
      }
    >
      <CredentialsForm action={signUp} purpose="sign-up" next={onward} />
    </AuthPage>
  );
}
