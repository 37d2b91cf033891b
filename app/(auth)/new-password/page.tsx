import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { setPassword } from "#app/(auth)/actions.ts";
import { NewPasswordForm } from "#components/auth/auth-forms.tsx";
import { AuthPage } from "#components/auth/auth-page.tsx";
import { currentMember } from "#lib/auth/confirmation.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { NEW_PASSWORD_PATH } from "#lib/auth/sign-in-limits.ts";
import { serverClient } from "#lib/supabase/member-client.ts";

export const metadata: Metadata = { title: "New password" };

export default async function NewPasswordPage() {
  const member = await currentMember(await serverClient());
  if (!member) redirect(signInPath(NEW_PASSWORD_PATH));
  return (
    <AuthPage
      title="Choose a new password"
      intro={
        <>
          For <span className="break-all text-ink">{member.email}</span>. Other browsers are signed out.
        </>
      }
      footer="Nothing changes until you save."
    >
      <NewPasswordForm action={setPassword} email={member.email} />
    </AuthPage>
  );
}
