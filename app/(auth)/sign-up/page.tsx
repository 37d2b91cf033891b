import type { Metadata } from "next";
import Link from "next/link";
import { signUp } from "#app/(auth)/actions.ts";
import { CredentialsForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default function SignUpPage() {
  return (
    <AuthPage
      title="Start your daybook"
      intro="Two fields now; your card’s address and one line for your site come next."
      footer={
        <>
          Have an account already?{" "}
          <Link href="/sign-in" className="font-medium text-accent underline-offset-4 hover:underline">
            Sign in
          </Link>
        </>
      }
    >
      <CredentialsForm action={signUp} purpose="sign-up" />
    </AuthPage>
  );
}
