import type { Metadata } from "next";
import Link from "next/link";
import { askForReset } from "#app/(auth)/actions.ts";
import { ResetForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { Notice } from "#components/ui/states.tsx";
import { environment } from "#lib/http/environment.ts";

export const metadata: Metadata = { title: "Reset your password" };

export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { link } = await searchParams;
  return (
    <AuthPage
      title="Reset your password"
      intro="Tell us your address, and a link to set a new password is on its way to it."
      footer={
        <Link href="/sign-in" className="font-medium text-accent underline-offset-4 hover:underline">
          Back to sign in
        </Link>
      }
    >
      {link === "expired" && (
        <div className="mb-5">
          <Notice tone="warn">
            This link has been used, is too old, or was opened in another browser than the one that asked for
            it. Ask for a new one here.
          </Notice>
        </div>
      )}
      <ResetForm action={askForReset} sendsNoMail={isOnThisMachine(environment().supabaseUrl)} />
    </AuthPage>
  );
}

/** Whether Supabase runs on this machine: the embedded one and the Supabase CLI's send no mail. */
function isOnThisMachine(address: string): boolean {
  return /^(localhost|127\.|\[::1\])/.test(new URL(address).hostname);
}
